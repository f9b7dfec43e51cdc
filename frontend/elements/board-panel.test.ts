import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { showForTest } from "./show-for-test";
import "./board-panel";

const board = { selected: undefined as number | undefined };
let answers: { part: string; give: () => void }[];
let refused = false;

const select = (number: number | null): void => {
  board.selected = number ?? undefined;
  document.dispatchEvent(new CustomEvent("board:select", { detail: number }));
};
const give = async (...parts: string[]): Promise<void> => {
  for (const part of parts) {
    const index = answers.findIndex((answer) => answer.part === part);
    answers.splice(index, 1)[0]?.give();
    await vi.advanceTimersByTimeAsync(0);
  }
};
const shown = (): string => document.querySelector('[data-part="option"]')?.textContent ?? "";

const showing = (number: number): HTMLElement => {
  const option = document.createElement("section");
  option.dataset.option = String(number);
  option.textContent = "as it was";
  return option;
};

beforeEach(() => {
  vi.useFakeTimers();
  vi.spyOn(Math, "random").mockReturnValue(0);
  answers = [];
  refused = false;
  vi.stubGlobal("fetch", (address: string) => {
    const query = new URL(address, "http://quadrant.test").searchParams;
    const text = `${query.get("part")} ${query.get("option")}`;
    return new Promise((resolve) => {
      const give = () => resolve({ ok: !refused, redirected: false, text: async () => `<p>${text}</p>` });
      answers.push({ part: query.get("part") ?? "", give });
    });
  });
  showForTest(
    '<board-panel data-page="/x/one/board/" data-missing="Not fetched."><div data-part="option"></div><div data-part="list"></div></board-panel>',
  );
  vi.spyOn(document, "querySelector").mockImplementation(((words: string) =>
    words === "narrative-board" ? board : Document.prototype.querySelector.call(document, words)) as never);
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
  vi.useRealTimers();
  document.body.replaceChildren();
});

it("shows the selected option though the list is asked for anew meanwhile", async () => {
  select(2);
  document.dispatchEvent(new CustomEvent("quadrant:events", { detail: [[1, "card.moved", {}]] }));
  await vi.advanceTimersByTimeAsync(1);
  expect(answers.map(({ part }) => part)).toEqual(["option", "list"]);
  await give("option");
  expect(shown()).toBe("option 2");
});

it("shows the option selected last, whichever answer comes first", async () => {
  select(2);
  select(3);
  const [first, second] = answers.splice(0);
  second?.give();
  await vi.advanceTimersByTimeAsync(0);
  first?.give();
  await vi.advanceTimersByTimeAsync(0);
  expect(shown()).toBe("option 3");
});

it("stays empty when nothing is selected any more", async () => {
  select(2);
  select(null);
  await give("option");
  expect(shown()).toBe("");
});

it("says that the selected option was refused, and does not go on showing another", async () => {
  select(2);
  await give("option");
  refused = true;
  select(3);
  await give("option");
  expect(shown()).toBe("Not fetched.");
});

it("keeps what it shows of an option that could not be fetched anew", async () => {
  document.querySelector('[data-part="option"]')?.append(showing(2));
  board.selected = 2;
  refused = true;
  document.dispatchEvent(new CustomEvent("quadrant:events", { detail: [[1, "option.revised", { option: 2 }]] }));
  await vi.advanceTimersByTimeAsync(1);
  await give("option");
  expect(shown()).toBe("as it was");
});
