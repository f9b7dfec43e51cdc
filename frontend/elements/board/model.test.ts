import { beforeEach, describe, expect, test } from "vitest";
import type { Line } from "../../feed/events";
import { type BoardData, BoardModel } from "./model";

const data = (changed: Partial<BoardData> = {}): BoardData => ({
  epoch: "E",
  seq: 10,
  sees: { results: true, narratives: true },
  note_from: 0.25,
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

  test("says that it stands alone, and that far from the crowd's point it wants a note until it has one", () => {
    const signs = (number: number) => [model.card(number)?.wild, model.card(number)?.noteless];
    expect([signs(1), signs(2)]).toEqual([
      [false, true],
      [false, false],
    ]);
    model.hear([
      [11, "card.noted", { option: 1, version: 3 }],
      [12, "wild_card.set", { option: 2 }],
    ]);
    expect([signs(1), signs(2)]).toEqual([
      [false, false],
      [true, false],
    ]);
    model.hear([[13, "card.moved", { option: 1, x: 0.2, y: 0.1, version: 4, noted: false }]]);
    expect(signs(1)).toEqual([false, false]);
    model.hear([[14, "card.moved", { option: 1, x: 0.2, y: 0.2, version: 5, noted: false }]]);
    expect(signs(1)).toEqual([false, true]);
    model.layer = "crowd";
    expect(signs(1)).toEqual([false, false]);
  });

  test("lies in the hand while it is held", () => {
    model.hold(2, { x: 0.1, y: 0.2 });
    expect(model.card(2)?.at).toEqual({ x: 0.1, y: 0.2 });
  });
});

test("names stand at their anchors, beyond four with a shape for a colour", () => {
  expect(model.names().map(({ numeral, anchor, hue, shape, count }) => [numeral, anchor, hue, shape, count])).toEqual([
    ["I", { x: -0.7, y: 0.7 }, 1, "disc", 2],
    ["V", { x: 0.7, y: -0.7 }, 0, "diamond", 1],
  ]);
  model.holdAnchor(1, { x: 0.1, y: 0.2 });
  expect(model.names()[0]?.anchor).toEqual({ x: 0.1, y: 0.2 });
  model.holdAnchor(1);
  model.anchor(1, { x: 0.5, y: 0.6 });
  expect(model.names()[0]?.anchor).toEqual({ x: 0.5, y: 0.6 });
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
    expect(model.names()[0]?.anchor).toEqual({ x: 0.7, y: 0.7 });
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

test("another moment is shown to look at, and what happens meanwhile afterwards", () => {
  const { options, narratives } = data().state;
  model.hold(1, { x: 0.9, y: 0.9 });
  model.show({
    state: { options: { 1: options[1] as never }, cards: {}, narratives, memberships: {} },
    crowd: new Map([[1, { x: -0.2, y: 0.1, n: 5, spread: null }]]),
  });
  expect([model.cards().map(({ number, at }) => [number, at]), model.movable, model.names()[0]?.count]).toEqual([
    [[1, { x: -0.2, y: 0.1 }]],
    false,
    0,
  ]);
  model.hear([[11, "card.moved", { option: 2, x: -0.5, y: 0, version: 1 }]]);
  expect(model.cards().length).toBe(1);
  model.show(undefined);
  expect([model.card(1)?.at, model.card(2)?.at, model.movable]).toEqual([{ x: 0.5, y: 0.5 }, { x: -0.5, y: 0 }, true]);
});

test("an option that no longer stands leaves the board at once", () => {
  expect(model.hear([[11, "option.withdrawn", { option: 1 }]])).toBe(false);
  expect([model.cards().map(({ number }) => number), model.card(1)]).toEqual([[2], undefined]);
});
