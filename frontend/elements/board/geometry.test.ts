import { describe, expect, test } from "vitest";
import { ellipse, nearest, onBoard, rounded, View } from "./geometry";

function view(width = 1000, height = 600): View {
  const made = new View();
  made.resize({ width, height });
  return made;
}

describe("the view", () => {
  test("shows the whole board at first", () => {
    expect(view().toPixels({ x: -1, y: 1 })).toEqual({ x: 0, y: 0 });
    expect(view().toPixels({ x: 1, y: -1 })).toEqual({ x: 1000, y: 600 });
    expect(view().toPixels({ x: 0, y: 0 })).toEqual({ x: 500, y: 300 });
  });

  test("turns pixels back into places", () => {
    const moved = view();
    moved.zoomAt({ x: 100, y: 80 }, 2.5);
    moved.pan(30, -20);
    const { x, y } = moved.toBoard(moved.toPixels({ x: 0.3, y: -0.7 }));
    expect([x, y].map((value) => value.toFixed(9))).toEqual(["0.300000000", "-0.700000000"]);
  });

  test("keeps what lies under the pointer there", () => {
    const zoomed = view();
    const before = zoomed.toBoard({ x: 750, y: 150 });
    zoomed.zoomAt({ x: 750, y: 150 }, 3);
    expect(zoomed.toPixels(before)).toEqual({ x: 750, y: 150 });
  });

  test("zooms between 80% and 1200%, and fits again", () => {
    const zoomed = view();
    zoomed.zoomAt({ x: 0, y: 0 }, 0.01);
    expect(zoomed.zoom).toBe(0.8);
    zoomed.zoomAt({ x: 0, y: 0 }, 1000);
    expect([zoomed.zoom, zoomed.fitted]).toEqual([12, false]);
    zoomed.fit();
    expect([zoomed.toPixels({ x: 0, y: 0 }), zoomed.fitted]).toEqual([{ x: 500, y: 300 }, true]);
  });

  test("never loses the board", () => {
    const lost = view();
    lost.pan(99_999, -99_999);
    const { x, y } = lost.toPixels({ x: 0, y: 0 });
    expect([x < 1200, y > -120]).toEqual([true, true]);
  });

  test("brings a point to sight by as little as possible", () => {
    const zoomed = view();
    zoomed.zoomAt({ x: 0, y: 0 }, 2);
    zoomed.reveal({ x: 1, y: -1 }, 40);
    expect(zoomed.toPixels({ x: 1, y: -1 })).toEqual({ x: 960, y: 560 });
  });
});

test("places stay on the board and lose their dust", () => {
  expect(onBoard({ x: 3, y: -1.5 })).toEqual({ x: 1, y: -1 });
  expect(rounded({ x: 0.1 + 0.2, y: -0.00001 })).toEqual({ x: 0.3, y: 0 });
  expect(Object.is(rounded({ x: -0.00001, y: 0 }).x, 0)).toBe(true);
});

test("the ellipse has the covariance's axes in pixels, turned as the screen is", () => {
  const flat = ellipse([0.04, 0, 0.01], view(1000, 1000));
  expect([flat.long, flat.short]).toEqual([100, 50]);
  expect(flat.turn).toBeCloseTo(0);
  // Up and to the right on the board is up and to the right on the screen, where y grows downwards.
  const rising = ellipse([0.02, 0.01, 0.02], view(1000, 1000));
  expect(rising.turn).toBeCloseTo(-Math.PI / 4);
  expect(ellipse([0, 0, 0], view()).long).toBe(1);
});

describe("the nearest card in a direction", () => {
  const cards = {
    left: { x: -0.5, y: 0.1 },
    far: { x: -0.9, y: 0 },
    up: { x: 0.1, y: 0.6 },
    aside: { x: 0.1, y: -0.9 },
  };
  const go = (key: "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown") =>
    nearest({ x: 0, y: 0 }, Object.values(cards), key);

  test("is nearer rather than straighter, but not aside", () => {
    expect(go("ArrowLeft")).toBe(cards.left);
    expect(go("ArrowUp")).toBe(cards.up);
    expect(go("ArrowDown")).toBe(cards.aside);
    expect(go("ArrowRight")).toBeUndefined();
  });

  test("is none where nothing lies", () => {
    expect(nearest({ x: 0, y: 0 }, [{ x: -1, y: 0 }], "ArrowRight")).toBeUndefined();
    expect(nearest({ x: 0, y: 0 }, [{ x: 0, y: 0 }], "ArrowRight")).toBeUndefined();
  });
});
