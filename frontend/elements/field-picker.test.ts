import { beforeEach, expect, test } from "vitest";
import { showForTest } from "./show-for-test";
import "./field-picker";

const find = <T extends Element>(selector: string): T => document.querySelector(selector) as T;
const asked = (): string[] =>
  [...document.querySelectorAll<HTMLElement>("[data-of]")]
    .filter(({ hidden }) => !hidden)
    .map((e) => e.dataset.of ?? "");

function choose(selector: string, value: string): void {
  const select = find<HTMLSelectElement>(selector);
  select.value = value;
  select.dispatchEvent(new Event("change", { bubbles: true }));
}

beforeEach(() => {
  showForTest(`
    <form id="f"><input id="title" type="text"><textarea id="text"></textarea><input id="on" type="text" data-citing></form>
    <field-picker data-form="f"><div data-picker hidden>
      <select data-name><option value="sheets" data-about=""></option><option value="median" data-about="option criterion"></option></select>
      <label data-of="option"><select><option value="1"></option><option value="12"></option></select></label>
      <label data-of="narrative"><select><option value="3"></option></select></label>
      <label data-of="criterion"><select><option value="risk"></option></select></label>
      <code data-shown></code><button type="button">Put it in</button>
    </div></field-picker>`);
});

test("only that is asked for which the field is about", () => {
  expect(find<HTMLElement>("[data-picker]").hidden).toBe(false);
  expect([asked(), find("[data-shown]").textContent]).toEqual([[], "{{sheets}}"]);
  choose("[data-name]", "median");
  choose("[data-of=option] select", "12");
  expect(asked()).toEqual(["option", "criterion"]);
  expect(find("[data-shown]").textContent).toBe("{{median option=12 criterion=risk}}");
});

test("it goes where the cursor was, with a space before it where one is wanted", () => {
  const text = find<HTMLTextAreaElement>("#text");
  text.value = "There are of them. (";
  text.dispatchEvent(new Event("focusin", { bubbles: true }));
  text.setSelectionRange(9, 9);
  find("button").dispatchEvent(new Event("click"));
  expect(text.value).toBe("There are {{sheets}} of them. (");
  text.setSelectionRange(text.value.length, text.value.length);
  find("button").dispatchEvent(new Event("click"));
  expect(text.value).toBe("There are {{sheets}} of them. ({{sheets}}");
});

test("without a cursor it goes into the text, and never where only options are named", () => {
  find("#on").dispatchEvent(new Event("focusin", { bubbles: true }));
  find("button").dispatchEvent(new Event("click"));
  expect(find<HTMLTextAreaElement>("#text").value).toBe("{{sheets}}");
  expect(find<HTMLInputElement>("#on").value).toBe("");
});

test("whoever keeps the draft hears of it", () => {
  let heard = 0;
  find("#f").addEventListener("input", () => heard++);
  find("button").dispatchEvent(new Event("click"));
  expect(heard).toBe(1);
});
