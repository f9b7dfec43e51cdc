/**
 * Says in the list of options how many have come or changed since the page was made, and moves nothing of what is being
 * read: the words are a link that loads the list again. It hears of them from the feed (the document's event
 * "quadrant:events", detail: [[seq, kind, data], …]). The words are the server's: data-one, data-changed-one, and with {n}
 * data-many, data-changed-many.
 */
export class NewOptions extends HTMLElement {
  #come = new Set<number>();
  #changed = new Set<number>();

  #hear = (event: Event): void => {
    const lines: unknown = (event as CustomEvent).detail;
    if (!Array.isArray(lines)) return;
    for (const [, kind, data] of lines) {
      if (kind === "option.submitted") this.#come.add(data.option); // each option counts once
      if (kind === "option.revised") this.#changed.add(data.option);
    }
    const changed = [...this.#changed].filter((number) => !this.#come.has(number));
    this.#say([this.#words(this.#come.size, "one", "many"), this.#words(changed.length, "changedOne", "changedMany")]);
  };

  connectedCallback(): void {
    document.addEventListener("quadrant:events", this.#hear);
  }

  disconnectedCallback(): void {
    document.removeEventListener("quadrant:events", this.#hear);
  }

  #words(n: number, one: string, many: string): string {
    if (n === 0) return "";
    return ((n === 1 ? this.dataset[one] : this.dataset[many]) ?? "").replace("{n}", String(n));
  }

  #say(words: string[]): void {
    const said = words.filter(Boolean).join(", ");
    if (!said) return;
    const link = this.querySelector("a") ?? this.appendChild(document.createElement("a"));
    link.className = "news";
    link.href = location.pathname + location.search;
    link.textContent = said;
  }
}

customElements.define("new-options", NewOptions);
