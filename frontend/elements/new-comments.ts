/**
 * Says at the end of an option's discussion that others have said something since the page was made, and moves nothing of
 * what is being read: the words are a link that loads the page again and leads to the first new comment. It hears of them
 * from the feed (the document's event "quadrant:events", detail: [[seq, kind, data], …]). The words are the server's:
 * data-one, data-many with {n}, and data-some, which alone is used where no number may be said (data-sealed, or when
 * rating opens meanwhile).
 */
export class NewComments extends HTMLElement {
  #seen = new Set<number>();

  #hear = (event: Event): void => {
    const lines: unknown = (event as CustomEvent).detail;
    if (!Array.isArray(lines)) return;
    for (const [, kind, data] of lines) {
      if (kind === "phase.opened") this.toggleAttribute("data-sealed", data.phase === "rate");
      if (kind === "comment.posted" && String(data.option) === this.dataset.option) this.#seen.add(data.comment);
    }
    this.#say();
  };

  connectedCallback(): void {
    document.addEventListener("quadrant:events", this.#hear);
  }

  disconnectedCallback(): void {
    document.removeEventListener("quadrant:events", this.#hear);
  }

  #say(): void {
    const n = this.#seen.size;
    if (n === 0) return;
    const { one, many, some } = this.dataset;
    const link = this.querySelector("a") ?? this.appendChild(document.createElement("a"));
    const first = Math.min(...this.#seen);
    link.className = "news";
    // With another query it is another page to the browser, which loads it; a mere #c12 would only scroll.
    link.href = `${location.pathname}?since=${first}#c${first}`;
    const words = this.hasAttribute("data-sealed") ? some : n === 1 ? one : many?.replace("{n}", String(n));
    link.textContent = words ?? "";
  }
}

customElements.define("new-comments", NewComments);
