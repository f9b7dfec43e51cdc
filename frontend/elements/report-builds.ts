import { keepOpen } from "./keep-open";

/**
 * Around the list of the report's builds: when the log tells that somebody asked for a report or that one is finished, the
 * list loads itself again (its own hx-get, trigger "news"). Progress in between comes by polling, which needs no socket.
 */
export class ReportBuilds extends HTMLElement {
  #keeper?: MutationObserver;

  #hear = (event: Event): void => {
    const lines: unknown = (event as CustomEvent).detail;
    if (!Array.isArray(lines)) return;
    const ours = lines.some(([, kind]) => kind === "report.requested" || kind === "report.finished");
    if (ours) this.firstElementChild?.dispatchEvent(new CustomEvent("news"));
  };

  connectedCallback(): void {
    this.#keeper = keepOpen(this);
    document.addEventListener("quadrant:events", this.#hear);
  }

  disconnectedCallback(): void {
    this.#keeper?.disconnect();
    document.removeEventListener("quadrant:events", this.#hear);
  }
}

customElements.define("report-builds", ReportBuilds);
