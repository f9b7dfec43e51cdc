import { expect, test } from "vitest";
import type { Line } from "../../feed/events";
import { applyAll, empty } from "../../feed/replica";
import { BoardModel } from "./model";
import { type Change, Film, type Ground, numeral } from "./replay";

const GROUND: Ground = {
  epoch: "e",
  began: "2013-04-01T00:00:00+00:00",
  now: "2013-04-12T14:00:00+00:00",
  days: [1000, 2000, 3000],
  revealed: ["reveal"],
  texts: {
    options: { 1: { 1: "Pay the police", 2: "Pay them well" }, 2: { 1: "Tax the banks" } },
    narratives: { 1: { 1: "Own strength", 2: "Own force" } },
  },
};

const WEEK: Change[] = [
  [1, 900, "phase.opened", { phase: "diverge", late: false }],
  [2, 1000, "option.submitted", { option: 1, version: 1 }],
  [3, 1100, "option.submitted", { option: 2, version: 1 }],
  [4, 1050, "option.revised", { option: 1, version: 2, change: "typo" }],
  [8, 2000, "option.withdrawn", { option: 2 }],
  [9, 3000, "phase.opened", { phase: "reveal", late: false }],
  [9, 3000, "crowd.placed", { points: { 1: [0.5, 0.5, 9], 2: null } }],
  [11, 3100, "narrative.created", { narrative: 1, x: -0.5, y: 0.5, version: 1 }],
  [12, 3200, "membership.set", { narrative: 1, option: 1, kind: "core" }],
  [13, 3300, "card.moved", { option: 1, x: -1, y: 0, version: 1 }],
  [14, 3400, "crowd.placed", { points: { 1: [0.6, 0.5, 9] } }],
  [15, 3500, "narrative.revised", { narrative: 1, version: 2 }],
];

function film(changes: readonly Change[] = WEEK): Film {
  const made = new Film(GROUND);
  made.add(changes);
  return made;
}

/** What the board would show. */
function shown(made: Film, index: number) {
  const model = new BoardModel({
    epoch: "e",
    seq: 15,
    sees: { results: true, narratives: true },
    note_from: 0.25,
    can: { move: true, write: true },
    axes: { x: ["a", "b"], y: ["c", "d"] },
    state: { options: {}, cards: {}, narratives: {}, memberships: {} },
    options: [],
    narratives: [],
  });
  model.show(made.moment(made.seek(index)));
  const cards = model.cards().map(({ number, title, at, from, hue }) => ({ number, title, at, from, hue }));
  return { cards, names: model.names().map(({ nickname }) => nickname), movable: model.movable };
}

test("a board of then has the options, titles, places and names of then", () => {
  const made = film();
  const first = { number: 1, title: "Pay the police", at: undefined, from: undefined, hue: 0 };
  const second = { number: 2, title: "Tax the banks", at: undefined, from: undefined, hue: 0 };
  expect(shown(made, 0)).toEqual({ cards: [], names: [], movable: false });
  expect(shown(made, 3)).toEqual({ cards: [first, second], names: [], movable: false });
  expect(shown(made, 5).cards).toEqual([{ ...first, title: "Pay them well" }]);
  expect(shown(made, 7).cards).toEqual([{ ...first, title: "Pay them well", at: { x: 0.5, y: 0.5 } }]);
  expect(shown(made, 9)).toMatchObject({ names: ["Own strength"], cards: [{ hue: 1 }] });
  expect(shown(made, 12)).toEqual({
    cards: [
      { number: 1, title: "Pay them well", at: { x: -1, y: 0 }, from: { x: 0.6, y: 0.5, n: 9, spread: null }, hue: 1 },
    ],
    names: ["Own force"],
    movable: false,
  });
});

test("no point of the crowd is shown while results are sealed, also when they are sealed again", () => {
  const sealedAgain: Change[] = [...WEEK.slice(0, 7), [10, 3050, "phase.opened", { phase: "rate", late: false }]];
  expect(
    film()
      .moment(film().seek(5))
      .options?.map(({ crowd }) => crowd),
  ).toEqual([null, null]);
  expect(shown(film(sealedAgain), 7).cards[0]?.at).toEqual({ x: 0.5, y: 0.5 });
  expect(shown(film(sealedAgain), 8).cards[0]?.at).toBeUndefined();
});

test("times never go back, so that a later number is never earlier", () => {
  const made = film();
  expect([0, 999, 1000, 1099, 1100, 5000].map((time) => made.indexAt(time))).toEqual([0, 1, 2, 2, 4, 12]);
  expect([0, 1, 4, 12, 99].map((index) => made.timeOf(index))).toEqual([900, 900, 1100, 3500, 3500]);
  expect([0, 1000, 2999, 3000].map((time) => made.dayAt(time))).toEqual([0, 1, 2, 3]);
});

function reduced(changes: readonly Change[]) {
  return applyAll(
    empty(),
    changes.map(([seq, , kind, data]) => [seq, kind, data] as Line),
  );
}

/** A long week: many options that are moved about. */
function long(count: number): Change[] {
  const options = 40;
  return Array.from({ length: count }, (_, place): Change => {
    const option = (place * 7) % options;
    const seq = place + 1;
    if (place < options) return [seq, place, "option.submitted", { option: place, version: 1 }];
    return [seq, place, "card.moved", { option, x: Math.sin(place), y: Math.cos(place), version: place }];
  });
}

test("wherever one seeks from, one finds what the reducers make of the beginning", () => {
  const changes = long(1200);
  const made = film(changes);
  for (const index of [1200, 3, 650, 651, 511, 512, 513, 1100, 1024, 1023, 0, 1200]) {
    const plain = reduced(changes.slice(0, index));
    expect([index, made.seek(index).state]).toEqual([index, plain]);
  }
  expect(made.seek(9_999)).toEqual(made.seek(1200));
  expect(made.seek(-1).state).toEqual(empty());
});

test("what was shown once is left alone by later seeks", () => {
  const made = film();
  const early = made.seek(2);
  const kept = JSON.stringify(early);
  made.seek(12);
  made.seek(1);
  expect(JSON.stringify(early)).toBe(kept);
});

test("kept frames are made a few at a time, and pages can come in between", () => {
  const changes = long(1600);
  const made = film(changes.slice(0, 1100));
  let turns = 0;
  while (!made.prepare(() => true)) turns += 1;
  expect([turns, made.prepared]).toEqual([2, 1100]);
  made.add(changes.slice(1100));
  expect(made.prepared).toBe(1535);
  expect(made.prepare(() => false)).toBe(true);
  expect(made.prepared).toBe(1600);
  expect(made.seek(1600).state).toEqual(reduced(changes));
});

test("numerals are those of the server", () => {
  expect([1, 4, 9, 14, 39, 40, 0].map(numeral)).toEqual(["I", "IV", "IX", "XIV", "XXXIX", "40", "0"]);
});
