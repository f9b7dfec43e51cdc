/**
 * Says how many events of some kinds came since the page was made, and moves nothing of what is being read: the words are
 * a link that loads the page again. The kinds are in data-kinds, separated by spaces; the words are the server's: data-one,
 * and data-many with {n}. With data-go nothing is being read, and the page is loaded again by itself. It hears of events from the feed (the document's "quadrant:events", [[seq, kind, data], …]).
 */
export class FeedNews extends HTMLElement {
  #seen = new Set<number>();

  #hear = (event: Event): void => {
    const lines: unknown = (event as CustomEvent).detail;
    if (!Array.isArray(lines)) return;
    const kinds = (this.dataset.kinds ?? "").split(" ");
    for (const [seq, kind] of lines) if (kinds.includes(kind)) this.#seen.add(seq); // a number counts once
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
    if (this.hasAttribute("data-go")) link.click();
  }
}

customElements.define("feed-news", FeedNews);
