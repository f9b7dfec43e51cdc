export type NoticeKind = "plain" | "good" | "warn" | "bad";

export interface Notice {
  text: string;
  kind?: NoticeKind;
}

const STAYS_MS = 9000;

/**
 * Says things above the page. Anybody asks it by the event "quadrant:notice" on the document or on any element (detail:
 * text and kind), so a server does it with the header `HX-Trigger: {"quadrant:notice": {"text": …, "kind": "good"}}`.
 * What went wrong stays until it is closed; the rest goes by itself, but not while somebody is reading it.
 */
export class NoticeList extends HTMLElement {
  #hear = (event: Event): void => {
    const { text, kind = "plain" } = (event as CustomEvent<Notice>).detail ?? {};
    if (text) this.#show(text, kind);
  };

  connectedCallback(): void {
    document.addEventListener("quadrant:notice", this.#hear);
  }

  disconnectedCallback(): void {
    document.removeEventListener("quadrant:notice", this.#hear);
  }

  #show(text: string, kind: NoticeKind): void {
    const notice = document.createElement("div");
    notice.className = "notice";
    notice.dataset.kind = kind;

    const words = document.createElement("p");
    words.textContent = text;

    const close = document.createElement("button");
    close.type = "button";
    close.className = "notice-close";
    close.setAttribute("aria-label", this.dataset.close ?? "Close");
    close.textContent = "×";
    close.addEventListener("click", () => notice.remove());

    notice.append(words, close);
    // The same sentence twice is said once, again.
    for (const other of this.children) {
      if (other.querySelector("p")?.textContent === text) other.remove();
    }
    this.append(notice);
    if (kind !== "bad") this.#goLater(notice);
  }

  #goLater(notice: HTMLElement): void {
    setTimeout(() => {
      if (notice.matches(":hover, :focus-within")) this.#goLater(notice);
      else notice.remove();
    }, STAYS_MS);
  }
}

/** Say something above the page. */
export function tell(text: string, kind: NoticeKind = "plain"): void {
  document.dispatchEvent(new CustomEvent<Notice>("quadrant:notice", { detail: { text, kind } }));
}

customElements.define("notice-list", NoticeList);
