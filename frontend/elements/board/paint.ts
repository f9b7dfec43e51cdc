/** The canvas under the cards: axes, the selected card's spread and dots, lines to where a card belongs. */
import type { Point } from "../../feed/replica";
import { ellipse, type View } from "./geometry";
import type { Card } from "./model";

export interface Drawn {
  card: Card;
  /** Where the card belongs, and where it was put so that it covers no other; in pixels. */
  at: Point;
  place: Point;
}

export interface Scene {
  view: View;
  /** How cards are drawn: as buttons by the page, or as many small dots here. */
  many: boolean;
  drawn: readonly Drawn[];
  selected: Card | undefined;
  /** Everybody's placement of the selected card. */
  points: readonly (readonly [number, number])[];
}

const PUSHED = 14; // px: from here a card shows where it belongs
const TINY = 1500; // dots; above that they are smaller
const TURN = 2 * Math.PI;

export class Painter {
  #canvas: HTMLCanvasElement;
  #pen: CanvasRenderingContext2D | null;
  #hues: string[] = [];
  #line = "";
  #ink = "";
  #scale = 1;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    this.#pen = canvas.getContext("2d");
    this.readColours();
  }

  /** Ask the style sheet anew: the theme has changed. */
  readColours(): void {
    const style = getComputedStyle(this.#canvas);
    const value = (name: string) => style.getPropertyValue(name).trim();
    this.#hues = [0, 1, 2, 3, 4].map((number) => value(`--n${number}`));
    this.#line = value("--line-strong");
    this.#ink = value("--ink-3");
  }

  resize({ width, height }: View): void {
    this.#scale = Math.min(2, devicePixelRatio || 1);
    this.#canvas.width = Math.round(width * this.#scale);
    this.#canvas.height = Math.round(height * this.#scale);
  }

  draw(scene: Scene): void {
    const pen = this.#pen;
    if (!pen) return;
    pen.setTransform(this.#scale, 0, 0, this.#scale, 0, 0);
    pen.clearRect(0, 0, scene.view.width, scene.view.height);
    this.#axes(pen, scene.view);
    if (scene.selected) this.#spread(pen, scene, scene.selected);
    if (scene.many) this.#dots(pen, scene.drawn);
    else for (const drawn of scene.drawn) this.#lines(pen, scene.view, drawn);
  }

  #axes(pen: CanvasRenderingContext2D, view: View): void {
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

  #spread(pen: CanvasRenderingContext2D, { view, points }: Scene, { crowd, hue }: Card): void {
    if (!crowd) return;
    const colour = this.#hues[hue] ?? this.#ink;
    const { x, y } = view.toPixels(crowd);
    pen.fillStyle = pen.strokeStyle = colour;
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
    for (const [px, py] of points) this.#disc(pen, view.toPixels({ x: px, y: py }), 2.2);
    pen.globalAlpha = 1;
  }

  /** Where the card was put aside, to where it lies; where moderators moved it, to where the crowd has it. */
  #lines(pen: CanvasRenderingContext2D, view: View, { card, at, place }: Drawn): void {
    pen.strokeStyle = pen.fillStyle = this.#hues[card.hue] ?? this.#ink;
    pen.globalAlpha = 0.55;
    if (Math.hypot(place.x - at.x, place.y - at.y) > PUSHED) {
      this.#stroke(pen, at, place);
      pen.globalAlpha = 1;
      this.#disc(pen, at, 2.5);
    }
    if (card.from) {
      const crowd = view.toPixels(card.from);
      pen.globalAlpha = 0.45;
      pen.setLineDash([2, 3]);
      this.#stroke(pen, crowd, at);
      pen.setLineDash([]);
      pen.globalAlpha = 0.9;
      pen.beginPath();
      pen.arc(crowd.x, crowd.y, 3.5, 0, TURN);
      pen.stroke();
    }
    pen.globalAlpha = 1;
  }

  #dots(pen: CanvasRenderingContext2D, drawn: readonly Drawn[]): void {
    const radius = drawn.length > TINY ? 2.5 : 4;
    for (const [hue, colour] of this.#hues.entries()) {
      pen.fillStyle = colour;
      pen.beginPath();
      for (const { card, at } of drawn) {
        if (card.hue !== hue) continue;
        pen.moveTo(at.x + radius, at.y);
        pen.arc(at.x, at.y, radius, 0, TURN);
      }
      pen.fill();
    }
  }

  #stroke(pen: CanvasRenderingContext2D, from: Point, to: Point): void {
    pen.beginPath();
    pen.moveTo(from.x, from.y);
    pen.lineTo(to.x, to.y);
    pen.stroke();
  }

  #disc(pen: CanvasRenderingContext2D, { x, y }: Point, radius: number): void {
    pen.beginPath();
    pen.arc(x, y, radius, 0, TURN);
    pen.fill();
  }
}
