/** Moving all that are chosen by numbers: two sliders with a field each, shown on the board at once, sent as one write. */
import type { Point } from "../../feed/replica";
import type { NarrativeBoard } from "../narrative-board";
import { onBoard, rounded } from "./geometry";
import type { Move } from "./hand";
import { part } from "./parts";

export class Shifting {
  #board: NarrativeBoard;
  #dialog: HTMLDialogElement;
  #form: HTMLFormElement;
  /** Where the chosen cards lay when the form was opened. */
  #from = new Map<number, Point>();

  constructor(board: NarrativeBoard) {
    this.#board = board;
    this.#dialog = part(board, ".board-shifting") as HTMLDialogElement;
    this.#form = part(this.#dialog, "form") as HTMLFormElement;
    part(board, "[data-group-move]").addEventListener("click", () => this.#open());
    this.#form.addEventListener("input", this.#input);
    this.#dialog.addEventListener("close", this.#closed);
  }

  #open(): void {
    const { model, chosen } = this.#board;
    if (!model.movable) {
      this.#board.words.say(this.#board.words.text(model.frozen ? "frozen" : "otherLayer"));
      return;
    }
    const cards = [...chosen].flatMap((number) => model.card(number) ?? []);
    this.#from = new Map(cards.flatMap(({ number, at }) => (at ? [[number, at]] : [])));
    const names = cards.map(({ number, title }) => `${number} ${title}`);
    part(this.#dialog, "[data-group-names]").textContent = names.join(" · ");
    this.#form.reset();
    this.#dialog.returnValue = "";
    this.#dialog.showModal();
  }

  // A slider and its field say the same, and the cards show it.
  #input = ({ target }: Event): void => {
    if (!(target instanceof HTMLInputElement)) return;
    for (const twin of this.#fields(target.dataset.shift ?? "")) if (twin !== target) twin.value = target.value;
    for (const { number, to } of this.#moves()) this.#board.preview(number, to);
  };

  #closed = (): void => {
    const moves = this.#dialog.returnValue === "move" ? this.#moves() : [];
    for (const number of this.#from.keys()) this.#board.preview(number);
    const moved = moves.filter(({ number, to }) => {
      const from = this.#from.get(number);
      return from?.x !== to.x || from.y !== to.y;
    });
    if (moved.length) this.#board.send(moved);
  };

  #fields(axis: string): HTMLInputElement[] {
    return [...this.#form.querySelectorAll<HTMLInputElement>(`[data-shift="${axis}"]`)];
  }

  #moves(): Move[] {
    const by = { x: this.#far("x"), y: this.#far("y") };
    return [...this.#from].map(([number, at]) => ({ number, to: shifted(at, by) }));
  }

  #far(axis: string): number {
    const value = Number(this.#fields(axis).at(-1)?.value);
    return Number.isFinite(value) ? value / 100 : 0;
  }
}

/** Where a card comes to lie; at the board's edge it stops. */
export function shifted({ x, y }: Point, by: Point): Point {
  return rounded(onBoard({ x: x + by.x, y: y + by.y }));
}
