import { afterEach, expect, it } from "vitest";
import { codePoints } from "./char-count";
import { showForTest } from "./show-for-test";

afterEach(() => document.body.replaceChildren());

const show = (value: string, limit: number): [HTMLTextAreaElement, HTMLElement] => {
  showForTest(`<textarea id="f">${value}</textarea>
    <char-count data-for="f" data-limit="${limit}">at most ${limit} characters</char-count>`);
  return [
    document.querySelector("textarea") as HTMLTextAreaElement,
    document.querySelector("char-count") as HTMLElement,
  ];
};

it.each([
  ["", 0],
  ["año", 3],
  ["an\u0303o", 3], // the same word with a combining tilde
  ["🕊️", 2], // the dove and its variation selector; 3 in UTF-16
])("counts %j as %i, as the server does", (text, length) => {
  expect(codePoints(text)).toBe(length);
});

it("counts while one types and keeps the sentence it replaced", () => {
  const [field, count] = show("two", 5);
  expect(count.textContent).toBe("3 / 5");
  expect(count.title).toBe("at most 5 characters");
  field.value = "three";
  field.dispatchEvent(new Event("input"));
  expect(count.textContent).toBe("5 / 5");
  expect(count.hasAttribute("data-over")).toBe(false);
});

it("marks what is too long and lets it stand", () => {
  const [field, count] = show("too long", 5);
  expect(count.hasAttribute("data-over")).toBe(true);
  expect(field.value).toBe("too long");
  expect(field.validity.valid).toBe(false);
});

it("leaves the sentence when the field is not there", () => {
  showForTest('<char-count data-for="gone" data-limit="5">at most 5 characters</char-count>');
  expect(document.body.textContent).toBe("at most 5 characters");
});
