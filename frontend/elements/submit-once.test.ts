import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { showForTest } from "./show-for-test";
import "./submit-once";

const show = (key = ""): void =>
  showForTest(`<submit-once><form><input type="hidden" name="key" value="${key}"></form></submit-once>`);
const key = (): string => document.querySelector<HTMLInputElement>("[name=key]")?.value ?? "";
const submit = (): boolean => {
  const event = new Event("submit", { bubbles: true, cancelable: true });
  document.querySelector("form")?.dispatchEvent(event);
  return !event.defaultPrevented;
};

beforeEach(() => localStorage.clear());
afterEach(() => document.body.replaceChildren());

it("makes a key, and respects the server's", () => {
  show();
  expect(key()).toMatch(/^[0-9a-f-]{36}$/);
  show("theirs");
  expect(key()).toBe("theirs");
});

it("lets this browser forget what the server has, and nothing else", () => {
  localStorage.setItem("quadrant.draft.mexico.option.new.7", "{}");
  localStorage.setItem("quadrant.draft.mexico.sheet.3.7", "{}");
  showForTest('<submit-once data-acknowledged="mexico.option.new.7"></submit-once>');
  expect(Object.keys(localStorage)).toEqual(["quadrant.draft.mexico.sheet.3.7"]);
});

describe("a second click", () => {
  it("waits for the first answer", () => {
    show();
    expect(submit()).toBe(true);
    expect(submit()).toBe(false);
    window.dispatchEvent(new Event("pageshow")); // back from the page after it
    expect(submit()).toBe(true);
  });

  it("waits for htmx as well", () => {
    show();
    const form = document.querySelector("form") as HTMLFormElement;
    form.addEventListener("submit", (event) => event.preventDefault()); // as htmx takes it over
    submit();
    form.dispatchEvent(new CustomEvent("htmx:before:request", { bubbles: true }));
    expect(document.querySelector("submit-once")?.hasAttribute("data-sent")).toBe(true);
    form.dispatchEvent(new CustomEvent("htmx:finally:request", { bubbles: true }));
    expect(document.querySelector("submit-once")?.hasAttribute("data-sent")).toBe(false);
  });

  it("does not take for the form's own what asks from within it", () => {
    show();
    const within = document.createElement("div"); // "options like this one", asked for while the title is typed
    document.querySelector("form")?.append(within);
    within.dispatchEvent(new CustomEvent("htmx:before:request", { bubbles: true }));
    expect(submit()).toBe(true);
    within.dispatchEvent(new CustomEvent("htmx:finally:request", { bubbles: true }));
    expect(submit()).toBe(false);
  });
});
