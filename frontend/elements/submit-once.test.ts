import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { showForTest } from "./show-for-test";
import "./submit-once";

const NAME = "mexico.option.new.7";
const STORED = `quadrant.draft.${NAME}`;
const FIELDS = `
  <input type="hidden" name="csrfmiddlewaretoken" value="secret">
  <input type="hidden" name="key">
  <input type="text" name="title">
  <textarea name="summary"></textarea>
  <input type="password" name="password">
  <input type="radio" name="step" value="1"><input type="radio" name="step" value="2">
  <input type="range" name="x" min="-1" max="1" step="0.05">
  <p data-restored hidden>restored</p>`;

const show = (fields = FIELDS): void => {
  showForTest(`<submit-once data-draft="${NAME}"><form>${fields}</form></submit-once>`);
};
const field = (name: string): HTMLInputElement => document.querySelector(`[name="${name}"]`) as HTMLInputElement;
const type = (name: string, value: string): void => {
  field(name).value = value;
  field(name).dispatchEvent(new Event("input", { bubbles: true }));
};
const submit = (): boolean => {
  const event = new Event("submit", { bubbles: true, cancelable: true });
  document.querySelector("form")?.dispatchEvent(event);
  return !event.defaultPrevented;
};
const soon = (): void => void vi.advanceTimersByTime(300);

beforeEach(() => {
  vi.useFakeTimers();
  localStorage.clear();
});

afterEach(() => {
  document.body.replaceChildren();
  vi.useRealTimers();
});

describe("the key", () => {
  it("is made once, and the server's is respected", () => {
    show();
    expect(field("key").value).toMatch(/^[0-9a-f-]{36}$/);
    show('<input type="hidden" name="key" value="theirs">');
    expect(field("key").value).toBe("theirs");
  });

  it("is the same after a crash, so that a repeat is known as one", () => {
    show();
    const key = field("key").value;
    type("title", "Diaspora bonds");
    soon();
    show();
    expect(field("key").value).toBe(key);
  });
});

describe("the draft", () => {
  it("comes back, with a word about it", () => {
    show();
    type("title", "Diaspora bonds");
    type("x", "0.5");
    field("step").click();
    soon();
    show();
    expect(field("title").value).toBe("Diaspora bonds");
    expect(field("x").value).toBe("0.5");
    expect(field("step").checked).toBe(true);
    expect(document.querySelector<HTMLElement>("[data-restored]")?.hidden).toBe(false);
  });

  it("never overwrites what the server sent", () => {
    show();
    type("title", "Old");
    type("summary", "Typed");
    soon();
    show(FIELDS.replace('name="title"', 'name="title" value="From the server"'));
    expect(field("title").value).toBe("From the server");
    expect(field("summary").value).toBe("Typed");
  });

  it("holds no secrets", () => {
    show();
    type("password", "hunter2");
    type("title", "Diaspora bonds");
    soon();
    expect(localStorage.getItem(STORED)).not.toContain("hunter2");
    expect(localStorage.getItem(STORED)).not.toContain("secret");
  });

  it("is kept when the page is left in the middle of a word", () => {
    show();
    type("title", "Dias");
    window.dispatchEvent(new Event("pagehide"));
    expect(localStorage.getItem(STORED)).toContain("Dias");
  });

  it("is forgotten when the server has it, and not before", () => {
    show();
    type("title", "Diaspora bonds");
    submit();
    expect(localStorage.getItem(STORED)).not.toBeNull();
    showForTest(`<submit-once data-acknowledged="${NAME}"></submit-once>`);
    expect(localStorage.getItem(STORED)).toBeNull();
    show();
    expect(field("title").value).toBe("");
    expect(document.querySelector<HTMLElement>("[data-restored]")?.hidden).toBe(true);
  });

  it("survives a storage that holds something else", () => {
    localStorage.setItem(STORED, "{");
    expect(() => show()).not.toThrow();
    localStorage.setItem(STORED, '"text"');
    expect(() => show()).not.toThrow();
  });
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
});
