import { keepOpen } from "./keep-open";

/** What of the log changes how the report stands: its texts and all that they rest on, who signs, and the publication. */
const OURS = /^(report_texts?|report|signature|takeaways?|narrative|membership|wild_card|options?)\./;

/**
 * Around the state of the report: when the log tells of something that may change it, it loads itself again (its own hx-get,
 * trigger "news"), unless somebody is at one of its forms: what is typed there must not go.
 */
export class ReportDesk extends HTMLElement {
  #keeper?: MutationObserver;

  #hear = (event: Event): void => {
    const lines: unknown = (event as CustomEvent).detail;
    if (!Array.isArray(lines) || !lines.some(([, kind]) => typeof kind === "string" && OURS.test(kind))) return;
    if (this.#typing()) return;
    this.firstElementChild?.dispatchEvent(new CustomEvent("news"));
  };

  connectedCallback(): void {
    this.#keeper = keepOpen(this);
    document.addEventListener("quadrant:events", this.#hear);
  }

  disconnectedCallback(): void {
    this.#keeper?.disconnect();
    document.removeEventListener("quadrant:events", this.#hear);
  }

  #typing(): boolean {
    const fields = [...this.querySelectorAll<HTMLTextAreaElement | HTMLInputElement>("textarea, [type=checkbox]")];
    return fields.some((field) => (field instanceof HTMLInputElement ? field.checked : field.value !== ""));
  }
}

customElements.define("report-desk", ReportDesk);
