import { afterEach, expect, it } from "vitest";
import { showForTest } from "./show-for-test";
import "./axis-answer";

const page = (chosen = "", value = ""): void =>
  showForTest(`<axis-answer><fieldset><input type="range" name="x" min="-1" max="1" step="0.05" ${value}>
    ${["placed", "both", "neither", "unclear"]
      .map((v) => `<input type="radio" name="x_answer" value="${v}" ${v === chosen ? "checked" : ""}>`)
      .join("")}</fieldset></axis-answer>`);

const slider = (): HTMLInputElement => document.querySelector("input[type=range]") as HTMLInputElement;
const chosen = (): string | undefined => document.querySelector<HTMLInputElement>("[type=radio]:checked")?.value;
const unplaced = (): boolean | undefined => document.querySelector("fieldset")?.hasAttribute("data-unplaced");
const choose = (answer: string): void => document.querySelector<HTMLInputElement>(`[value="${answer}"]`)?.click();

afterEach(() => document.body.replaceChildren());

it("is no answer until it is touched", () => {
  page();
  expect([chosen(), unplaced()]).toEqual([undefined, true]);
});

it("takes a moved slider as the answer", () => {
  page();
  slider().value = "0.35";
  slider().dispatchEvent(new Event("input", { bubbles: true }));
  expect([chosen(), unplaced(), slider().value]).toEqual(["placed", false, "0.35"]);
});

it("lets a word take the slider's answer back, and the slider the word's", () => {
  page("placed", 'value="0.5"');
  expect(unplaced()).toBe(false);
  choose("both");
  expect([chosen(), unplaced()]).toEqual(["both", true]);
  slider().dispatchEvent(new Event("input", { bubbles: true }));
  expect([chosen(), unplaced()]).toEqual(["placed", false]);
});
