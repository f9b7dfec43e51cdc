/** Small pictures of a card as a dot, drawn once for a theme and size, then stamped: each colour and shape, as needed. */
import type { Card } from "./model";

export type Shape = "disc" | "diamond" | "up" | "down" | "cross" | "square";

export interface Look {
  colour: string;
  shape: Shape;
  /** Divided: hollow. */
  hollow: boolean;
  /** Unclear: a dashed edge. */
  dashed: boolean;
  /** Not what was searched for. */
  dim: boolean;
  /** What stands at its corner, as `signs` says it. */
  signs: string;
}

/** What of a card its dot shows. */
type Dot = Pick<Card, "shape" | "divided" | "unclear" | "wild" | "noteless">;

const TURN = 2 * Math.PI;
const EDGE = 2; // px around the shape
const SIGN = 8; // px: the height of a sign beside it

/** What stands at the corner of a card or dot: * stands alone, ? wants a note. */
export function signs({ wild, noteless }: Pick<Dot, "wild" | "noteless">): string {
  return `${wild ? "*" : ""}${noteless ? "?" : ""}`;
}

export class Sprites {
  #paper: string;
  #radius: number;
  #scale: number;
  #made = new Map<string, HTMLCanvasElement>();
  /** By card, bright and dim: a card that has changed is another object. */
  #ofCards = [new WeakMap<Dot, HTMLCanvasElement>(), new WeakMap<Dot, HTMLCanvasElement>()] as const;

  constructor(paper: string, radius: number, scale: number) {
    this.#paper = paper;
    this.#radius = radius;
    this.#scale = scale;
  }

  /** The stamp of a card; how it looks is put into words once, not with every painting of ten thousand. */
  stamp(card: Dot, dim: boolean, colour: string): HTMLCanvasElement {
    const stamps = this.#ofCards[dim ? 1 : 0];
    const known = stamps.get(card);
    if (known) return known;
    const { shape, divided: hollow, unclear: dashed } = card;
    const made = this.of({ colour, shape, hollow, dashed, dim, signs: signs(card) });
    stamps.set(card, made);
    return made;
  }

  of(look: Look): HTMLCanvasElement {
    const key = `${look.colour} ${look.shape} ${look.hollow} ${look.dashed} ${look.dim} ${look.signs}`;
    const known = this.#made.get(key);
    if (known) return known;
    const made = this.#make(look);
    this.#made.set(key, made);
    return made;
  }

  #make({ colour, shape, hollow, dashed, dim, signs }: Look): HTMLCanvasElement {
    const canvas = document.createElement("canvas");
    const room = this.#radius + EDGE + SIGN * signs.length; // the dot stays in the middle
    const side = Math.ceil(room * 2 * this.#scale);
    canvas.width = canvas.height = side;
    const pen = canvas.getContext("2d");
    if (!pen) return canvas;
    pen.setTransform(this.#scale, 0, 0, this.#scale, side / 2, side / 2);
    pen.globalAlpha = dim ? 0.22 : 1;
    pen.lineWidth = 1.5;
    const open = hollow || dashed || shape === "square";
    outline(pen, shape, open ? this.#radius - 0.5 : this.#radius);
    pen.fillStyle = open ? this.#paper : colour;
    pen.fill();
    pen.strokeStyle = colour;
    if (dashed) pen.setLineDash([2, 1.5]);
    if (open) pen.stroke();
    this.#write(pen, signs, colour);
    return canvas;
  }

  /** The signs above and after the dot, with a rim of paper so that they are read on a neighbour too. */
  #write(pen: CanvasRenderingContext2D, signs: string, colour: string): void {
    if (!signs) return;
    pen.setLineDash([]);
    pen.font = `700 ${SIGN + 2}px system-ui, sans-serif`;
    pen.textBaseline = "middle";
    pen.lineJoin = "round";
    pen.lineWidth = 2.5;
    pen.strokeStyle = this.#paper;
    pen.fillStyle = colour;
    const at = this.#radius * 0.8;
    // An asterisk hangs from the top of its line.
    for (const [index, sign] of [...signs].entries()) {
      const [x, y] = [at + index * SIGN * 0.7, sign === "*" ? -at + 2 : -at];
      pen.strokeText(sign, x, y);
      pen.fillText(sign, x, y);
    }
  }
}

export function outline(pen: CanvasRenderingContext2D, shape: Shape, r: number): void {
  const s = r * 1.15;
  pen.beginPath();
  if (shape === "disc") pen.arc(0, 0, r, 0, TURN);
  else if (shape === "square") pen.rect(-r, -r, 2 * r, 2 * r);
  else if (shape === "diamond") path(pen, [0, -s, s, 0, 0, s, -s, 0]);
  else if (shape === "up") path(pen, [0, -s, s, s * 0.8, -s, s * 0.8]);
  else if (shape === "down") path(pen, [0, s, s, -s * 0.8, -s, -s * 0.8]);
  else {
    const t = s * 0.4;
    path(pen, [-t, -s, t, -s, t, -t, s, -t, s, t, t, t, t, s, -t, s, -t, t, -s, t, -s, -t, -t, -t]);
  }
}

function path(pen: CanvasRenderingContext2D, corners: number[]): void {
  for (let at = 0; at < corners.length; at += 2) pen.lineTo(corners[at] ?? 0, corners[at + 1] ?? 0);
  pen.closePath();
}
