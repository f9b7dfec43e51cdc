import { afterEach, expect, it } from "vitest";
import { showForTest } from "./show-for-test";
import "./axis-answer";
import "./place-plane";

const axis = (name: string, low: string, high: string): string => `<axis-answer><fieldset>
  <div class="slider"><input type="range" name="${name}" min="-1" max="1" step="0.05">
  <div class="slider-ends"><span>${low}</span><span>${high}</span></div></div>
  ${["placed", "both", "unclear"].map((v) => `<label><input type="radio" name="${name}_answer" value="${v}">${v}</label>`).join("")}
  </fieldset></axis-answer>`;

const page = (): void => {
  showForTest(`<form><place-plane hidden data-label="Place" data-none="not yet"><button type="button"><svg><path/><circle/></svg></button>
    </place-plane>${axis("x", "Social", "Kinetic")}${axis("y", "External", "Internal")}</form>`);
  const box = { left: 100, top: 100, width: 200, height: 200, right: 300, bottom: 300, x: 100, y: 100 };
  field().getBoundingClientRect = () => ({ ...box, toJSON: () => box });
};

const field = (): HTMLButtonElement => document.querySelector("button") as HTMLButtonElement;
const said = (): string | null => field().getAttribute("aria-label");
const answers = (): (string | undefined)[] =>
  ["x", "y"].map((name) => document.querySelector<HTMLInputElement>(`[name=${name}_answer]:checked`)?.value);
const at = (): string[] =>
  ["x", "y"].map((name) => document.querySelector<HTMLInputElement>(`[type=range][name=${name}]`)?.value ?? "");
const tap = (clientX: number, clientY: number): boolean =>
  field().dispatchEvent(new MouseEvent("click", { bubbles: true, detail: 1, clientX, clientY }));
const press = (key: string, shiftKey = false): boolean =>
  field().dispatchEvent(new KeyboardEvent("keydown", { key, shiftKey, bubbles: true, cancelable: true }));
const choose = (name: string, value: string): void =>
  document.querySelector<HTMLInputElement>(`[name=${name}_answer][value=${value}]`)?.click();

afterEach(() => document.body.replaceChildren());

it("is shown by its script and is no answer until it is tapped", () => {
  page();
  expect(document.querySelector("place-plane")?.hasAttribute("hidden")).toBe(false);
  expect([answers(), said()]).toEqual([[undefined, undefined], "Place: not yet"]);
});

it("takes a tap as the place on both axes, and another one as its correction", () => {
  page();
  tap(150, 120);
  expect([at(), answers()]).toEqual([
    ["-0.5", "0.8"],
    ["placed", "placed"],
  ]);
  expect(said()).toBe("Place: Social 0.50, Internal 0.80");
  tap(250, 300);
  expect(at()).toEqual(["0.5", "-1"]);
  expect(document.querySelector("circle")?.getAttribute("cx")).toBe("75");
});

it("keeps the word of an axis and places the other", () => {
  page();
  choose("x", "both");
  tap(250, 120);
  expect([answers(), at()[1]]).toEqual([["both", "placed"], "0.8"]);
  expect(said()).toBe("Place: both, Internal 0.80");
  choose("y", "unclear");
  tap(250, 120); // both in words: the tap takes both back
  expect(answers()).toEqual(["placed", "placed"]);
});

it("moves by the arrows, in large steps with Shift, and not beyond its edge", () => {
  page();
  press("ArrowRight");
  press("ArrowUp", true);
  expect(at()).toEqual(["0.05", "0.25"]);
  for (let n = 0; n < 9; n++) press("ArrowDown", true);
  expect(at()[1]).toBe("-1");
});

it("is placed in the middle by Enter, once", () => {
  page();
  const enter = () => field().dispatchEvent(new MouseEvent("click", { bubbles: true, detail: 0 }));
  enter();
  expect([answers(), at()]).toEqual([
    ["placed", "placed"],
    ["0", "0"],
  ]);
  press("ArrowLeft");
  enter();
  expect(at()).toEqual(["-0.05", "0"]);
});
