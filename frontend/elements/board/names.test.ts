import { expect, test } from "vitest";
import type { Name } from "./model";
import { corners } from "./names";

const name = (number: number, x: number, y: number): Name => ({
  number,
  numeral: String(number),
  nickname: "Name",
  hue: 0,
  shape: "disc",
  count: 0,
  anchor: { x, y },
});

test("a name stands in the margin of its corner while there is room, else on the board", () => {
  const names = [name(1, -0.7, 0.7), name(2, 0.9, 0.5), name(3, 0.2, 0.9), name(4, -0.6, 0.6), name(5, -0.9, 0.9)];
  expect([...corners(names, () => 100, 250)]).toEqual([
    [1, "top-left"],
    [2, "top-right"],
    [4, "top-left"],
  ]);
  expect([...corners([name(1, -1, -1)], () => 900, 250)]).toEqual([[1, "bottom-left"]]); // the first one in any case
});
