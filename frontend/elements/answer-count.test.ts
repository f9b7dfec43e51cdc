import { afterEach, expect, it } from "vitest";
import { showForTest } from "./show-for-test";
import "./answer-count";

afterEach(() => document.body.replaceChildren());

it("counts questions that are answered by a step or by a reason", () => {
  showForTest(`<form id="f">
    <div data-question><input type="radio" name="a" value="1"><select><option value=""></option><option value="why"></option></select></div>
    <div data-question><input type="radio" name="b" value="1"></div><input type="radio" name="c" value="1"></form>
    <answer-count data-form="f" data-words="{n} of {all}"></answer-count>`);
  const count = document.querySelector("answer-count") as HTMLElement;
  expect(count.textContent).toBe("0 of 2");
  const select = document.querySelector("select") as HTMLSelectElement;
  select.value = "why";
  select.dispatchEvent(new Event("change", { bubbles: true }));
  expect([count.textContent, count.hasAttribute("data-all")]).toEqual(["1 of 2", false]);
  document.querySelector<HTMLInputElement>("[name=c]")?.click(); // no question
  document.querySelector<HTMLInputElement>("[name=b]")?.click();
  expect([count.textContent, count.hasAttribute("data-all")]).toEqual(["2 of 2", true]);
});
