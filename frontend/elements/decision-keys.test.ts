import { afterEach, beforeEach, expect, it } from "vitest";
import { showForTest } from "./show-for-test";
import "./decision-keys";

let pressed: string[] = [];

const press = (key: string, target: EventTarget = document.body): KeyboardEvent => {
  const event = new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true });
  target.dispatchEvent(event);
  return event;
};
const reason = (): HTMLSelectElement => document.querySelector("select") as HTMLSelectElement;

beforeEach(() => {
  pressed = [];
  showForTest(`
    <form>
      <button type="button" value="accept" data-letter="a"></button>
      <select name="reason"><option value="">Choose</option><option value="unclear">Unclear</option></select>
      <textarea></textarea>
      <button type="button" value="return" data-letter="r"></button>
      <button type="button" value="reject" data-letter="x"></button>
    </form>
    <decision-keys><button type="button" data-sheet hidden></button></decision-keys>`);
  for (const button of document.querySelectorAll("form button"))
    button.addEventListener("click", () => pressed.push((button as HTMLButtonElement).value));
});
afterEach(() => document.body.replaceChildren());

it("presses the button of a letter", () => {
  expect(press("a").defaultPrevented).toBe(true);
  expect(pressed).toEqual(["accept"]);
});

it("leads to the reason first, and then returns or rejects", () => {
  press("r");
  expect([pressed, document.activeElement]).toEqual([[], reason()]);
  reason().value = "unclear";
  press("R");
  press("x");
  expect(pressed).toEqual(["return", "reject"]);
});

it("leaves letters that are typed alone, and Escape leaves the field", () => {
  const note = document.querySelector("textarea") as HTMLTextAreaElement;
  note.focus();
  press("a", note);
  press("r", reason());
  expect(pressed).toEqual([]);
  press("Escape", note);
  expect(document.activeElement).not.toBe(note);
});

it("leaves letters with a modifier to the browser", () => {
  const event = new KeyboardEvent("keydown", { key: "a", ctrlKey: true, bubbles: true, cancelable: true });
  document.body.dispatchEvent(event);
  expect([pressed, event.defaultPrevented]).toEqual([[], false]);
});

it("shows the way to its sheet only where it works", () => {
  expect(document.querySelector<HTMLElement>("[data-sheet]")?.hidden).toBe(false);
});

it("is silent after it has left the page", () => {
  document.querySelector("decision-keys")?.remove();
  press("a");
  expect(pressed).toEqual([]);
});

it("goes along a queue, chooses, and follows the link of a letter", () => {
  const row = (n: number): string =>
    `<li><input type="checkbox" id="box${n}"><a href="#${n}" id="case${n}" data-case>${n}</a></li>`;
  showForTest(
    `<ul>${row(1)}${row(2)}</ul><a id="next" href="#next" data-letter="n"></a><decision-keys></decision-keys>`,
  );
  const gone: string[] = [];
  document.querySelector("#next")?.addEventListener("click", (click) => {
    click.preventDefault();
    gone.push("next");
  });
  const where: (string | undefined)[] = [];
  for (const key of ["k", "j", "j", "s", "k", "n"]) {
    press(key, document.activeElement ?? document.body);
    where.push(document.activeElement?.id);
  }
  expect(where).toEqual(["case1", "case2", "case2", "case2", "case1", "case1"]);
  const chosen = [1, 2].map((n) => (document.querySelector(`#box${n}`) as HTMLInputElement).checked);
  expect([chosen, gone]).toEqual([[false, true], ["next"]]);
});
