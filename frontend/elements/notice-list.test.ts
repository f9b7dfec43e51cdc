import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { tell } from "./notice-list";
import { showForTest } from "./show-for-test";

const said = (): string[] => [...document.querySelectorAll(".notice p")].map((words) => words.textContent ?? "");

beforeEach(() => {
  vi.useFakeTimers();
  showForTest('<notice-list data-close="Cerrar"></notice-list><button id="elsewhere"></button>');
});

afterEach(() => {
  vi.useRealTimers();
  document.body.replaceChildren();
});

it("says what it is asked to, as text and never as markup", () => {
  tell("<b>Saved</b>", "good");
  expect(said()).toEqual(["<b>Saved</b>"]);
  expect(document.querySelector(".notice")?.getAttribute("data-kind")).toBe("good");
});

it("hears an answer's HX-Trigger, which htmx sends from the element that asked", () => {
  const detail = { text: "Sent.", kind: "good" };
  document.querySelector("#elsewhere")?.dispatchEvent(new CustomEvent("quadrant:notice", { detail, bubbles: true }));
  expect(said()).toEqual(["Sent."]);
});

it("keeps what went wrong and lets the rest go", () => {
  tell("Refused.", "bad");
  tell("Saved.");
  vi.advanceTimersByTime(60_000);
  expect(said()).toEqual(["Refused."]);
});

it("says the same sentence once", () => {
  tell("Refused.", "bad");
  tell("Refused.", "bad");
  expect(said()).toEqual(["Refused."]);
});

it("closes by a button with a name", () => {
  tell("Refused.", "bad");
  const close = document.querySelector<HTMLButtonElement>(".notice-close");
  expect(close?.getAttribute("aria-label")).toBe("Cerrar");
  close?.click();
  expect(said()).toEqual([]);
});
