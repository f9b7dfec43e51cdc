/** Where each card is drawn and how large, so that as many as possible can be read and none covers another. */
import type { Point } from "../../feed/replica";
import type { View } from "./geometry";
import { apart } from "./layout";
import type { Card } from "./model";
import type { Drawn } from "./paint";

// How cards are drawn, from what wants most room (px² for each) to what wants least.
const LOOKS = [
  { mode: "wide", width: 154, height: 42, room: 13_000 },
  { mode: "cards", width: 140, height: 42, room: 11_000 },
  { mode: "small", width: 120, height: 36, room: 8_000 },
  { mode: "dots", width: 28, height: 28, room: 0 },
] as const;
const LARGEST = LOOKS[0];
const MOST_BUTTONS = 140; // above that, dots on the canvas

type Look = (typeof LOOKS)[number];
export type Mode = Look["mode"] | "canvas";
export type PlacedCard = Card & { at: Point };

interface Pushed {
  key: string;
  mode: Mode;
  pushes: Point[];
}

export function isPlaced(card: Card): card is PlacedCard {
  return card.at !== undefined;
}

export class Arranger {
  #view: View;
  #pushed: Pushed = { key: "", mode: "canvas", pushes: [] };

  constructor(view: View) {
    this.#view = view;
  }

  /** What of *cards* is in sight, and how it is drawn. The one in the hand lies where the hand is and pushes nobody. */
  arrange(cards: readonly PlacedCard[], inHand: number | undefined): { drawn: Drawn[]; mode: Mode } {
    const all = cards.map((card) => {
      const at = this.#view.toPixels(card.at);
      return { card, at, place: at };
    });
    const seen = all.filter(({ at }) => this.#view.sees(at, LARGEST));
    if (seen.length > MOST_BUTTONS) return { drawn: seen, mode: "canvas" };
    const room = (this.#view.width * this.#view.height) / Math.max(1, seen.length);
    // All are pushed apart together, seen or not: cards must not jump when others come into sight.
    const together = all.length <= MOST_BUTTONS ? all : seen;
    const lying = together.filter(({ card }) => card.number !== inHand);
    const { mode, pushes } = this.#push(
      lying,
      LOOKS.filter((look) => room >= look.room),
    );
    for (const [index, item] of lying.entries()) {
      const { x, y } = pushes[index] ?? { x: 0, y: 0 };
      item.place = { x: item.at.x + x, y: item.at.y + y };
    }
    return { drawn: together.filter(({ place }) => this.#view.sees(place, LARGEST)), mode };
  }

  /**
   * How far each is pushed, in the widest look in which all find room, or the last. Panning and a card in the hand
   * change nothing of it, so it is kept until something does.
   */
  #push(lying: readonly Drawn[], looks: readonly Look[]): Pushed {
    const { width, height, zoom } = this.#view;
    const key = JSON.stringify([width, height, zoom, looks.length, lying.map(({ card }) => card.at)]);
    if (this.#pushed.key === key) return this.#pushed;
    const { x: left, y: top } = this.#view.toPixels({ x: -1, y: 1 });
    const { x: right, y: bottom } = this.#view.toPixels({ x: 1, y: -1 });
    const middle = this.#view.toPixels({ x: 0, y: 0 });
    for (const look of looks) {
      const { places, clear } = apart(lying, look, { left, right, top, bottom, middle });
      const pushes = places.map(({ x, y }, index) => ({
        x: x - (lying[index]?.at.x ?? x),
        y: y - (lying[index]?.at.y ?? y),
      }));
      this.#pushed = { key, mode: look.mode, pushes };
      if (clear) break;
    }
    return this.#pushed;
  }
}
