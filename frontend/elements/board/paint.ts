/** What the canvases show: axes, hulls, spreads, dots, and lines to where a card belongs. */
import type { Point } from "../../feed/replica";
import type { Drawn } from "./arrange";
import type { Field } from "./field";
import { ellipse, type View } from "./geometry";
import { hull, softly, within } from "./hulls";
import type { Card } from "./model";
import { type Shape, Sprites } from "./sprites";

type Pen = CanvasRenderingContext2D;

/** The members of one narrative, as what its hull goes round; in pixels. */
export interface Group {
  hue: number;
  shape: Shape;
  points: Point[];
}

const PUSHED = 14; // px: from here a card shows where it belongs
const RING = 3.5; // px: where the crowd has a card that was moved
const TINY = 1500; // dots; above that they are smaller
const TURN = 2 * Math.PI;
const HULL = 14; // px around what it holds
const DASHES: Partial<Record<Shape, number[]>> = { diamond: [9, 4], up: [2, 4], down: [9, 4, 2, 4], cross: [1, 2] };

export class Painter {
  #canvas: HTMLCanvasElement;
  #hues: string[] = [];
  #line = "";
  #ink = "";
  #paper = "";
  #focus = "";
  #sprites: { key: string; sheet: Sprites } | undefined;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    this.readColours();
  }

  /** Ask the style sheet anew: the theme has changed. */
  readColours(): void {
    const style = getComputedStyle(this.#canvas);
    const value = (name: string) => style.getPropertyValue(name).trim();
    this.#hues = [0, 1, 2, 3, 4].map((number) => value(`--n${number}`));
    this.#line = value("--line-strong");
    this.#ink = value("--ink-3");
    this.#paper = value("--paper");
    this.#focus = value("--ink");
    this.#sprites = undefined;
  }

  colour(hue: number): string {
    return this.#hues[hue] ?? this.#ink;
  }

  axes(pen: Pen, view: View): void {
    const { x: left, y: top } = view.toPixels({ x: -1, y: 1 });
    const { x: right, y: bottom } = view.toPixels({ x: 1, y: -1 });
    const cross = (at: number) => {
      const { x, y } = view.toPixels({ x: at, y: at });
      pen.beginPath();
      pen.moveTo(Math.round(x) + 0.5, top);
      pen.lineTo(Math.round(x) + 0.5, bottom);
      pen.moveTo(left, Math.round(y) + 0.5);
      pen.lineTo(right, Math.round(y) + 0.5);
      pen.stroke();
    };
    pen.strokeStyle = this.#line;
    pen.lineWidth = 1;
    cross(0);
    pen.globalAlpha = 0.6;
    pen.setLineDash([1, 5]);
    cross(-0.5);
    cross(0.5);
    pen.setLineDash([]);
    pen.globalAlpha = 1;
  }

  hulls(pen: Pen, view: View, groups: Iterable<Group>): void {
    const [low, high] = [view.toPixels({ x: -1, y: 1 }), view.toPixels({ x: 1, y: -1 })];
    pen.lineWidth = 1;
    for (const { hue, shape, points } of groups) {
      pen.fillStyle = pen.strokeStyle = this.colour(hue);
      softly(pen, hull(within(points, low, high, HULL + 2)), HULL);
      pen.globalAlpha = 0.05;
      pen.fill();
      pen.globalAlpha = 0.28;
      pen.setLineDash(DASHES[shape] ?? []);
      pen.stroke();
    }
    pen.setLineDash([]);
    pen.globalAlpha = 1;
  }

  /** One standard deviation of everybody's placements, for all cards. */
  spreads(pen: Pen, view: View, cards: Iterable<Card>): void {
    pen.lineWidth = 1;
    for (const { crowd, hue } of cards) {
      if (!crowd?.spread) continue;
      const { x, y } = view.toPixels(crowd);
      const { long, short, turn } = ellipse(crowd.spread, view);
      pen.fillStyle = pen.strokeStyle = this.colour(hue);
      pen.beginPath();
      pen.ellipse(x, y, long, short, turn, 0, TURN);
      pen.globalAlpha = 0.05;
      pen.fill();
      pen.globalAlpha = 0.3;
      pen.stroke();
    }
    pen.globalAlpha = 1;
  }

  /** One card's placements: one and two standard deviations, and everybody's dot where they are known. */
  spread(pen: Pen, view: View, { crowd, hue }: Card, points: readonly (readonly [number, number])[]): void {
    if (!crowd) return;
    const { x, y } = view.toPixels(crowd);
    pen.fillStyle = pen.strokeStyle = this.colour(hue);
    pen.lineWidth = 1;
    if (crowd.spread) {
      const { long, short, turn } = ellipse(crowd.spread, view);
      const outline = (sigmas: number) => {
        pen.beginPath();
        pen.ellipse(x, y, long * sigmas, short * sigmas, turn, 0, TURN);
      };
      for (const [sigmas, alpha] of [
        [2, 0.07],
        [1, 0.1],
      ] as const) {
        outline(sigmas);
        pen.globalAlpha = alpha;
        pen.fill();
      }
      outline(2);
      pen.globalAlpha = 0.5;
      pen.setLineDash([3, 3]);
      pen.stroke();
      pen.setLineDash([]);
    }
    pen.globalAlpha = 0.7;
    for (const [px, py] of points) disc(pen, view.toPixels({ x: px, y: py }), 2.2);
    pen.globalAlpha = 1;
  }

  /** Where the card was put aside, to where it lies; where moderators moved it, to where the crowd has it. */
  lines(pen: Pen, view: View, { card, at, place }: Drawn): void {
    pen.strokeStyle = pen.fillStyle = this.colour(card.hue);
    pen.lineWidth = 1;
    pen.globalAlpha = 0.55;
    if (Math.hypot(place.x - at.x, place.y - at.y) > PUSHED) {
      stroke(pen, at, place);
      pen.globalAlpha = 1;
      disc(pen, at, 2.5);
    }
    if (card.from) this.#moved(pen, view.toPixels(card.from), at);
    pen.globalAlpha = 1;
  }

  #moved(pen: Pen, crowd: Point, at: Point): void {
    pen.globalAlpha = 0.45;
    pen.setLineDash([2, 3]);
    const far = Math.hypot(at.x - crowd.x, at.y - crowd.y);
    const rim = far > RING ? RING / far : 1; // the line ends at the ring
    stroke(pen, { x: crowd.x + (at.x - crowd.x) * rim, y: crowd.y + (at.y - crowd.y) * rim }, at);
    pen.setLineDash([]);
    pen.globalAlpha = 0.9;
    pen.beginPath();
    pen.arc(crowd.x, crowd.y, RING, 0, TURN);
    pen.stroke();
  }

  /** Many cards as dots: a stamp for each; how far each was moved as a thin line below. */
  dots(pen: Pen, view: View, field: Field, { margin, scale, skip, lit }: DotsOf): void {
    const radius = field.cards.length > TINY ? 3 : 4.5;
    const sprites = this.#spritesOf(radius, scale);
    const { low, high } = view.seen(margin);
    const cells: { image: HTMLCanvasElement; x: number; y: number; dim: boolean }[] = [];
    pen.lineWidth = 1;
    pen.globalAlpha = 0.3;
    field.within(low, high, (index) => {
      const card = field.cards[index];
      if (!card || skip.has(card.number)) return;
      const { x, y } = view.toPixels(card.at);
      const dim = lit !== undefined && !lit.has(card.number);
      const colour = this.colour(card.hue);
      if (card.from && !dim) {
        pen.strokeStyle = colour;
        stroke(pen, view.toPixels(card.from), { x, y });
      }
      cells.push({ image: sprites.stamp(card, dim, colour), x, y, dim });
    });
    pen.globalAlpha = 1;
    // What was searched for lies on top.
    if (lit) cells.sort((a, b) => Number(b.dim) - Number(a.dim));
    // On whole pixels of the canvas a stamp is copied, else it would be resampled.
    const { e, f } = pen.getTransform();
    pen.setTransform(1, 0, 0, 1, 0, 0);
    for (const { image, x, y } of cells) {
      const half = image.width / 2;
      pen.drawImage(image, Math.round(x * scale + e - half), Math.round(y * scale + f - half));
    }
    pen.setTransform(scale, 0, 0, scale, e, f);
  }

  /** Round those that are chosen, where they are dots. */
  rings(pen: Pen, view: View, cards: Iterable<Card>): void {
    pen.strokeStyle = this.#focus;
    pen.lineWidth = 1.5;
    for (const { at } of cards) {
      if (!at) continue;
      const { x, y } = view.toPixels(at);
      pen.beginPath();
      pen.arc(x, y, 8, 0, TURN);
      pen.stroke();
    }
  }

  #spritesOf(radius: number, scale: number): Sprites {
    const key = `${radius} ${scale}`;
    if (this.#sprites?.key !== key) this.#sprites = { key, sheet: new Sprites(this.#paper, radius, scale) };
    return this.#sprites.sheet;
  }
}

export interface DotsOf {
  /** Pixels around the plot that are painted too. */
  margin: Point;
  scale: number;
  /** Those that are drawn by others. */
  skip: ReadonlySet<number>;
  lit: ReadonlySet<number> | undefined;
}

function stroke(pen: Pen, from: Point, to: Point): void {
  pen.beginPath();
  pen.moveTo(from.x, from.y);
  pen.lineTo(to.x, to.y);
  pen.stroke();
}

function disc(pen: Pen, { x, y }: Point, radius: number): void {
  pen.beginPath();
  pen.arc(x, y, radius, 0, TURN);
  pen.fill();
}
