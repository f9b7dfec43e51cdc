import { afterEach, beforeEach, expect, it } from "vitest";
import { showForTest } from "./show-for-test";
import "./feed-state";

const tellState = (state: unknown): void => {
  document.dispatchEvent(new CustomEvent("quadrant:feed", { detail: { state } }));
};

let element: HTMLElement;

beforeEach(() => {
  showForTest(
    '<feed-state data-live="en vivo" data-catching-up="poniéndose al día" data-offline="sin conexión"></feed-state>',
  );
  element = document.querySelector("feed-state") as HTMLElement;
});

afterEach(() => document.body.replaceChildren());

it("says nothing before it knows", () => {
  expect(element.textContent).toBe("");
});

it.each([
  ["live", "live", "en vivo"],
  ["catching-up", "catching-up", "poniéndose al día"],
  ["catching up", "catching-up", "poniéndose al día"],
  ["offline", "offline", "sin conexión"],
])("says %s in the words of the page", (told, state, words) => {
  tellState(told);
  expect(element.dataset.state).toBe(state);
  expect(element.textContent).toBe(words);
});

it("does not announce the same state again", () => {
  tellState("live");
  const words = element.firstChild;
  tellState("live");
  expect(element.firstChild).toBe(words);
});

it("ignores what it does not know, and goes deaf when it leaves the page", () => {
  tellState("asleep");
  expect(element.textContent).toBe("");
  element.remove();
  tellState("live");
  expect(element.textContent).toBe("");
});
