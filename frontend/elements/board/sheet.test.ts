import { expect, test } from "vitest";
import { View } from "./geometry";
import { Sheet } from "./sheet";

/** A canvas whose pen only takes notice. */
function painted() {
  const canvas = document.createElement("canvas");
  const pen = { setTransform: () => {}, clearRect: () => {} };
  canvas.getContext = (() => pen) as never;
  const view = new View();
  view.resize({ width: 1000, height: 600 });
  const sheet = new Sheet(canvas);
  sheet.resize(view);
  sheet.paint(view, () => {});
  return { canvas, view, sheet };
}

test("what is painted follows a pan until its margin is used up, and is sharp where it was painted", () => {
  const { canvas, view, sheet } = painted();
  expect(sheet.sharp(view)).toBe(true);
  view.pan(240, -100);
  expect([sheet.follow(view), sheet.sharp(view), canvas.style.transform]).toEqual([
    true,
    false,
    "translate(240px, -100px)",
  ]);
  view.pan(20, 0); // a quarter of the width lies beyond each side
  expect(sheet.follow(view)).toBe(false);
});

test("it follows a zoom where the board's points go, until it is too coarse or does not reach", () => {
  const { canvas, view, sheet } = painted();
  view.zoomAt({ x: 0, y: 0 }, 1.5);
  expect([sheet.follow(view), canvas.style.transform]).toEqual([true, "translate(0px, 0px) scale(1.5)"]);
  expect(sheet.follow(view, 1.2)).toBe(false);
  view.zoomAt({ x: 0, y: 0 }, 2);
  expect(sheet.follow(view)).toBe(false);
  view.fit();
  view.zoomAt({ x: 500, y: 300 }, 0.8);
  expect(sheet.follow(view)).toBe(true);
});
