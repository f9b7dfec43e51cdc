/** A soft hull round points: of one a circle, of two a capsule, of more what a rubber band would hold. Pure. */
import type { Point } from "../../feed/replica";

/** The corners of the convex hull, clockwise on a screen; a point, or two, where there are no more (Andrew, 1979). */
export function hull(points: readonly Point[]): Point[] {
  const sorted = [...points].sort((a, b) => a.x - b.x || a.y - b.y);
  const distinct = sorted.filter(
    (point, at) => at === 0 || point.x !== sorted[at - 1]?.x || point.y !== sorted[at - 1]?.y,
  );
  if (distinct.length < 3) return distinct;
  const half = (along: readonly Point[]) => {
    const kept: Point[] = [];
    for (const point of along) {
      while (kept.length > 1 && turn(kept.at(-2) as Point, kept.at(-1) as Point, point) <= 0) kept.pop();
      kept.push(point);
    }
    return kept.slice(0, -1);
  };
  return [...half(distinct), ...half(distinct.reverse())];
}

function turn(a: Point, b: Point, c: Point): number {
  return (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);
}

/** The hull's outline at a distance from its corners, as a path: straight along its sides, round at its corners. */
export function softly(
  pen: Pick<CanvasRenderingContext2D, "arc" | "beginPath" | "closePath">,
  corners: readonly Point[],
  distance: number,
): void {
  pen.beginPath();
  for (const [at, corner] of corners.entries()) {
    const before = corners[(at + corners.length - 1) % corners.length] ?? corner;
    const after = corners[(at + 1) % corners.length] ?? corner;
    if (corners.length === 1) pen.arc(corner.x, corner.y, distance, 0, 2 * Math.PI);
    else pen.arc(corner.x, corner.y, distance, outwards(before, corner), outwards(corner, after));
  }
  pen.closePath();
}

/** The points, each no nearer to the edge of the box between two corners than *margin*: what goes round them stays inside. */
export function within(points: readonly Point[], low: Point, high: Point, margin: number): Point[] {
  const into = (value: number, from: number, to: number) =>
    Math.max(Math.min(from + margin, (from + to) / 2), Math.min(value, Math.max(to - margin, (from + to) / 2)));
  return points.map(({ x, y }) => ({ x: into(x, low.x, high.x), y: into(y, low.y, high.y) }));
}

/** Which way is out, from a side that is walked clockwise. */
function outwards(from: Point, to: Point): number {
  return Math.atan2(to.y - from.y, to.x - from.x) - Math.PI / 2;
}
