import { afterEach, beforeEach, expect, it } from "vitest";
import { showForTest } from "./show-for-test";
import "./option-changes";

const hear = (...detail: unknown[]): boolean => document.dispatchEvent(new CustomEvent("quadrant:events", { detail }));
const link = (): HTMLAnchorElement | null => document.querySelector("a.news");

beforeEach(() =>
  showForTest(
    `<option-changes data-option="7" data-words="Changed: version {n}" data-href="/versions/?from=2&amp;to="></option-changes>`,
  ),
);
afterEach(() => document.body.replaceChildren());

it("is silent about other options and other events", () => {
  hear([4, "option.revised", { option: 70, version: 3, change: "typo" }], [5, null, null]);
  hear([6, "option.reviewed", { option: 7, state: "accepted" }]);
  expect(link()).toBeNull();
});

it("leads to what is different", () => {
  hear([4, "option.revised", { option: 7, version: 3, change: "typo" }]);
  expect([link()?.textContent, link()?.getAttribute("href")]).toEqual(["Changed: version 3", "/versions/?from=2&to=3"]);
});

it("tells the newest of several, and never goes back", () => {
  hear([4, "option.revised", { option: 7, version: 4, change: "typo" }]);
  hear([4, "option.revised", { option: 7, version: 3, change: "typo" }]);
  expect(link()?.textContent).toBe("Changed: version 4");
  expect(document.querySelectorAll("a")).toHaveLength(1);
});

it("is silent when an option comes back with the text that is shown", () => {
  hear([4, "option.resubmitted", { option: 7, version: 2 }]);
  expect(link()).toBeNull();
  hear([5, "option.resubmitted", { option: 7, version: 3 }]);
  expect(link()?.textContent).toBe("Changed: version 3");
});

it("is silent after it has left the page", () => {
  const element = document.querySelector("option-changes");
  document.body.replaceChildren();
  hear([4, "option.revised", { option: 7, version: 3, change: "typo" }]);
  expect(element?.childElementCount).toBe(0);
});
