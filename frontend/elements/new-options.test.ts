import { afterEach, beforeEach, expect, it } from "vitest";
import { showForTest } from "./show-for-test";
import "./new-options";

const hear = (...detail: unknown[]): boolean => document.dispatchEvent(new CustomEvent("quadrant:events", { detail }));
const said = (): string | undefined => document.querySelector("a.news")?.textContent;

beforeEach(() => showForTest(`<new-options data-one="1 new option" data-many="{n} new options"></new-options>`));
afterEach(() => document.body.replaceChildren());

it("says nothing while nothing is new", () => {
  hear();
  hear([4, "card.moved", { option: 1 }], [5, null, null]);
  expect(document.querySelector("new-options")?.childElementCount).toBe(0);
});

it("counts what was submitted, each once", () => {
  hear([6, "option.submitted", { option: 3, version: 1 }]);
  expect(said()).toBe("1 new option");
  hear([6, "option.submitted", { option: 3, version: 1 }], [7, "option.submitted", { option: 4, version: 1 }]);
  expect(said()).toBe("2 new options");
});

it("links to the same list", () => {
  hear([6, "option.submitted", { option: 3, version: 1 }]);
  expect(document.querySelector("a")?.href).toBe(location.href);
});

it("is silent after it has left the page", () => {
  const element = document.querySelector("new-options");
  document.body.replaceChildren();
  hear([6, "option.submitted", { option: 3, version: 1 }]);
  expect(element?.childElementCount).toBe(0);
});
