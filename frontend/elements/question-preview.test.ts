import { expect, test } from "vitest";
import { showForTest as show } from "./show-for-test";
import "./question-preview";

const SLOT = `<question-preview>
  <div class="question" data-good="high"><h3 data-shows="name">Risk</h3><span data-shows="step1">none</span></div>
  <input data-part="name" value="Risk"><input data-part="step1" value="none"><input id="other" value="">
  <input type="radio" name="good" data-part="good" value="high" checked>
  <input type="radio" name="good" data-part="good" value="low">
</question-preview>`;

function type(selector: string, value: string): void {
  const field = document.querySelector<HTMLInputElement>(selector);
  if (!field) throw new Error(selector);
  field.value = value;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

test("what is typed stands where raters will read it", () => {
  show(SLOT);
  type("[data-part=name]", "<b>Danger</b>");
  expect(document.querySelector("h3")?.textContent).toBe("<b>Danger</b>");
  expect(document.querySelector("[data-shows=step1]")?.textContent).toBe("none");
});

test("the good end is marked", () => {
  show(SLOT);
  const low = document.querySelector<HTMLInputElement>("[value=low]");
  low?.click();
  low?.dispatchEvent(new Event("change", { bubbles: true }));
  expect(document.querySelector(".question")?.getAttribute("data-good")).toBe("low");
});

test("another field changes nothing", () => {
  show(SLOT);
  const before = document.querySelector(".question")?.outerHTML;
  type("#other", "x");
  expect(document.querySelector(".question")?.outerHTML).toBe(before);
});
