import { describe, expect, test } from "vitest";
import { Field } from "./field";
import { View } from "./geometry";
import type { PlacedCard } from "./model";

const cards = (points: [number, number][]): PlacedCard[] =>
  points.map(([x, y], index) => ({
    number: index + 1,
    title: `O${index + 1}`,
    core: undefined,
    hue: 0,
    shape: "disc",
    divided: false,
    unclear: false,
    wild: false,
    noteless: false,
    marks: [],
    at: { x, y },
    from: undefined,
    crowd: null,
  }));

const view = new View();
view.resize({ width: 1000, height: 1000 });

/** Points that are spread over the board and the same every time. */
const scattered = cards(
  Array.from({ length: 500 }, (_, index) => [((index * 37) % 101) / 50 - 1, ((index * 61) % 97) / 48 - 1]),
);

describe("the field", () => {
  test("finds between two corners what a look at each finds", () => {
    const field = new Field(scattered);
    const found: number[] = [];
    field.within({ x: -0.31, y: -1 }, { x: 0.42, y: 0.17 }, (index) => found.push(index));
    const each = scattered.flatMap(({ at: { x, y } }, index) =>
      x >= -0.31 && x <= 0.42 && y >= -1 && y <= 0.17 ? index : [],
    );
    expect([found.sort((a, b) => a - b), each.length > 50]).toEqual([each, true]);
  });

  test("knows the nearest card under a pixel, within reach", () => {
    const field = new Field(
      cards([
        [0, 0],
        [0.02, 0],
        [1, 1],
      ]),
    );
    const under = (x: number, y: number) => field.under({ x, y }, view, 11)?.number;
    expect([under(503, 500), under(508, 500), under(500, 512), under(1000, 0)]).toEqual([1, 2, undefined, 3]);
  });

  test("goes to every one of two hundred on one point, and on", () => {
    const field = new Field(
      cards([[-0.5, 0], ...Array.from({ length: 200 }, (): [number, number] => [0, 0]), [0.5, 0]]),
    );
    const walk = (from: number, key: "ArrowRight" | "ArrowLeft") => {
      const seen: number[] = [];
      for (let card = field.cards[from - 1]; card; card = field.next(card, key, view)) seen.push(card.number);
      return seen;
    };
    const all = Array.from({ length: 202 }, (_, index) => index + 1);
    expect([walk(1, "ArrowRight"), walk(202, "ArrowLeft")]).toEqual([all, all.toReversed()]);
  });
});
