/** A small picture of the whole board with a frame round what is in sight; where there are many cards and it is zoomed. */
import type { Point } from "../../feed/replica";
import type { View } from "./geometry";
import type { BoardModel } from "./model";

const FROM = 200; // cards
const WIDTH = 148;
const HEIGHT = 100;

export class Minimap {
  #place: HTMLElement;
  #canvas: HTMLCanvasElement;
  #frame: HTMLElement;
  #painted = "";

  constructor(place: HTMLElement) {
    this.#place = place;
    this.#canvas = place.querySelector("canvas") as HTMLCanvasElement;
    this.#frame = place.querySelector("i") as HTMLElement;
  }

  /** Which point of the board a press on it means. */
  pointAt({ clientX, clientY }: MouseEvent): Point {
    const { left, top, width, height } = this.#place.getBoundingClientRect();
    return { x: ((clientX - left) / width) * 2 - 1, y: 1 - ((clientY - top) / height) * 2 };
  }

  show(model: BoardModel, view: View, colour: (hue: number) => string, key: string): void {
    const { cards, xs, ys } = model.field();
    const wanted = cards.length > FROM && view.zoom > 1;
    if (this.#place.hidden === wanted) this.#place.hidden = !wanted;
    if (!wanted) return;
    const low = view.toBoard({ x: 0, y: view.height });
    const across = WIDTH / 2;
    const down = HEIGHT / 2;
    const { style } = this.#frame;
    style.transform = `translate(${(low.x + 1) * across}px, ${(1 - view.toBoard({ x: 0, y: 0 }).y) * down}px)`;
    style.width = `${WIDTH / view.zoom}px`;
    style.height = `${HEIGHT / view.zoom}px`;
    if (this.#painted === key) return;
    this.#painted = key;
    this.#canvas.width = WIDTH * 2;
    this.#canvas.height = HEIGHT * 2;
    const pen = this.#canvas.getContext("2d");
    if (!pen) return;
    pen.globalAlpha = 0.6;
    for (let index = 0; index < cards.length; index += 1) {
      pen.fillStyle = colour(cards[index]?.hue ?? 0);
      pen.fillRect(((xs[index] ?? 0) + 1) * WIDTH - 1.5, (1 - (ys[index] ?? 0)) * HEIGHT - 1.5, 3, 3);
    }
  }
}
