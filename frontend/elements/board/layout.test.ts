import { describe, expect, test } from "vitest";
import type { Point } from "../../feed/replica";
import { apart } from "./layout";

const CARD = { width: 140, height: 42 };
const BOUNDS = { left: 0, right: 1000, top: 0, bottom: 600, middle: { x: 500, y: 300 } };

const arrange = (points: Point[], size = CARD) =>
  apart(
    points.map((at) => ({ at })),
    size,
    BOUNDS,
  );

describe("cards", () => {
  test("that cover no other stay where they are", () => {
    const points = [
      { x: 100, y: 100 },
      { x: 400, y: 100 },
      { x: 700, y: 500 },
    ];
    expect(arrange(points)).toEqual({ places: points, clear: true });
  });

  test("in one place come apart", () => {
    const { places, clear } = arrange(Array.from({ length: 8 }, () => ({ x: 250, y: 150 })));
    expect([clear, new Set(places.map(({ x, y }) => `${x},${y}`)).size]).toEqual([true, 8]);
  });

  test("stay on their side of both axes", () => {
    const { places } = arrange(Array.from({ length: 10 }, (_, index) => ({ x: 490 - index, y: 290 - index })));
    expect(places.filter(({ x, y }) => x > 430 - 6 || y > 279 - 6)).toEqual([]);
  });

  test("at the edge are moved into the plot", () => {
    expect(arrange([{ x: 0, y: 0 }]).places).toEqual([{ x: 76, y: 27 }]);
    expect(arrange([{ x: 1000, y: 600 }]).places).toEqual([{ x: 924, y: 573 }]);
  });

  test("too many for the room are said to be", () => {
    expect(arrange(Array.from({ length: 80 }, () => ({ x: 250, y: 150 }))).clear).toBe(false);
  });

  test("wider than the room stand in its middle", () => {
    expect(arrange([{ x: 10, y: 10 }], { width: 900, height: 20 }).places[0]?.x).toBe(250);
  });

  test("leave a name free", () => {
    const name = { x: 250, y: 150, width: 200, height: 34 };
    const items = Array.from({ length: 6 }, (_, index) => ({ at: { x: 200 + 20 * index, y: 150 } }));
    const { places } = apart(items, CARD, BOUNDS, [name]);
    const covering = places.filter(({ x, y }) => Math.abs(x - 250) < 170 && Math.abs(y - 150) < 38);
    expect(covering).toEqual([]);
  });

  test("are arranged the same way every time", () => {
    const points = Array.from({ length: 30 }, (_, index) => ({ x: (index * 137) % 480, y: (index * 71) % 280 }));
    expect(arrange(points)).toEqual(arrange(points));
  });
});
