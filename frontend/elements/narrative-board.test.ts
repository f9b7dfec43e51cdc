import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { act } from "./board/acts";
import type { BoardData } from "./board/model";
import type { NarrativeBoard } from "./narrative-board";
import "./narrative-board";
import { showForTest } from "./show-for-test";

const standing = { state: "accepted", version: 1 };
const data = (changed: Partial<BoardData> = {}): BoardData => ({
  epoch: "E",
  seq: 10,
  sees: { results: true, narratives: true },
  note_from: 0.25,
  can: { move: true, write: true },
  axes: { x: ["L", "R"], y: ["D", "U"] },
  state: {
    options: { 1: standing, 2: standing },
    cards: { 1: { x: 0.5, y: 0.5, version: 1 } },
    narratives: {},
    memberships: {},
  },
  options: [1, 2].map((number) => ({ number, title: `O${number}`, version: 1, crowd: null, mine: null })),
  narratives: [],
  ...changed,
});

/** As much of board.html as the element needs. */
function page(): NarrativeBoard {
  showForTest(`
    <narrative-board data-data="/data/" data-move="/0/move/" data-undo="/undo/" data-past="That was then." data-gone="PO-{number} is gone." data-found="{found} of {all}">
      <form class="board-filter"><input name="q"><select name="only"><option value=""></option></select></form>
      <output class="board-found"></output><output class="board-count"></output><output data-zoom-value></output>
      <p data-news hidden></p>
      <div class="board-plot"><div class="board-regions"></div><canvas class="board-ground"></canvas>
        <canvas class="board-ink"></canvas><div class="board-anchors"></div><div class="board-cards"></div>
        <p class="board-tip"></p><div class="board-minimap"><canvas></canvas><i></i></div></div>
      <section class="board-tray"><div class="board-tray-cards"></div></section>
      <p data-live></p><script type="application/json">${JSON.stringify(data())}</script>
    </narrative-board>`);
  return document.querySelector("narrative-board") as NarrativeBoard;
}

let board: NarrativeBoard;
let answers: BoardData[];
let asked: string[];
const hear = (...lines: unknown[]) => document.dispatchEvent(new CustomEvent("quadrant:events", { detail: lines }));

beforeEach(() => {
  vi.useFakeTimers();
  answers = [];
  asked = [];
  vi.stubGlobal("fetch", async (address: string) => {
    asked.push(address);
    return Response.json(answers.shift() ?? data());
  });
  board = page();
});

afterEach(() => {
  board.remove();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

test.each(["option.withdrawn", "option.purged"] as const)(
  "of %s a selected option is let go, and that is said",
  (kind) => {
    const told: unknown[] = [];
    board.addEventListener("board:select", (event) => told.push((event as CustomEvent).detail));
    board.select(1);
    hear([11, kind, { option: 1 }]);
    expect([board.selected, told, board.querySelector("[data-live]")?.textContent]).toEqual([
      undefined,
      [1, null],
      "PO-1 is gone.",
    ]);
    board.select(2);
    hear([12, kind, { option: 1 }]);
    expect(board.selected).toBe(2);
    board.choose([2]);
    hear([13, kind, { option: 2 }]);
    expect([...board.chosen]).toEqual([]); // a command for several would be refused for it alone
  },
);

test("one that is no longer in the board's data is let go as well", async () => {
  board.select(1);
  const { options, ...state } = data().state;
  answers = [
    data({ seq: 11, state: { ...state, options: { 2: options[2] ?? standing } }, options: data().options.slice(1) }),
  ];
  asked = [];
  hear([11, "option.revised", { option: 2, version: 2 }]); // a text that is not known: the board asks
  await vi.advanceTimersByTimeAsync(1_000);
  expect([asked.at(-1), board.selected, board.model.cards().length]).toEqual(["/data/", undefined, 1]);
});

test("after a long sleep, a board of another epoch is taken over although it counts less", async () => {
  answers = [data({ epoch: "F", seq: 3, state: { ...data().state, cards: {} } })];
  hear([500, "option.submitted", { option: 9, version: 1 }]);
  await vi.advanceTimersByTimeAsync(5_000);
  expect([board.model.epoch, board.model.seq, board.model.card(1)?.at, asked.length]).toEqual(["F", 3, undefined, 1]);
});

test("an answer that is older than what was told meanwhile is asked for again", async () => {
  answers = [
    data({ seq: 11 }),
    data({ seq: 12, options: [...data().options, { ...data().options[0], number: 9 } as never] }),
  ];
  hear([12, "option.submitted", { option: 9, version: 1 }]);
  await vi.advanceTimersByTimeAsync(5_000);
  expect([asked.length, board.model.card(9)?.number]).toEqual([2, undefined]);
});

test("nothing is written from a picture of the past, and that is said", async () => {
  board.show({ state: data().state });
  expect(await act(board, "undo")).toBeUndefined();
  expect(await board.move(1, { x: 0, y: 0 })).toBe("refused");
  board.preview(1, { x: 0, y: 0 });
  expect([asked, board.model.card(1)?.at, board.querySelector("[data-live]")?.textContent]).toEqual([
    [],
    { x: 0.5, y: 0.5 },
    "That was then.",
  ]);
  board.show();
  await act(board, "undo");
  expect(asked).toEqual(["/undo/"]);
});
