/**
 * Says on an option's page that somebody has changed its text since the page was made, with a link to what is
 * different; what is being read stays as it is. It hears of it from the feed (the document's event "quadrant:events",
 * detail: [[seq, kind, data], …]). data-option is the number, data-words the sentence with {n} for the version, and
 * data-href the address of the comparison, to which that version is added.
 */
export class OptionChanges extends HTMLElement {
  #newest = 0;

  #hear = (event: Event): void => {
    const lines: unknown = (event as CustomEvent).detail;
    if (!Array.isArray(lines)) return;
    for (const [, kind, data] of lines) {
      if (kind !== "option.revised" && kind !== "option.resubmitted") continue;
      if (String(data?.option) === this.dataset.option) this.#say(Number(data.version));
    }
  };

  connectedCallback(): void {
    document.addEventListener("quadrant:events", this.#hear);
  }

  disconnectedCallback(): void {
    document.removeEventListener("quadrant:events", this.#hear);
  }

  #say(version: number): void {
    // What the page was made with is at the end of the address's question: "…?from=2&to=".
    const shown = Number(new URL(this.dataset.href ?? "", location.href).searchParams.get("from"));
    if (!(version > Math.max(shown, this.#newest))) return; // submitted again as it was, or told twice
    this.#newest = version;
    const link = this.querySelector("a") ?? this.appendChild(document.createElement("a"));
    link.className = "news";
    link.href = `${this.dataset.href}${version}`;
    link.textContent = (this.dataset.words ?? "{n}").replace("{n}", String(version));
  }
}

customElements.define("option-changes", OptionChanges);
