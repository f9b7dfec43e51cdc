/** The board frozen for a vote: everybody sees it and why; the server's own words are fetched when it changes. */
import type { Line } from "../../feed/events";
import type { NarrativeBoard } from "../narrative-board";
import { part } from "./parts";

const JITTER_MS = 400;

export class Freeze {
  #board: NarrativeBoard;
  #place: HTMLElement;

  constructor(board: NarrativeBoard) {
    this.#board = board;
    this.#place = part(board, "[data-freeze]");
    document.addEventListener("quadrant:events", this.#hear);
  }

  #hear = (event: Event): void => {
    const lines = (event as CustomEvent<Line[]>).detail;
    const kinds = lines.map(([, kind]) => kind);
    if (!kinds.some((kind) => kind === "board.frozen" || kind === "board.released" || kind === "phase.opened")) return;
    setTimeout(() => void this.#fetch(), Math.random() * JITTER_MS);
  };

  async #fetch(): Promise<void> {
    try {
      const answer = await fetch(`${this.#board.words.text("page")}?part=freeze`);
      if (!answer.ok || answer.redirected) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").body;
      this.#place.replaceChildren(...fresh.childNodes);
      const said = this.#place.textContent?.trim() || this.#board.words.text("released");
      this.#board.words.say(said);
    } catch {
      // Cards do not move all the same; the feed's sign says that the server is away.
    }
  }
}
