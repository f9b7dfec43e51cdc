import type { Point } from "../../feed/replica";

export interface Size {
  width: number;
  height: number;
}

const NEAREST = 12;
const FARTHEST = 0.8;

/** A value of one axis, kept on the board. */
export function onAxis(value: number): number {
  return Math.max(-1, Math.min(1, value));
}

export function onBoard({ x, y }: Point): Point {
  return { x: onAxis(x), y: onAxis(y) };
}

/** As the server stores it: 4 places, and no negative zero. */
export function rounded({ x, y }: Point): Point {
  return { x: Math.round(x * 1e4) / 1e4 + 0, y: Math.round(y * 1e4) / 1e4 + 0 };
}

/** What of the board is seen: from board coordinates (−1…+1, y upwards) to pixels of the plot (y downwards) and back. */
export class View {
  width = 0;
  height = 0;
  zoom = 1;
  #x = 0;
  #y = 0;

  resize({ width, height }: Size): void {
    this.width = width;
    this.height = height;
    this.#keepInSight();
  }

  toPixels({ x, y }: Point): Point {
    return {
      x: this.width / 2 + (x * this.width * this.zoom) / 2 + this.#x,
      y: this.height / 2 - (y * this.height * this.zoom) / 2 + this.#y,
    };
  }

  toBoard({ x, y }: Point): Point {
    return {
      x: (x - this.#x - this.width / 2) / ((this.width * this.zoom) / 2),
      y: -(y - this.#y - this.height / 2) / ((this.height * this.zoom) / 2),
    };
  }

  /** How far the board's middle lies from the plot's, in pixels. */
  get offset(): Point {
    return { x: this.#x, y: this.#y };
  }

  pan(dx: number, dy: number): void {
    this.#x += dx;
    this.#y += dy;
    this.#keepInSight();
  }

  /** Zoom by a factor; what lies under the pixel *at* stays there. */
  zoomAt(at: Point, factor: number): void {
    const held = this.toBoard(at);
    this.zoom = Math.max(FARTHEST, Math.min(NEAREST, this.zoom * factor));
    const now = this.toPixels(held);
    this.pan(at.x - now.x, at.y - now.y);
  }

  fit(): void {
    this.zoom = 1;
    this.#x = 0;
    this.#y = 0;
  }

  get fitted(): boolean {
    return this.zoom === 1 && this.#x === 0 && this.#y === 0;
  }

  /** Bring a point to sight, by as little as possible. */
  reveal(point: Point, margin = 40): void {
    const { x, y } = this.toPixels(point);
    const into = (at: number, size: number) => Math.max(0, margin - at) - Math.max(0, at - (size - margin));
    this.pan(into(x, this.width), into(y, this.height));
  }

  sees({ x, y }: Point, margin: Size): boolean {
    return x > -margin.width && x < this.width + margin.width && y > -margin.height && y < this.height + margin.height;
  }

  /** What is between two corners of the plot, with a margin around, in board coordinates: low and high. */
  seen(margin: Point): { low: Point; high: Point } {
    return {
      low: this.toBoard({ x: -margin.x, y: this.height + margin.y }),
      high: this.toBoard({ x: this.width + margin.x, y: -margin.y }),
    };
  }

  /** Put a point of the board into the middle. */
  centre(point: Point): void {
    const { x, y } = this.toPixels(point);
    this.pan(this.width / 2 - x, this.height / 2 - y);
  }

  /** Nobody loses the board: its middle third stays within the plot. */
  #keepInSight(): void {
    const limit = (size: number) => (size * Math.max(1, this.zoom)) / 2 + size / 6;
    this.#x = Math.max(-limit(this.width), Math.min(limit(this.width), this.#x));
    this.#y = Math.max(-limit(this.height), Math.min(limit(this.height), this.#y));
  }
}

/** Half-axes and turn (radians, clockwise as a canvas turns) in pixels of one standard deviation of a covariance (xx, xy, yy). */
export function ellipse([xx, xy, yy]: readonly [number, number, number], view: View) {
  const across = (view.width * view.zoom) / 2;
  const down = (view.height * view.zoom) / 2;
  const a = xx * across * across;
  const b = -xy * across * down; // y turns over
  const c = yy * down * down;
  const middle = (a + c) / 2;
  const apart = Math.hypot((a - c) / 2, b);
  return {
    long: Math.sqrt(Math.max(1, middle + apart)),
    short: Math.sqrt(Math.max(1, middle - apart)),
    turn: Math.atan2(2 * b, a - c) / 2,
  };
}

export type Direction = "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown";

export const STEPS: Record<Direction, Point> = {
  ArrowLeft: { x: -1, y: 0 },
  ArrowRight: { x: 1, y: 0 },
  ArrowUp: { x: 0, y: 1 },
  ArrowDown: { x: 0, y: -1 },
};

export function isDirection(key: string): key is Direction {
  return key in STEPS;
}

/** Of *others* the nearest one in a direction; what lies aside counts more than twice, and
 * what lies rather aside than there not at all. Undefined when none is left. */
export function nearest<T extends Point>(from: Point, others: Iterable<T>, direction: Direction): T | undefined {
  const step = STEPS[direction];
  let best: T | undefined;
  let shortest = Number.POSITIVE_INFINITY;
  for (const other of others) {
    const dx = other.x - from.x;
    const dy = other.y - from.y;
    const along = dx * step.x + dy * step.y;
    const aside = Math.abs(dx * step.y) + Math.abs(dy * step.x);
    const distance = along + 2.2 * aside;
    if (along > 0 && aside <= 2 * along && distance < shortest) {
      shortest = distance;
      best = other;
    }
  }
  return best;
}
