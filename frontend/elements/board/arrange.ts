/** Where each card is drawn and how large, so that as many as possible can be read and none covers another. */
import type { Point } from "../../feed/replica";
import type { Size, View } from "./geometry";
import { apart, type Obstacle } from "./layout";
import type { BoardModel, PlacedCard } from "./model";

// How cards are drawn, from what wants most room (px² for each) to what wants least.
const LOOKS = [
  { mode: "wide", width: 154, height: 42, room: 13_000 },
  { mode: "cards", width: 140, height: 42, room: 11_000 },
  { mode: "small", width: 120, height: 36, room: 8_000 },
  { mode: "dots", width: 28, height: 28, room: 0 },
] as const;
const LARGEST = { x: LOOKS[0].width, y: LOOKS[0].height };
// Above that, or where even dots would cover each other, they are small and on the canvas.
const MOST_BUTTONS = 140;
const LEAST_ROOM = 1_700;

type Look = (typeof LOOKS)[number];
export type Mode = Look["mode"] | "canvas";

export interface Drawn {
  card: PlacedCard;
  /** Where the card belongs, and where it was put so that it covers no other; in pixels. */
  at: Point;
  place: Point;
}

/** How large a card is drawn; where there are many, a dot. */
export function sizeOf(mode: Mode): Size {
  return LOOKS.find((look) => look.mode === mode) ?? LOOKS[3];
}

export interface Arranged {
  drawn: Drawn[];
  mode: Mode;
}

interface Pushed {
  key: string;
  mode: Mode;
  pushes: Map<number, Point>;
}

const NOWHERE = { x: 0, y: 0 };

export class Arranger {
  #view: View;
  #model: BoardModel;
  #pushed: Pushed = { key: "", mode: "canvas", pushes: new Map() };

  constructor(view: View, model: BoardModel) {
    this.#view = view;
    this.#model = model;
  }

  /**
   * What is drawn as buttons, and how; none where there are too many for it. While the view is moving, cards keep their
   * distance to where they belong; they find their places when it rests. What is in the hand pushes nobody.
   */
  arrange(inHand: { has(number: number): boolean }, obstacles: readonly Obstacle[], moving: boolean): Arranged {
    // On the way through a zoom dots stay dots: making buttons of them would halt it.
    const cards = moving && this.#pushed.mode === "canvas" ? undefined : this.#cards();
    if (!cards) {
      this.#pushed = { key: "", mode: "canvas", pushes: new Map() };
      return { drawn: [], mode: "canvas" };
    }
    const { width, height, zoom, offset } = this.#view;
    const names = obstacles.map(({ x, y }) => `${Math.round(x - offset.x)} ${Math.round(y - offset.y)}`);
    const key = [this.#model.revision, width, height, zoom, cards.map(({ number }) => number), names].join();
    if (!(this.#pushed.key === key || (moving && this.#pushed.mode !== "canvas"))) {
      this.#push(
        key,
        cards.filter(({ number }) => !inHand.has(number)),
        obstacles,
      );
    }
    const { pushes, mode } = this.#pushed;
    const drawn = cards.map((known) => {
      // In the hand it is somewhere else than the field has it.
      const card = inHand.has(known.number) ? (this.#model.card(known.number) as PlacedCard) : known;
      const at = this.#view.toPixels(card.at);
      const { x, y } = inHand.has(card.number) ? NOWHERE : (pushes.get(card.number) ?? NOWHERE);
      return { card, at, place: { x: at.x + x, y: at.y + y } };
    });
    return { drawn, mode };
  }

  /** All where they are few, seen or not: cards must not jump when others come into sight. Else those in sight. */
  #cards(): readonly PlacedCard[] | undefined {
    const field = this.#model.field();
    const most = Math.min(MOST_BUTTONS, (this.#view.width * this.#view.height) / LEAST_ROOM);
    if (field.cards.length <= most) return field.cards;
    const { low, high } = this.#view.seen(LARGEST);
    const found: number[] = [];
    field.within(low, high, (index) => found.push(index));
    if (found.length > most) return undefined;
    return found.sort((a, b) => a - b).flatMap((index) => field.cards[index] ?? []);
  }

  /** How far each is pushed, in the widest look in which all find room, or the last. */
  #push(key: string, lying: readonly PlacedCard[], obstacles: readonly Obstacle[]): void {
    const view = this.#view;
    const shown = Math.max(1, Math.min(lying.length, view.zoom > 1 ? this.#inSight(lying) : lying.length));
    const room = (view.width * view.height) / shown;
    const { x: left, y: top } = view.toPixels({ x: -1, y: 1 });
    const { x: right, y: bottom } = view.toPixels({ x: 1, y: -1 });
    const bounds = { left, right, top, bottom, middle: view.toPixels({ x: 0, y: 0 }) };
    const items = lying.map(({ at }) => ({ at: view.toPixels(at) }));
    for (const look of LOOKS.filter((wanting) => room >= wanting.room)) {
      const { places, clear } = apart(items, look, bounds, obstacles);
      const pushes = places.map(({ x, y }, index): [number, Point] => {
        const home = items[index]?.at ?? NOWHERE;
        return [lying[index]?.number ?? -1, { x: x - home.x, y: y - home.y }];
      });
      this.#pushed = { key, mode: look.mode, pushes: new Map(pushes) };
      if (clear) break;
    }
  }

  #inSight(cards: readonly PlacedCard[]): number {
    return cards.filter(({ at }) => this.#view.sees(this.#view.toPixels(at), { width: LARGEST.x, height: LARGEST.y }))
      .length;
  }
}
