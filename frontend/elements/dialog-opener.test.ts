import { afterEach, expect, it } from "vitest";
import { showForTest } from "./show-for-test";
import "./dialog-opener";

afterEach(() => document.body.replaceChildren());

it("opens its dialog", () => {
  showForTest(
    '<dialog-opener data-dialog="add"><button type="button">Add</button></dialog-opener><dialog id="add"></dialog>',
  );
  document.querySelector("button")?.click();
  expect(document.querySelector("dialog")?.open).toBe(true);
});

it("does nothing when there is none", () => {
  showForTest('<dialog-opener data-dialog="gone"><button type="button">Add</button></dialog-opener>');
  expect(() => document.querySelector("button")?.click()).not.toThrow();
});
