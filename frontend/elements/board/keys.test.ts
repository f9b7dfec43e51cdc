import { beforeEach, describe, expect, test } from "vitest";
import type { Point } from "../../feed/replica";
import { type Commands, commandOf, type Keyed, press } from "./keys";

let did: unknown[];
let held: Point | undefined;
const commands: Commands = new Map([["Ctrl+z", () => did.push("undo")]]);
const board: Keyed = {
  numberOf: (target) => (target instanceof HTMLButtonElement ? 7 : undefined),
  heldAt: () => held,
  pickUp: (number) => did.push(["pick up", number]),
  moveTo: (to) => did.push(["move", to]),
  drop: () => did.push("drop"),
  leave: () => did.push("leave") > 0,
  goTo: (from, direction) => did.push(["go", from, direction]),
};

function key(name: string, options: KeyboardEventInit = {}, tag = "button"): boolean {
  const target = document.createElement(tag);
  document.body.append(target);
  const event = new KeyboardEvent("keydown", { key: name, bubbles: true, cancelable: true, ...options });
  target.addEventListener("keydown", (heard) => press(heard, board, commands));
  target.dispatchEvent(event);
  return event.defaultPrevented;
}

beforeEach(() => {
  did = [];
  held = undefined;
});

describe("a key on a card", () => {
  test("goes on, picks up and leaves", () => {
    key("ArrowLeft");
    key(" ");
    key("Escape");
    expect(did).toEqual([["go", 7, "ArrowLeft"], ["pick up", 7], "leave"]);
  });

  test("moves what is held by two hundredths, with Shift by a tenth, and drops it", () => {
    held = { x: 0.5, y: 0.95 };
    key("ArrowLeft");
    key("ArrowUp", { shiftKey: true });
    key(" ");
    expect(did).toEqual([["move", { x: 0.48, y: 0.95 }], ["move", { x: 0.5, y: 1 }], "drop"]);
  });

  test("that means nothing is the browser's", () => {
    expect([key("Tab"), key("ArrowLeft", { altKey: true }), key("Enter"), did.length]).toEqual([
      false,
      false,
      false,
      0,
    ]);
  });
});

test("commands are asked first, but not while somebody types", () => {
  expect([key("z", { metaKey: true }, "p"), key("z", { ctrlKey: true }, "textarea"), did]).toEqual([
    true,
    false,
    ["undo"],
  ]);
});

test("a command is called by the key and what is held with it", () => {
  const named = (key: string, options: KeyboardEventInit) =>
    commandOf(new KeyboardEvent("keydown", { key, ...options }));
  expect([
    named("Z", { ctrlKey: true, shiftKey: true }),
    named("?", { shiftKey: true }),
    named("ArrowLeft", { shiftKey: true }),
    named("+", {}),
  ]).toEqual(["Ctrl+Shift+z", "?", "Shift+ArrowLeft", "+"]);
});
