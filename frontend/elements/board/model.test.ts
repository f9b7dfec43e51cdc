import { beforeEach, describe, expect, test } from "vitest";
import type { Line } from "../../feed/events";
import { type BoardData, BoardModel, corner } from "./model";

const data = (changed: Partial<BoardData> = {}): BoardData => ({
  epoch: "E",
  seq: 10,
  sees: { results: true, narratives: true },
  can: { move: true, write: true },
  axes: { x: ["Social", "Kinetic"], y: ["External", "Internal"] },
  state: {
    options: { 1: { state: "accepted", version: 1 }, 2: { state: "accepted", version: 1 } },
    cards: { 1: { x: 0.5, y: 0.5, version: 3 } },
    narratives: { 1: { x: -0.7, y: 0.7, version: 1 }, 5: { x: 0.7, y: -0.7, version: 1 } },
    memberships: { "1:1": "core", "5:1": "dissent", "1:2": "supporting" },
  },
  options: [
    { number: 1, title: "One", version: 1, crowd: { x: 0, y: 0, n: 9, spread: null }, mine: { x: -1, y: -1 } },
    { number: 2, title: "Two", version: 1, crowd: null, mine: null },
  ],
  narratives: [
    { number: 1, numeral: "I", nickname: "Inside" },
    { number: 5, numeral: "V", nickname: "Outside" },
  ],
  ...changed,
});

let model: BoardModel;
beforeEach(() => {
  model = new BoardModel(data());
});

describe("a card", () => {
  test("lies at the moderators' position, with a line to the crowd's", () => {
    expect(model.card(1)).toMatchObject({ at: { x: 0.5, y: 0.5 }, from: { x: 0, y: 0 }, hue: 1 });
  });

  test("lies where the layer has it", () => {
    model.layer = "crowd";
    expect([model.card(1)?.at, model.card(1)?.from]).toEqual([{ x: 0, y: 0 }, undefined]);
    model.layer = "mine";
    expect([model.card(1)?.at, model.card(2)?.at]).toEqual([{ x: -1, y: -1 }, undefined]);
  });

  test("without a place is not placed", () => {
    expect(model.card(2)?.at).toBeUndefined();
  });

  test("has the colour of its core narrative and marks of the others", () => {
    expect(model.card(1)?.core?.numeral).toBe("I");
    expect(model.card(1)?.marks.map(({ narrative, kind }) => [narrative.numeral, kind])).toEqual([["V", "dissent"]]);
    expect([model.card(2)?.hue, model.card(2)?.marks.length]).toEqual([0, 1]);
  });

  test("lies in the hand while it is held", () => {
    model.held.set(2, { x: 0.1, y: 0.2 });
    expect(model.card(2)?.at).toEqual({ x: 0.1, y: 0.2 });
  });
});

test("names stand in the corner of their anchor, beyond four without a colour", () => {
  expect(model.names().map(({ numeral, corner, hue, count }) => [numeral, corner, hue, count])).toEqual([
    ["I", "top-left", 1, 2],
    ["V", "bottom-right", 0, 1],
  ]);
  expect([corner({ x: 0, y: 0 }), corner({ x: -0.1, y: -0.1 })]).toEqual(["top-right", "bottom-left"]);
});

describe("what happens elsewhere", () => {
  test("moves cards", () => {
    const lines: Line[] = [[11, "card.moved", { option: 2, x: -0.5, y: 0, version: 1 }]];
    expect([model.hear(lines), model.card(2)?.at, model.version(2), model.seq]).toEqual([
      false,
      { x: -0.5, y: 0 },
      1,
      11,
    ]);
  });

  test("is not heard twice", () => {
    model.hear([[10, "card.moved", { option: 1, x: -0.5, y: 0, version: 9 }]]);
    expect(model.version(1)).toBe(3);
  });

  test("asks for texts that are not known", () => {
    expect(model.hear([[11, "option.submitted", { option: 3, version: 1 }]])).toBe(true);
    model.replace(data());
    expect(model.hear([[11, "narrative.created", { narrative: 2, x: 0, y: 0, version: 1 }]])).toBe(true);
    model.replace(data());
    expect(model.hear([[11, "narrative.revised", { narrative: 1, version: 2 }]])).toBe(true);
    model.replace(data());
    expect(model.hear([[11, "narrative.anchored", { narrative: 1, x: 0.7, y: 0.7 }]])).toBe(false);
    expect(model.names()[0]?.corner).toBe("top-right");
  });

  test("is not shown to whoever may not see it yet", () => {
    const sealed = new BoardModel(
      data({
        sees: { results: false, narratives: false },
        state: { options: data().state.options, cards: {}, narratives: {}, memberships: {} },
      }),
    );
    expect(sealed.layer).toBe("mine");
    sealed.hear([
      [11, "card.moved", { option: 1, x: 1, y: 1, version: 1 }],
      [12, "membership.set", { narrative: 1, option: 1, kind: "core" }],
      [13, null, null],
    ]);
    sealed.layer = "moderators";
    expect([sealed.version(1), sealed.card(1)?.hue, sealed.seq]).toEqual([0, 0, 13]);
  });
});

test("an answer that is older than what the feed has told changes nothing", () => {
  model.settle(1, { x: 0, y: 0, version: 2 });
  expect(model.card(1)?.at).toEqual({ x: 0.5, y: 0.5 });
  model.settle(1, { x: 0, y: 0, version: 4 });
  expect([model.card(1)?.at, model.version(1)]).toEqual([{ x: 0, y: 0 }, 4]);
});
