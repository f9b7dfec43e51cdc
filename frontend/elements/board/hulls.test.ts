import { describe, expect, test } from "vitest";
import { hull, softly, within } from "./hulls";

/** What a pen is told, each arc as middle, radius and how far it turns. */
function drawn(corners: { x: number; y: number }[]): number[][] {
  const arcs: number[][] = [];
  const pen = {
    beginPath: () => {},
    closePath: () => {},
    arc: (x: number, y: number, radius: number, from: number, to: number) => {
      const turn = to - from;
      arcs.push([x, y, radius, Math.round(((turn <= 0 ? turn + 2 * Math.PI : turn) / Math.PI) * 180)]);
    },
  };
  softly(pen, corners, 10);
  return arcs;
}

describe("a hull", () => {
  test("of one is a circle", () => {
    expect(drawn(hull([{ x: 5, y: 5 }]))).toEqual([[5, 5, 10, 360]]);
  });

  test("of two is a capsule", () => {
    expect(
      drawn(
        hull([
          { x: 0, y: 0 },
          { x: 50, y: 0 },
        ]),
      ),
    ).toEqual([
      [0, 0, 10, 180],
      [50, 0, 10, 180],
    ]);
  });

  test("of many on one point is a circle", () => {
    expect(hull(Array.from({ length: 200 }, () => ({ x: 1, y: 2 })))).toEqual([{ x: 1, y: 2 }]);
  });

  test("goes round what lies outside, once and clockwise on a screen", () => {
    const square = [
      { x: 0, y: 0 },
      { x: 10, y: 0 },
      { x: 10, y: 10 },
      { x: 0, y: 10 },
    ];
    expect(hull([...square, { x: 5, y: 5 }, { x: 5, y: 0 }])).toEqual(square);
    expect(drawn(hull(square)).map((arc) => arc[3])).toEqual([90, 90, 90, 90]);
  });

  test("of nobody is nothing", () => {
    expect(drawn(hull([]))).toEqual([]);
  });
});

test("what lies at the board's edge is gone round inside of it, and a board without room gathers in its middle", () => {
  const box = [
    { x: 0, y: 0 },
    { x: 100, y: 60 },
  ] as const;
  const points = [
    { x: -5, y: 30 },
    { x: 100, y: 70 },
    { x: 50, y: 20 },
  ];
  expect(within(points, ...box, 16)).toEqual([
    { x: 16, y: 30 },
    { x: 84, y: 44 },
    { x: 50, y: 20 },
  ]);
  expect(within(points, box[0], { x: 20, y: 20 }, 16)).toEqual(points.map(() => ({ x: 10, y: 10 })));
});
