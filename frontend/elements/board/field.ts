/** The placed cards as bare numbers, for questions about many: which lie in sight, which one under a finger. */
import type { Point } from "../../feed/replica";
import { type Direction, STEPS, type View } from "./geometry";
import type { PlacedCard } from "./model";

const CELLS = 48; // a side; ten thousand cards are about four to a cell
const AROUND = 1.5; // a card under a finger is sought this many reaches around

export class Field {
  readonly cards: readonly PlacedCard[];
  readonly xs: Float32Array;
  readonly ys: Float32Array;
  /** The cards of cell c are order[starts[c]] … order[starts[c + 1] − 1]. */
  #starts = new Uint32Array(CELLS * CELLS + 1);
  #order: Uint32Array;

  constructor(cards: readonly PlacedCard[]) {
    this.cards = cards;
    this.xs = Float32Array.from(cards, ({ at }) => at.x);
    this.ys = Float32Array.from(cards, ({ at }) => at.y);
    this.#order = new Uint32Array(cards.length);
    const cells = Uint32Array.from(cards, ({ at }) => cell(at.y) * CELLS + cell(at.x));
    for (const at of cells) this.#starts[at + 1] = (this.#starts[at + 1] ?? 0) + 1;
    for (let at = 0; at < CELLS * CELLS; at += 1)
      this.#starts[at + 1] = (this.#starts[at + 1] ?? 0) + (this.#starts[at] ?? 0);
    const next = this.#starts.slice();
    for (const [index, at] of cells.entries()) {
      const place = next[at] ?? 0;
      this.#order[place] = index;
      next[at] = place + 1;
    }
  }

  /** Calls with each card, as its index, between two corners in board coordinates. */
  within(low: Point, high: Point, call: (index: number) => void): void {
    const [left, right] = [cell(low.x), cell(high.x)];
    for (let row = cell(low.y); row <= cell(high.y); row += 1) {
      const end = this.#starts[row * CELLS + right + 1] ?? 0;
      for (let place = this.#starts[row * CELLS + left] ?? 0; place < end; place += 1) {
        const index = this.#order[place] ?? 0;
        const x = this.xs[index] ?? 0;
        const y = this.ys[index] ?? 0;
        if (x >= low.x && x <= high.x && y >= low.y && y <= high.y) call(index);
      }
    }
  }

  /** The card nearest to a pixel and no farther than *reach* pixels. */
  under(pixel: Point, view: View, reach: number): PlacedCard | undefined {
    const low = view.toBoard({ x: pixel.x - reach * AROUND, y: pixel.y + reach * AROUND });
    const high = view.toBoard({ x: pixel.x + reach * AROUND, y: pixel.y - reach * AROUND });
    let best: PlacedCard | undefined;
    let shortest = reach;
    this.within(low, high, (index) => {
      const card = this.cards[index];
      if (!card) return;
      const { x, y } = view.toPixels(card.at);
      const distance = Math.hypot(x - pixel.x, y - pixel.y);
      if (distance > shortest) return;
      shortest = distance;
      best = card;
    });
    return best;
  }

  /**
   * The nearest one in a direction, by what is seen (pixels); what lies aside counts more than twice. Of several on one
   * point each is reached: they follow by number to the right and downwards, and back.
   */
  next(from: PlacedCard, direction: Direction, view: View): PlacedCard | undefined {
    const step = STEPS[direction];
    const forwards = step.x > 0 || step.y < 0;
    const twins = this.cards.filter(({ at }) => at.x === from.at.x && at.y === from.at.y);
    const twin = twins[twins.findIndex(({ number }) => number === from.number) + (forwards ? 1 : -1)];
    if (twin) return twin;
    const here = view.toPixels(from.at);
    let best: PlacedCard | undefined;
    let shortest = Number.POSITIVE_INFINITY;
    for (const card of this.cards) {
      const { x, y } = view.toPixels(card.at);
      const along = (x - here.x) * step.x - (y - here.y) * step.y;
      const aside = Math.abs((x - here.x) * step.y) + Math.abs((y - here.y) * step.x);
      const distance = along + 2.2 * aside;
      if (along <= 0 || aside > 2 * along || distance > shortest) continue;
      // Of twins the one from which the same arrow goes through all of them.
      if (distance === shortest && forwards) continue;
      shortest = distance;
      best = card;
    }
    return best;
  }
}

function cell(value: number): number {
  return Math.max(0, Math.min(CELLS - 1, Math.floor(((value + 1) / 2) * CELLS)));
}
