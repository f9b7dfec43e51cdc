/** What happens elsewhere: the log's lines as they come, what they lack fetched, and what has gone let go. */
import type { Line } from "../../feed/events";
import type { NarrativeBoard } from "../narrative-board";
import { tell } from "../notice-list";
import type { BoardData } from "./model";
import { part } from "./parts";
import type { Stage } from "./stage";

const JITTER_MS = 800;

/** What the board does with it. */
interface Told {
  /** Put back what is in the hand, if it has gone. */
  letGo(gone: (number: number | undefined) => boolean): void;
  /** Who is found may have changed. */
  update(): void;
}

export class News {
  #board: NarrativeBoard;
  #stage: Stage;
  #told: Told;
  #refetch: ReturnType<typeof setTimeout> | undefined;

  constructor(board: NarrativeBoard, stage: Stage, told: Told, signal: AbortSignal) {
    this.#board = board;
    this.#stage = stage;
    this.#told = told;
    document.addEventListener("quadrant:events", this.#hear, { signal });
    signal.addEventListener("abort", () => clearTimeout(this.#refetch));
    // What the feed has told before this script was there.
    if (Number(document.querySelector<HTMLElement>("quadrant-feed")?.dataset.seq ?? 0) > board.model.seq) this.#ask();
  }

  #hear = (event: Event): void => {
    const lines = (event as CustomEvent<Line[]>).detail;
    const lacking = this.#board.model.hear(lines);
    if (lacking) this.#ask();
    if (lines.some(([, kind]) => kind === "phase.opened")) part(this.#board, "[data-news]").hidden = false;
    this.#take();
  };

  #take(): void {
    this.#letGo();
    this.#told.update();
    this.#board.redraw();
  }

  /** What was withdrawn, merged or removed meanwhile can neither be held, chosen nor selected; who did is told. */
  #letGo(): void {
    const { model, words, selected, chosen } = this.#board;
    const gone = (number: number | undefined) =>
      number !== undefined && model.showsNow && model.card(number) === undefined;
    this.#told.letGo(gone);
    const left = [...chosen].filter((number) => !gone(number));
    if (left.length < chosen.size) this.#board.choose(left);
    if (!gone(selected)) return;
    const sentence = words.text("gone").replace("{number}", String(selected));
    this.#board.select(null);
    tell(sentence, "warn");
    words.say(sentence);
  }

  /** Fetch the board anew; a little later, so that not everybody asks at once. */
  #ask(): void {
    this.#refetch ??= setTimeout(async () => {
      this.#refetch = undefined;
      const { model, words } = this.#board;
      try {
        const answer = await fetch(words.text("data"), { headers: { Accept: "application/json" } });
        if (!answer.ok) return;
        const data = (await answer.json()) as BoardData;
        // Another epoch counts anew; in the same one, something may have been told while it was on its way.
        if (data.epoch !== model.epoch || data.seq >= model.seq) model.replace(data);
        else this.#ask();
        this.#take();
      } catch {
        this.#ask();
      }
    }, Math.random() * JITTER_MS);
  }

  /** Everybody's placement of the selected option. */
  async askPoints(number: number): Promise<void> {
    const { model, words } = this.#board;
    if (!model.seesResults || this.#stage.points?.number === number) return;
    try {
      const answer = await fetch(`${words.text("data")}?option=${number}`, { headers: { Accept: "application/json" } });
      if (!answer.ok || this.#board.selected !== number) return;
      this.#stage.points = { number, points: (await answer.json()).points };
      this.#board.redraw();
    } catch {
      // The ellipse says nearly as much.
    }
  }
}
