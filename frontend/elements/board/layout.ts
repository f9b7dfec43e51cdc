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
const LEAST_ROUNDS = 20;
const HOMESICKNESS = 0.015; // share of the way home in each round

export interface Arrangement {
  /** A place for each item, in the same order. */
  places: Point[];
  /** None covers another; false where there are too many for the room. */
  clear: boolean;
}

/**
 * Push items apart until none covers another; each stays as near to its place as it can, on its side of both axes.
 * Gives up after 160 rounds.
 */
export function apart(items: readonly Item[], size: Size, bounds: Bounds): Arrangement {
  const places = items.map(({ at }) => ({ ...at }));
  for (let round = 0; round < ROUNDS; round += 1) {
    // A row too long for its side of an axis never comes apart sideways: after half of the time, only up and down.
    const touched = pushPairs(places, size, round > ROUNDS / 2);
    for (const [index, place] of places.entries()) {
      const home = items[index]?.at ?? place;
      place.x += (home.x - place.x) * HOMESICKNESS;
      place.y += (home.y - place.y) * HOMESICKNESS;
      keepOnItsSide(place, home, size, bounds);
    }
    if (!touched && round > LEAST_ROUNDS) break;
  }
  return { places, clear: !anyCovered(places, size) };
}

function anyCovered(places: readonly Point[], size: Size): boolean {
  return places.some((a, index) =>
    places.slice(index + 1).some((b) => Math.abs(a.x - b.x) < size.width && Math.abs(a.y - b.y) < size.height),
  );
}

function pushPairs(places: Point[], size: Size, upright: boolean): boolean {
  let touched = false;
  for (const [index, a] of places.entries()) {
    for (let other = index + 1; other < places.length; other += 1) {
      const b = places[other];
      if (b && push(a, b, size, upright)) touched = true;
    }
  }
  return touched;
}

/** Two that overlap each yield half, on the axis where less is needed; cards are wide, so sooner up and down. */
function push(a: Point, b: Point, size: Size, upright: boolean): boolean {
  const x = size.width + GAP - Math.abs(a.x - b.x);
  const y = size.height + GAP - Math.abs(a.y - b.y);
  if (x <= 0 || y <= 0) return false;
  if (upright || y < x * 0.8) {
    const by = a.y < b.y ? -y / 2 : y / 2;
    a.y += by;
    b.y -= by;
  } else {
    const by = a.x < b.x ? -x / 2 : x / 2;
    a.x += by;
    b.x -= by;
  }
  return true;
}

function keepOnItsSide(place: Point, home: Point, size: Size, bounds: Bounds): void {
  const { middle } = bounds;
  const [left, right] = home.x < middle.x ? [bounds.left, middle.x] : [middle.x, bounds.right];
  const [top, bottom] = home.y <= middle.y ? [bounds.top, middle.y] : [middle.y, bounds.bottom];
  place.x = between(place.x, left + size.width / 2 + MARGIN, right - size.width / 2 - MARGIN);
  place.y = between(place.y, top + size.height / 2 + MARGIN, bottom - size.height / 2 - MARGIN);
}

function between(value: number, low: number, high: number): number {
  return low > high ? (low + high) / 2 : Math.max(low, Math.min(high, value));
}
