/**
 * Says in the list of options how many have come since the page was made, and moves nothing of what is being read: the
 * words are a link that loads the list again. It hears of them from the feed (the document's event "quadrant:events",
 * detail: [[seq, kind, data], …]). The words are the server's: data-one, and data-many with {n}.
 */
export class NewOptions extends HTMLElement {
  #seen = new Set<number>();

  #hear = (event: Event): void => {
    const lines: unknown = (event as CustomEvent).detail;
    if (!Array.isArray(lines)) return;
    for (const [seq, kind] of lines) if (kind === "option.submitted") this.#seen.add(seq); // a number counts once
    this.#say(this.#seen.size);
  };

  connectedCallback(): void {
    document.addEventListener("quadrant:events", this.#hear);
  }

  disconnectedCallback(): void {
    document.removeEventListener("quadrant:events", this.#hear);
  }

  #say(n: number): void {
    if (n === 0) return;
    const link = this.querySelector("a") ?? this.appendChild(document.createElement("a"));
    const words = (n === 1 ? this.dataset.one : this.dataset.many) ?? "{n}";
    link.className = "news";
    link.href = location.pathname + location.search;
    link.textContent = words.replace("{n}", String(n));
  }
}

customElements.define("new-options", NewOptions);
