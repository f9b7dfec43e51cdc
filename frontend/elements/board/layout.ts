import type { Point } from "../../feed/replica";
import type { Size } from "./geometry";

export interface Item {
  /** Where it belongs, in pixels. */
  at: Point;
}

export interface Bounds {
  left: number;
  right: number;
  top: number;
  bottom: number;
  /** The two axes: nothing is pushed over them. */
  middle: Point;
}

const GAP = 7;
const MARGIN = 6;
const ROUNDS = 160;
const PATIENCE = 60; // rounds
const LEAST_ROUNDS = 20;
const TURN_OUT = 12; // px
const GOLDEN_ANGLE = 2.4; // radians
const HOMESICKNESS = 0.015; // share of the way home in each round

/** A name that must stay free, by its middle. */
export interface Obstacle extends Point, Size {}

export interface Arrangement {
  /** A place for each item, in the same order. */
  places: Point[];
  /** None covers another; false where there are too many for the room. */
  clear: boolean;
}

/** An item on its way: where it belongs, where it is, and the room on its side of both axes. */
interface Body extends Point {
  home: Point;
  low: Point;
  high: Point;
}

type Axis = "x" | "y";

/**
 * Push items apart until none covers another; each stays as near to its place as it can, on its side of both axes.
 * No obstacle is
 * covered either. Gives up after 160 rounds.
 */
export function apart(
  items: readonly Item[],
  size: Size,
  bounds: Bounds,
  obstacles: readonly Obstacle[] = [],
): Arrangement {
  const bodies = items.map(({ at }) => body(at, size, bounds));
  fanOut(bodies);
  for (let round = 0; round < ROUNDS; round += 1) {
    // A heap squeezed from both sides stands still and covers itself: now and then what still does goes the other way.
    const touched = pushPairs(bodies, size, round > PATIENCE && round % 4 === 0);
    const pull = HOMESICKNESS * (1 - round / ROUNDS);
    for (const one of bodies) {
      shift(one, "x", (one.home.x - one.x) * pull);
      shift(one, "y", (one.home.y - one.y) * pull);
    }
    if (!pushOff(bodies, size, obstacles) && !touched && round > LEAST_ROUNDS) break;
  }
  return { places: bodies.map(({ x, y }) => ({ x, y })), clear: !anyCovered(bodies, size) };
}

/** What lies on an obstacle leaves it on the nearest side that has room. */
function pushOff(bodies: readonly Body[], size: Size, obstacles: readonly Obstacle[]): boolean {
  let touched = false;
  for (const box of obstacles) {
    for (const one of bodies) {
      const x = (size.width + box.width) / 2 + GAP - Math.abs(one.x - box.x);
      const y = (size.height + box.height) / 2 + GAP - Math.abs(one.y - box.y);
      if (x <= 0 || y <= 0) continue;
      touched = true;
      const ways = [
        { axis: "y", by: one.y < box.y ? -y : y },
        { axis: "y", by: one.y < box.y ? 2 * (box.y - one.y) + y : 2 * (box.y - one.y) - y },
        { axis: "x", by: one.x < box.x ? -x : x },
        { axis: "x", by: one.x < box.x ? 2 * (box.x - one.x) + x : 2 * (box.x - one.x) - x },
      ] as const;
      const open = ways.filter(({ axis, by }) => one.low[axis] <= one[axis] + by && one[axis] + by <= one.high[axis]);
      const nearest = [...open].sort((a, b) => Math.abs(a.by) - Math.abs(b.by))[0];
      if (nearest) shift(one, nearest.axis, nearest.by);
    }
  }
  return touched;
}

/** Medians are round numbers, so several often share one place: they begin on a spiral, or no push would part them. */
function fanOut(bodies: readonly Body[]): void {
  const sharing = new Map<string, number>();
  for (const one of bodies) {
    const key = `${one.home.x},${one.home.y}`;
    const earlier = sharing.get(key) ?? 0;
    sharing.set(key, earlier + 1);
    const radius = TURN_OUT * Math.sqrt(earlier);
    shift(one, "x", radius * Math.cos(earlier * GOLDEN_ANGLE));
    shift(one, "y", radius * Math.sin(earlier * GOLDEN_ANGLE));
  }
}

function body(home: Point, { width, height }: Size, { left, right, top, bottom, middle }: Bounds): Body {
  const [west, east] = home.x < middle.x ? [left, middle.x] : [middle.x, right];
  const [north, south] = home.y <= middle.y ? [top, middle.y] : [middle.y, bottom];
  const across = width / 2 + MARGIN;
  const down = height / 2 + MARGIN;
  // Where the room is smaller than the item, its middle has to do.
  const low = { x: Math.min(west + across, (west + east) / 2), y: Math.min(north + down, (north + south) / 2) };
  const high = { x: Math.max(east - across, (west + east) / 2), y: Math.max(south - down, (north + south) / 2) };
  const one = { ...home, home, low, high };
  shift(one, "x", 0);
  shift(one, "y", 0);
  return one;
}

function shift(one: Body, axis: Axis, by: number): void {
  one[axis] = Math.max(one.low[axis], Math.min(one.high[axis], one[axis] + by));
}

function anyCovered(places: readonly Point[], size: Size): boolean {
  return places.some((a, index) =>
    places.slice(index + 1).some((b) => Math.abs(a.x - b.x) < size.width && Math.abs(a.y - b.y) < size.height),
  );
}

function pushPairs(bodies: readonly Body[], size: Size, turned: boolean): boolean {
  let touched = false;
  for (const [index, a] of bodies.entries()) {
    for (let other = index + 1; other < bodies.length; other += 1) {
      const b = bodies[other];
      if (b && push(a, b, size, turned)) touched = true;
    }
  }
  return touched;
}

/** Two that overlap yield on the axis where less is needed, unless they stand against the edge there. */
function push(a: Body, b: Body, size: Size, turned: boolean): boolean {
  const x = size.width + GAP - Math.abs(a.x - b.x);
  const y = size.height + GAP - Math.abs(a.y - b.y);
  if (x <= 0 || y <= 0) return false;
  const covers = x > GAP && y > GAP;
  const sideways = x * 0.8 <= y !== (turned && covers); // cards are wide, so sooner up and down
  const first: Axis = sideways ? "x" : "y";
  const need = sideways ? x : y;
  if (room(a, b, first) >= need / 2) yieldBoth(a, b, first, need);
  else yieldBoth(a, b, sideways ? "y" : "x", sideways ? y : x);
  return true;
}

function order(a: Body, b: Body, axis: Axis): [Body, Body] {
  return a[axis] < b[axis] ? [a, b] : [b, a];
}

function room(a: Body, b: Body, axis: Axis): number {
  const [low, high] = order(a, b, axis);
  return low[axis] - low.low[axis] + high.high[axis] - high[axis];
}

function yieldBoth(a: Body, b: Body, axis: Axis, need: number): void {
  const [low, high] = order(a, b, axis);
  shift(low, axis, -need / 2);
  shift(high, axis, need / 2);
}
