import { describe, expect, test } from "vitest";
import { Queues } from "./moves";
import { encloses } from "./selection";

const CUP = [
  { x: 0, y: 0 },
  { x: 30, y: 0 },
  { x: 30, y: 30 },
  { x: 20, y: 30 },
  { x: 20, y: 10 },
  { x: 10, y: 10 },
  { x: 10, y: 30 },
  { x: 0, y: 30 },
];

describe("a lasso", () => {
  test.each([
    [5, 20, true],
    [15, 5, true],
    [15, 20, false], // in the opening
    [25, 20, true],
    [31, 5, false],
    [-1, 5, false],
  ])("(%d, %d) lies inside: %s", (x, y, inside) => {
    expect(encloses(CUP, { x, y })).toBe(inside);
  });

  test("of a click encloses nothing", () => {
    expect([encloses([], { x: 0, y: 0 }), encloses([{ x: 1, y: 1 }], { x: 1, y: 1 })]).toEqual([false, false]);
  });
});

test("a group waits for its cards' own moves, also for one that fails, and later moves wait for the group", async () => {
  const queues = new Queues();
  const order: string[] = [];
  const done = (name: string) => async () => void order.push(name);
  const fails = queues.run(1, async () => {
    await Promise.resolve();
    order.push("1");
    throw new Error("no network");
  });
  const all = [fails.catch(() => {}), queues.run(2, done("2")), queues.runAll([1, 2], done("group"))];
  all.push(queues.run(3, done("3")), queues.run(2, done("2 again")));
  await Promise.all(all);
  expect(order.filter((name) => name !== "3")).toEqual(["2", "1", "group", "2 again"]);
});
