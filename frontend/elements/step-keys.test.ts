import { afterEach, beforeEach, expect, it } from "vitest";
import { showForTest } from "./show-for-test";
import "./step-keys";

const scale = (name: string): string =>
  `<fieldset class="scale">${[1, 2, 3, 4, 5]
    .map((step) => `<input type="radio" name="${name}" value="${step}">`)
    .join("")}</fieldset>`;

const press = (on: string, key: string, more: KeyboardEventInit = {}): void => {
  document.querySelector(on)?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, ...more }));
};

const answers = (): Record<string, string> =>
  Object.fromEntries(
    [...document.querySelectorAll<HTMLInputElement>(":checked")].map((radio) => [radio.name, radio.value]),
  );

beforeEach(() => {
  showForTest(`<step-keys>${scale("desirability")}${scale("feasibility")}<textarea></textarea></step-keys>`);
});

afterEach(() => document.body.replaceChildren());

it("chooses in the scale that has the focus, and goes on to the next", () => {
  press('[name="desirability"]', "4");
  expect(answers()).toEqual({ desirability: "4" });
  expect((document.activeElement as HTMLInputElement).name).toBe("feasibility");
});

it("changes an answer that is there", () => {
  press('[name="desirability"]', "4");
  press('[name="desirability"]', "2");
  expect(answers()).toEqual({ desirability: "2" });
});

it.each([
  ["a text field", "textarea", "4", {}],
  ["a shortcut of the browser", '[name="desirability"]', "4", { ctrlKey: true }],
  ["a step that is not there", '[name="desirability"]', "7", {}],
])("leaves %s alone", (_what, on, key, more) => {
  press(on, key, more);
  expect(answers()).toEqual({});
});
