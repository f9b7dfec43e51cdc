import { expect, test } from "vitest";
import { shifted } from "./shifting";

test("a card is moved by so much, and stops at the board's edge", () => {
  expect(shifted({ x: 0.1, y: -0.2 }, { x: 0.25, y: -0.3 })).toEqual({ x: 0.35, y: -0.5 });
  expect(shifted({ x: 0.9, y: -0.9 }, { x: 0.25, y: -2 })).toEqual({ x: 1, y: -1 });
});
