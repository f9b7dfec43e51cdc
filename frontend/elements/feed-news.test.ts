import { afterEach, beforeEach, expect, it } from "vitest";
import { showForTest } from "./show-for-test";
import "./feed-news";

const hear = (...detail: unknown[]): boolean => document.dispatchEvent(new CustomEvent("quadrant:events", { detail }));
const said = (): string | undefined => document.querySelector("a.news")?.textContent;

beforeEach(() =>
  showForTest(
    `<feed-news data-kinds="sheet.revised sheet.judged" data-one="1 new sheet" data-many="{n} new sheets"></feed-news>`,
  ),
);
afterEach(() => document.body.replaceChildren());

it("says nothing while nothing is new", () => {
  hear();
  hear([4, "card.moved", { option: 1 }], [5, null, null]);
  expect(document.querySelector("feed-news")?.childElementCount).toBe(0);
});

it("counts what is of its kinds, each once", () => {
  hear([6, "sheet.revised", { option: 3 }]);
  expect(said()).toBe("1 new sheet");
  hear([6, "sheet.revised", { option: 3 }], [7, "sheet.judged", { option: 4, round: 1, first: true }]);
  expect(said()).toBe("2 new sheets");
});

it("links to the same page", () => {
  hear([6, "sheet.revised", { option: 3 }]);
  expect(document.querySelector("a")?.href).toBe(location.href);
});

it("is silent after it has left the page", () => {
  const element = document.querySelector("feed-news");
  document.body.replaceChildren();
  hear([6, "sheet.revised", { option: 3 }]);
  expect(element?.childElementCount).toBe(0);
});

it("goes by itself where nothing is being read", () => {
  showForTest(`<feed-news data-kinds="phase.opened" data-go data-one="Open" data-many="Open"></feed-news>`);
  const gone: string[] = [];
  document.addEventListener("click", (click) => {
    click.preventDefault();
    gone.push((click.target as HTMLAnchorElement).href);
  });
  hear([9, "phase.opened", { phase: "reveal", late: false }]);
  expect(gone).toEqual([location.href]);
});
