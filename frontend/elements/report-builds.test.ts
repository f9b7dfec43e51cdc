import { afterEach, beforeEach, expect, it } from "vitest";
import { showForTest } from "./show-for-test";
import "./report-builds";

let loads: number;
const hear = (...detail: unknown[]): boolean => document.dispatchEvent(new CustomEvent("quadrant:events", { detail }));

beforeEach(() => {
  showForTest("<report-builds><section></section></report-builds>");
  loads = 0;
  document.querySelector("section")?.addEventListener("news", () => loads++);
});
afterEach(() => document.body.replaceChildren());

it("loads the list again when a report is asked for or finished", () => {
  hear([4, "report.requested", {}]);
  hear([5, "report.finished", { state: "done" }]);
  expect(loads).toBe(2);
});

it("loads it once for several in one frame", () => {
  hear([4, "report.requested", {}], [5, "report.finished", { state: "done" }]);
  expect(loads).toBe(1);
});

it("leaves it alone for everything else, also for what this reader may not see", () => {
  hear([4, "card.moved", { option: 1 }], [5, null, null]);
  expect(loads).toBe(0);
});

it("is silent after it has left the page", () => {
  document.body.replaceChildren();
  hear([4, "report.requested", {}]);
  expect(loads).toBe(0);
});
