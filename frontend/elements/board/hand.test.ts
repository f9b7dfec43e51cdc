import { beforeEach, describe, expect, test } from "vitest";
import { Hand } from "./hand";
import { type BoardData, BoardModel } from "./model";

const option = (number: number) => ({ number, title: `O${number}`, version: 1, crowd: null, mine: null });
const standing = { state: "accepted", version: 1 };

const data = (): BoardData => ({
  epoch: "E",
  seq: 1,
  sees: { results: true, narratives: true },
  note_from: 0.25,
  can: { move: true, write: true },
  axes: { x: ["L", "R"], y: ["D", "U"] },
  state: {
    options: { 1: standing, 2: standing, 3: standing },
    cards: { 1: { x: 0, y: 0, version: 1 }, 2: { x: 0.5, y: 0.9, version: 1 } },
    narratives: {},
    memberships: {},
  },
  options: [1, 2, 3].map(option),
  narratives: [],
});

let model: BoardModel;
let hand: Hand;
beforeEach(() => {
  model = new BoardModel(data());
  hand = new Hand(model);
});

describe("the hand", () => {
  test("moves one card and lets go of it where it is", () => {
    hand.pickUp(1, []);
    hand.moveTo({ x: 0.12345, y: -2 });
    expect([model.card(1)?.at, model.card(2)?.at]).toEqual([
      { x: 0.12345, y: -1 },
      { x: 0.5, y: 0.9 },
    ]);
    expect([hand.drop(), hand.full]).toEqual([[{ number: 1, to: { x: 0.1235, y: -1 } }], false]);
    expect(model.card(1)?.at).toEqual({ x: 0.12345, y: -1 }); // until the server has answered
  });

  test("moves those chosen with it, which keep their distance and stay on the board", () => {
    hand.pickUp(1, [1, 2, 3]);
    hand.moveTo({ x: 0.25, y: 0.25 });
    expect(model.card(2)?.at).toEqual({ x: 0.75, y: 1 });
    expect(hand.drop().map(({ number }) => number)).toEqual([1, 2]); // 3 lies in the tray
  });

  test("puts all back", () => {
    hand.pickUp(1, [2]);
    hand.moveTo({ x: 1, y: 1 });
    hand.putBack();
    expect([model.card(1)?.at, model.card(2)?.at]).toEqual([
      { x: 0, y: 0 },
      { x: 0.5, y: 0.9 },
    ]);
  });

  test("takes a card from the tray to the middle", () => {
    hand.pickUp(3, []);
    expect([hand.cameFromTray, hand.at]).toEqual([true, { x: 0, y: 0 }]);
  });
});
