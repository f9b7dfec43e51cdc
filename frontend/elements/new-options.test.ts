import { afterEach, beforeEach, expect, it } from "vitest";
import { showForTest } from "./show-for-test";
import "./new-options";

const hear = (...detail: unknown[]): boolean => document.dispatchEvent(new CustomEvent("quadrant:events", { detail }));
const said = (): string | undefined => document.querySelector("a.news")?.textContent;

beforeEach(() =>
  showForTest(
    `<new-options data-one="1 new option" data-many="{n} new options" data-changed-one="1 changed" data-changed-many="{n} changed"></new-options>`,
  ),
);
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

it("counts what was changed, but not what is new anyway", () => {
  hear([6, "option.revised", { option: 3, version: 2, change: "typo" }]);
  expect(said()).toBe("1 changed");
  hear(
    [7, "option.revised", { option: 3, version: 3, change: "typo" }],
    [8, "option.revised", { option: 5, version: 2 }],
  );
  expect(said()).toBe("2 changed");
  hear([9, "option.submitted", { option: 6, version: 1 }], [10, "option.revised", { option: 6, version: 2 }]);
  expect(said()).toBe("1 new option, 2 changed");
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
