/** Choosing several cards: with Shift or Ctrl, a lasso, a long press, by keys; and moving them as one. */
import type { Point } from "../../feed/replica";
import type { NarrativeBoard } from "../narrative-board";
import { act } from "./acts";
import type { Move } from "./hand";
import { part } from "./parts";
import type { Frame } from "./stage";

const LONG_PRESS_MS = 450;
const SLACK = 10; // px that a finger may move in a long press

export class Selection {
  #board: NarrativeBoard;
  #plot: HTMLElement;
  #tool: HTMLElement;
  #bar: HTMLElement;
  #lasso: Point[] | undefined;
  #frame: Frame | undefined;
  #press: ReturnType<typeof setTimeout> | undefined;
  #pressed: Point = { x: 0, y: 0 };
  #swallow = false;

  constructor(board: NarrativeBoard) {
    this.#board = board;
    this.#plot = part(board, ".board-plot");
    this.#tool = part(board, "[data-lasso]");
    this.#bar = part(board, ".board-group");
    board.send = (moves) => this.#send(moves);
    board.overlays.add(this.#drawn);
    board.addEventListener("pointerdown", this.#down, true);
    board.addEventListener("click", this.#click, true);
    board.addEventListener("keydown", this.#escape, true);
    board.addEventListener("board:choose", this.#chosen);
    board.commands.set("Ctrl+a", () => this.#chooseAll());
    board.commands.set("x", (_event, number) => number !== undefined && this.#toggle(number));
  }

  // Hands

  #down = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    this.#swallow = false;
    const number = this.#numberOf(event.target);
    if (number === undefined) {
      const onPlot = event.target instanceof Node && this.#plot.contains(event.target);
      if (!onPlot || !(event.shiftKey || this.#toolIsOn)) return;
      event.stopPropagation();
      event.preventDefault();
      this.#begin(event);
    } else if (event.shiftKey || event.ctrlKey || event.metaKey) {
      event.stopPropagation();
      this.#swallow = true;
      this.#toggle(number);
    } else if (event.pointerType === "touch") {
      this.#await(event, number);
    }
  };

  // The click that ends such a press is none; and once there are chosen cards a finger chooses on.
  #click = (event: MouseEvent): void => {
    const number = this.#numberOf(event.target);
    const byFinger = event instanceof PointerEvent && event.pointerType === "touch";
    if (!this.#swallow && byFinger && number !== undefined && this.#board.chosen.size) this.#toggle(number);
    else if (!this.#swallow) return;
    this.#swallow = false;
    event.stopPropagation();
    event.preventDefault();
  };

  #await(event: PointerEvent, number: number): void {
    this.#pressed = { x: event.clientX, y: event.clientY };
    const stop = new AbortController();
    const end = () => {
      clearTimeout(this.#press);
      stop.abort();
    };
    const moved = ({ clientX, clientY }: PointerEvent) => {
      if (Math.hypot(clientX - this.#pressed.x, clientY - this.#pressed.y) > SLACK) end();
    };
    window.addEventListener("pointermove", moved, { signal: stop.signal });
    for (const over of ["pointerup", "pointercancel"]) window.addEventListener(over, end, { signal: stop.signal });
    this.#press = setTimeout(() => {
      stop.abort();
      this.#swallow = true;
      navigator.vibrate?.(12);
      this.#toggle(number);
    }, LONG_PRESS_MS);
  }

  #begin(event: PointerEvent): void {
    const box = this.#plot.getBoundingClientRect();
    const at = ({ clientX, clientY }: PointerEvent) => ({ x: clientX - box.left, y: clientY - box.top });
    const add = event.shiftKey || event.ctrlKey || event.metaKey || this.#toolIsOn;
    const stop = new AbortController();
    this.#lasso = [at(event)];
    this.#swallow = true;
    window.addEventListener(
      "pointermove",
      (next) => {
        this.#lasso?.push(at(next));
        this.#board.redraw();
      },
      { signal: stop.signal },
    );
    for (const over of ["pointerup", "pointercancel"] as const) {
      window.addEventListener(
        over,
        () => {
          stop.abort();
          const inside = over === "pointerup" ? this.#inside(this.#lasso ?? []) : [];
          this.#lasso = undefined;
          this.#board.choose(add ? [...this.#board.chosen, ...inside] : inside);
        },
        { signal: stop.signal },
      );
    }
  }

  #inside(lasso: readonly Point[]): number[] {
    const seen = new Map(this.#frame?.drawn.map(({ card, place }) => [card.number, place]));
    const { model, view } = this.#board;
    return model
      .cards()
      .filter(({ number, at }) => at && encloses(lasso, seen.get(number) ?? view.toPixels(at)))
      .map(({ number }) => number);
  }

  #drawn = (frame: Frame): void => {
    this.#frame = frame;
    const [first, ...rest] = this.#lasso ?? [];
    if (!first) return;
    const { pen } = frame;
    pen.save();
    pen.beginPath();
    pen.moveTo(first.x, first.y);
    for (const { x, y } of rest) pen.lineTo(x, y);
    pen.closePath();
    pen.globalAlpha = 0.09;
    pen.fillStyle = getComputedStyle(this.#plot).color;
    pen.fill();
    pen.globalAlpha = 0.8;
    pen.strokeStyle = pen.fillStyle;
    pen.lineWidth = 1.5;
    pen.setLineDash([5, 4]);
    pen.stroke();
    pen.restore();
  };

  get #toolIsOn(): boolean {
    return this.#tool.getAttribute("aria-pressed") === "true";
  }

  #numberOf(target: EventTarget | null): number | undefined {
    const node = target instanceof Element ? target.closest<HTMLElement>(".board-card") : null;
    return node && this.#board.contains(node) ? Number(node.dataset.number) : undefined;
  }

  // What is chosen

  #toggle(number: number): void {
    const chosen = new Set(this.#board.chosen);
    if (!chosen.delete(number)) chosen.add(number);
    this.#board.choose(chosen);
  }

  /** All that the filter shows; without one, all. */
  #chooseAll(): void {
    const lit = this.#board.lit;
    const all = this.#board.model.cards().filter(({ number, at }) => at && (!lit || lit.has(number)));
    this.#board.choose(all.map(({ number }) => number));
  }

  #escape = (event: KeyboardEvent): void => {
    if (event.key !== "Escape" || !this.#board.chosen.size || this.#board.querySelector("[data-held]")) return;
    // What is open over the board closes first.
    if (event.target instanceof Element && event.target.closest("dialog, [popover]")) return;
    event.stopPropagation();
    this.#board.choose([]);
  };

  #chosen = (): void => {
    const n = this.#board.chosen.size;
    this.#bar.hidden = n === 0;
    const count = this.#board.words.text(n === 1 ? "chosenOne" : "chosenMany").replace("{n}", String(n));
    part(this.#bar, "output").textContent = count;
    if (n) this.#board.words.say(count);
  };

  // Moving

  #send(moves: readonly Move[]): void {
    const [first] = moves;
    if (moves.length === 1 && first) void this.#board.move(first.number, first.to);
    else void this.#sendAll(moves);
  }

  async #sendAll(moves: readonly Move[]): Promise<void> {
    const { model, queues } = this.#board;
    for (const { number, to } of moves) model.hold(number, to);
    await queues.runAll(
      moves.map(({ number }) => number),
      () => {
        const cards = moves.map(({ number, to }) => [number, to.x, to.y, this.#board.seen(number)]);
        return act(this.#board, "moveCards", { cards: JSON.stringify(cards) });
      },
    );
    for (const { number, to } of moves) {
      this.#board.arrived(number);
      if (model.heldAt(number) === to) model.release(number);
    }
    this.#board.redraw();
  }
}

/** Whether a point lies inside a closed line, by the even-odd rule. */
export function encloses(line: readonly Point[], { x, y }: Point): boolean {
  let inside = false;
  for (const [index, a] of line.entries()) {
    const b = line.at(index - 1) ?? a;
    if (a.y > y !== b.y > y && x < ((b.x - a.x) * (y - a.y)) / (b.y - a.y) + a.x) inside = !inside;
  }
  return inside;
}
