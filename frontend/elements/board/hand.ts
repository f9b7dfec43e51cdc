/** What is picked up, by pointer or by key: one card, or all that are chosen together with it. */
import type { Point } from "../../feed/replica";
import { onBoard, rounded } from "./geometry";
import type { BoardModel } from "./model";

export interface Move {
  number: number;
  to: Point;
}

export class Hand {
  /** The card that the hand is on; the others keep their distance to it. */
  lead: number | undefined;
  #model: BoardModel;
  /** Where each was picked up; undefined in the tray. */
  #from = new Map<number, Point | undefined>();

  constructor(model: BoardModel) {
    this.#model = model;
  }

  get full(): boolean {
    return this.lead !== undefined;
  }

  has(number: number): boolean {
    return this.#from.has(number);
  }

  numbers(): ReadonlySet<number> {
    return new Set(this.#from.keys());
  }

  get cameFromTray(): boolean {
    return this.lead !== undefined && this.#from.get(this.lead) === undefined;
  }

  /** Where the lead is held now. */
  get at(): Point | undefined {
    return this.lead === undefined ? undefined : this.#model.heldAt(this.lead);
  }

  /** Pick up a card, and of the others those that are placed. */
  pickUp(lead: number, others: Iterable<number>): void {
    this.lead = lead;
    this.#from = new Map([[lead, this.#model.card(lead)?.at]]);
    for (const number of others) {
      const at = this.#model.card(number)?.at;
      if (number !== lead && at) this.#from.set(number, at);
    }
    for (const [number, at] of this.#from) this.#model.hold(number, at ?? { x: 0, y: 0 });
  }

  moveTo(to: Point): void {
    if (this.lead === undefined) return;
    const from = this.#from.get(this.lead);
    for (const [number, start] of this.#from) {
      const at =
        number === this.lead || !start || !from ? to : { x: start.x + to.x - from.x, y: start.y + to.y - from.y };
      this.#model.hold(number, onBoard(at));
    }
  }

  /** Let go; answers what was moved where. The cards stay where they are held until somebody says otherwise. */
  drop(): Move[] {
    const moves = [...this.#from.keys()].flatMap((number) => {
      const at = this.#model.heldAt(number);
      return at ? [{ number, to: rounded(at) }] : [];
    });
    this.#empty();
    return moves;
  }

  putBack(): void {
    const numbers = [...this.#from.keys()];
    this.#empty();
    for (const number of numbers) this.#model.release(number);
  }

  #empty(): void {
    this.lead = undefined;
    this.#from = new Map();
  }
}
