import { Connection, type FeedState } from "../feed/connection";
import type { Line } from "../feed/events";

// A page that is not this log's is loaded again; if that does not help, not for ever.
const RELOADED = "quadrant.feed.reloaded";
const RELOADS_APART_MS = 10_000;

/**
 * The page's one connection to the exercise's log, rendered once by base.html with data-socket, data-events,
 * data-epoch and data-seq (kept up to date). It tells the document, in order:
 *
 * - "quadrant:feed", detail {state}: live, catching-up or offline
 * - "quadrant:events", detail [[seq, kind, data], …]: what happened, in order, no number twice
 * - "quadrant:hint", detail {hint, …}: something in passing that may be lost
 */
export class QuadrantFeed extends HTMLElement {
  #connection: Connection | undefined;

  connectedCallback(): void {
    const { socket, events, epoch, seq } = this.dataset;
    if (!socket || !events || !epoch) return;
    this.#connection = new Connection(
      { socket, events, epoch, seq: Number(seq ?? 0) },
      {
        lines: (lines) => this.#tell(lines),
        state: tellState,
        hint: (detail) => document.dispatchEvent(new CustomEvent("quadrant:hint", { detail })),
        reload: () => reloadOnce() || tellState("offline"),
      },
    );
    this.#connection.start();
    window.addEventListener("online", this.#hurry);
    window.addEventListener("pageshow", this.#shown);
    window.addEventListener("pagehide", this.#hidden);
    document.addEventListener("visibilitychange", this.#hurry);
  }

  disconnectedCallback(): void {
    this.#connection?.stop();
    window.removeEventListener("online", this.#hurry);
    window.removeEventListener("pageshow", this.#shown);
    window.removeEventListener("pagehide", this.#hidden);
    document.removeEventListener("visibilitychange", this.#hurry);
  }

  /** Tell others something in passing; it is lost while there is no socket. */
  hint(said: object): void {
    this.#connection?.hint(said);
  }

  #tell(lines: Line[]): void {
    this.dataset.seq = String(lines.at(-1)?.[0]);
    document.dispatchEvent(new CustomEvent<Line[]>("quadrant:events", { detail: lines }));
  }

  #hurry = (): void => {
    if (document.visibilityState === "visible") this.#connection?.hurry();
  };

  // An open socket keeps a page out of the browser's back-and-forward cache.
  #hidden = (): void => this.#connection?.stop();
  #shown = (event: PageTransitionEvent): void => {
    if (event.persisted) this.#connection?.start();
  };
}

function tellState(state: FeedState): void {
  document.dispatchEvent(new CustomEvent("quadrant:feed", { detail: { state } }));
}

function reloadOnce(): boolean {
  try {
    const last = Number(sessionStorage.getItem(RELOADED) ?? 0);
    if (Date.now() - last < RELOADS_APART_MS) return false;
    sessionStorage.setItem(RELOADED, String(Date.now()));
  } catch {
    // Without storage nothing tells a second time from the first.
  }
  location.reload();
  return true;
}

customElements.define("quadrant-feed", QuadrantFeed);
