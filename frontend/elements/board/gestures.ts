/** Pointers on the plot and the tray: drag a card, pan, pinch, wheel. What it means is the board's business. */
import type { Point } from "../../feed/replica";

export interface Gestured {
  /** The card under the pointer that may be dragged; otherwise the plot is panned. */
  grab(target: EventTarget | null, at: Point, touch: boolean): number | undefined;
  /** Where the card's middle is now, in pixels of the plot; undefined in the tray. */
  middle(number: number): Point | undefined;
  dragged(number: number, to: Point): void;
  /** Dropped at the last place, or off the plot and not meant. */
  dropped(number: number, inside: boolean): void;
  panned(dx: number, dy: number): void;
  zoomed(at: Point, factor: number): void;
  /** A gesture begins or ends: what moves now follows the hand and does not glide. */
  busy(is: boolean): void;
}

interface Drag {
  number: number;
  pointer: number;
  from: Point;
  grip: Point;
  moving: boolean;
}

const SLACK = { mouse: 4, touch: 10 }; // px before a press becomes a drag
const WHEEL_STEP = 50; // a mouse's wheel jumps, a trackpad glides

export class Gestures {
  #plot: HTMLElement;
  #board: Gestured;
  #pointers = new Map<number, Point>();
  #drag: Drag | undefined;
  #justDragged = false;

  constructor(plot: HTMLElement, tray: HTMLElement, board: Gestured) {
    this.#plot = plot;
    this.#board = board;
    plot.addEventListener("pointerdown", this.#down);
    tray.addEventListener("pointerdown", this.#down);
    plot.addEventListener("wheel", this.#wheel, { passive: false });
    for (const place of [plot, tray]) place.addEventListener("click", this.#click, true);
  }

  /** Let go of what is being dragged without dropping it. */
  cancel(): void {
    this.#drag = undefined;
    this.#board.busy(false);
  }

  #at({ clientX, clientY }: MouseEvent): Point {
    const box = this.#plot.getBoundingClientRect();
    return { x: clientX - box.left, y: clientY - box.top };
  }

  #listen(): void {
    window.addEventListener("pointermove", this.#move);
    window.addEventListener("pointerup", this.#up);
    window.addEventListener("pointercancel", this.#lost);
  }

  #rest(): void {
    window.removeEventListener("pointermove", this.#move);
    window.removeEventListener("pointerup", this.#up);
    window.removeEventListener("pointercancel", this.#lost);
  }

  #down = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    const at = this.#at(event);
    const inTray = !this.#plot.contains(event.target as Node);
    const number = this.#board.grab(event.target, at, event.pointerType === "touch");
    if (inTray && number === undefined) return;
    this.#justDragged = false;
    this.#pointers.set(event.pointerId, at);
    this.#listen();
    if (this.#pointers.size > 1) {
      this.#letGo(); // two fingers zoom
    } else if (number !== undefined) {
      const middle = this.#board.middle(number) ?? at;
      const grip = { x: middle.x - at.x, y: middle.y - at.y };
      this.#drag = { number, pointer: event.pointerId, from: at, grip, moving: false };
    }
  };

  #move = (event: PointerEvent): void => {
    const before = this.#pointers.get(event.pointerId);
    if (!before) return;
    const at = this.#at(event);
    this.#pointers.set(event.pointerId, at);
    if (this.#drag) this.#dragTo(this.#drag, at, event.pointerType);
    else if (this.#pointers.size === 2) this.#pinch(event.pointerId, before, at);
    else this.#pan(before, at, event.pointerType);
  };

  #dragTo(drag: Drag, at: Point, type: string): void {
    const slack = type === "touch" ? SLACK.touch : SLACK.mouse;
    if (!drag.moving && Math.hypot(at.x - drag.from.x, at.y - drag.from.y) < slack) return;
    drag.moving = true;
    this.#justDragged = true;
    this.#board.busy(true);
    this.#board.dragged(drag.number, { x: at.x + drag.grip.x, y: at.y + drag.grip.y });
  }

  #pan(before: Point, at: Point, type: string): void {
    const moved = Math.hypot(at.x - before.x, at.y - before.y);
    if (!this.#justDragged && moved < (type === "touch" ? 3 : 1)) return;
    this.#justDragged = true;
    this.#board.busy(true);
    this.#board.panned(at.x - before.x, at.y - before.y);
  }

  #pinch(pointer: number, before: Point, at: Point): void {
    const other = [...this.#pointers].find(([id]) => id !== pointer)?.[1];
    if (!other) return;
    const distance = (point: Point) => Math.max(1, Math.hypot(point.x - other.x, point.y - other.y));
    this.#justDragged = true;
    this.#board.busy(true);
    this.#board.panned((at.x - before.x) / 2, (at.y - before.y) / 2);
    this.#board.zoomed({ x: (at.x + other.x) / 2, y: (at.y + other.y) / 2 }, distance(at) / distance(before));
  }

  #up = (event: PointerEvent): void => {
    if (!this.#pointers.delete(event.pointerId)) return;
    const drag = this.#drag;
    this.#drag = undefined;
    if (this.#pointers.size === 0) {
      this.#rest();
      this.#board.busy(false);
    }
    if (drag?.moving) {
      const { x, y } = this.#at(event);
      const box = this.#plot.getBoundingClientRect();
      this.#board.dropped(drag.number, x >= 0 && y >= 0 && x <= box.width && y <= box.height);
    }
  };

  #lost = (event: PointerEvent): void => {
    this.#pointers.delete(event.pointerId);
    this.#letGo();
    if (this.#pointers.size === 0) this.#rest();
  };

  #letGo(): void {
    const drag = this.#drag;
    this.#drag = undefined;
    this.#board.busy(false);
    if (drag?.moving) this.#board.dropped(drag.number, false);
  }

  // The click that ends a drag is none.
  #click = (event: MouseEvent): void => {
    if (this.#justDragged && event.detail > 0) {
      event.stopPropagation();
      event.preventDefault();
    }
    this.#justDragged = false;
  };

  #wheel = (event: WheelEvent): void => {
    event.preventDefault();
    const notched = event.deltaX === 0 && Math.abs(event.deltaY) >= WHEEL_STEP;
    if (event.ctrlKey || event.metaKey || notched) {
      this.#board.zoomed(this.#at(event), Math.exp(-event.deltaY * (event.ctrlKey ? 0.01 : 0.002)));
    } else {
      this.#board.panned(-event.deltaX, -event.deltaY);
    }
  };
}
