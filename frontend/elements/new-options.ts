/**
 * Says in the list of options how many have come or changed since the page was made, and moves nothing of what is being
 * read: the words are a link that loads the list again. It hears of them from the feed (the document's event
 * "quadrant:events", detail: [[seq, kind, data], …]). The words are the server's: data-one, data-changed-one, and with {n}
 * data-many, data-changed-many.
 */
export class NewOptions extends HTMLElement {
  #seen = { "option.submitted": new Set<number>(), "option.revised": new Set<number>() };

  #hear = (event: Event): void => {
    const lines: unknown = (event as CustomEvent).detail;
    if (!Array.isArray(lines)) return;
    for (const [, kind, data] of lines) {
      if (kind === "option.submitted" || kind === "option.revised") this.#seen[kind].add(data.option); // once each
    }
    const come = this.#seen["option.submitted"];
    const changed = [...this.#seen["option.revised"]].filter((number) => !come.has(number));
    this.#say([this.#words(come.size, "one", "many"), this.#words(changed.length, "changedOne", "changedMany")]);
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
