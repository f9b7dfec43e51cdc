/** A canvas somewhat larger than the plot: painted once, moved while the view moves, painted sharp when it rests. */
import type { View } from "./geometry";

const MARGIN = 0.25; // of the plot, on each side
const COARSEST = 2; // painted at half of what is shown

type Pen = CanvasRenderingContext2D;

export class Sheet {
  #canvas: HTMLCanvasElement;
  #pen: Pen | null;
  #scale = 1;
  #margin = { x: 0, y: 0 };
  /** How the view was when it was painted. */
  #painted: { zoom: number; x: number; y: number } | undefined;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    this.#pen = canvas.getContext("2d");
  }

  get margin(): { x: number; y: number } {
    return this.#margin;
  }

  resize({ width, height }: View): void {
    this.#scale = Math.min(2, devicePixelRatio || 1);
    this.#margin = { x: Math.round(width * MARGIN), y: Math.round(height * MARGIN) };
    const { x, y } = this.#margin;
    this.#canvas.width = Math.round((width + 2 * x) * this.#scale);
    this.#canvas.height = Math.round((height + 2 * y) * this.#scale);
    const { style } = this.#canvas;
    style.width = `${width + 2 * x}px`;
    style.height = `${height + 2 * y}px`;
    style.left = `${-x}px`;
    style.top = `${-y}px`;
    style.transformOrigin = `${x}px ${y}px`;
    this.#painted = undefined;
  }

  /** Paint anew; the pen's pixels are the plot's, and the margin may be painted on. */
  paint(view: View, draw: (pen: Pen, scale: number) => void): void {
    const pen = this.#pen;
    if (!pen) return;
    const { x, y } = this.#margin;
    pen.setTransform(1, 0, 0, 1, 0, 0);
    pen.clearRect(0, 0, this.#canvas.width, this.#canvas.height);
    pen.setTransform(this.#scale, 0, 0, this.#scale, x * this.#scale, y * this.#scale);
    draw(pen, this.#scale);
    this.#painted = { zoom: view.zoom, ...view.offset };
    this.#canvas.style.transform = "";
  }

  /** Forget what is painted. */
  stale(): void {
    this.#painted = undefined;
  }

  /**
   * Move what is painted to where the view is; answers whether it still covers the plot and is not zoomed too far from
   * how it was painted.
   */
  follow(view: View, farthest = COARSEST): boolean {
    if (!this.#painted) return false;
    const { zoom, x, y } = this.#painted;
    const scale = view.zoom / zoom;
    const dx = view.width / 2 + view.offset.x - scale * (view.width / 2 + x);
    const dy = view.height / 2 + view.offset.y - scale * (view.height / 2 + y);
    const covers = (by: number, size: number, margin: number) =>
      -by / scale >= -margin && (size - by) / scale <= size + margin;
    if (
      scale > farthest ||
      (farthest < COARSEST && scale < 1 / farthest) ||
      !covers(dx, view.width, this.#margin.x) ||
      !covers(dy, view.height, this.#margin.y)
    )
      return false;
    this.#canvas.style.transform =
      scale === 1 ? `translate(${dx}px, ${dy}px)` : `translate(${dx}px, ${dy}px) scale(${scale})`;
    return true;
  }

  /** Painted for just this view. */
  sharp(view: View): boolean {
    const { zoom, x, y } = this.#painted ?? { zoom: 0, x: 0, y: 0 };
    return zoom === view.zoom && x === view.offset.x && y === view.offset.y;
  }
}
