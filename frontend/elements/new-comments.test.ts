import { afterEach, beforeEach, expect, it } from "vitest";
import { showForTest } from "./show-for-test";
import "./new-comments";

const hear = (...detail: unknown[]): boolean => document.dispatchEvent(new CustomEvent("quadrant:events", { detail }));
const link = (): HTMLAnchorElement | null => document.querySelector("a.news");
const said = (): string | undefined => link()?.textContent;
const posted = (seq: number, option: number, comment: number): unknown[] => [
  seq,
  "comment.posted",
  { option, comment, kind: "question" },
];
const words = `data-one="1 new comment" data-many="{n} new comments" data-some="New comments"`;

beforeEach(() => showForTest(`<new-comments data-option="7" ${words}></new-comments>`));
afterEach(() => document.body.replaceChildren());

it("says nothing while nothing new is said on this option", () => {
  hear();
  hear([4, "comment.revised", { option: 7, comment: 1, version: 2 }], [5, null, null], posted(6, 8, 3));
  expect(document.querySelector("new-comments")?.childElementCount).toBe(0);
});

it("counts what was posted, each once", () => {
  hear(posted(6, 7, 12));
  expect(said()).toBe("1 new comment");
  hear(posted(6, 7, 12), posted(7, 7, 13));
  expect(said()).toBe("2 new comments");
});

it("leads to the first new one on a page loaded anew", () => {
  hear(posted(6, 7, 12), posted(7, 7, 13));
  expect(link()?.getAttribute("href")).toBe(`${location.pathname}?since=12#c12`);
});

it("says no number while rating is open", () => {
  document.querySelector("new-comments")?.setAttribute("data-sealed", "");
  hear(posted(6, 7, 12), posted(7, 7, 13));
  expect(said()).toBe("New comments");
});

it("stops saying the number when rating opens meanwhile, and says it again after the reveal", () => {
  hear(posted(6, 7, 12), posted(7, 7, 13));
  hear([8, "phase.opened", { phase: "rate", late: false }]);
  expect(said()).toBe("New comments");
  hear([9, "phase.opened", { phase: "reveal", late: false }]);
  expect(said()).toBe("2 new comments");
});

it("is silent after it has left the page", () => {
  const element = document.querySelector("new-comments");
  document.body.replaceChildren();
  hear(posted(6, 7, 12));
  expect(element?.childElementCount).toBe(0);
});
