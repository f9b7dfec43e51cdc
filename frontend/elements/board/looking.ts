/** Looking without changing anything: zoom by button and key, the small picture, what lies under a mouse, the keys' sheet. */
import type { Point } from "../../feed/replica";
import type { NarrativeBoard } from "../narrative-board";
import { part } from "./parts";
import type { Stage } from "./stage";

const CLOSER = 1.25;
const REACH = { mouse: 11, touch: 22 }; // px around a pointer within which a dot of the canvas is meant

export class Looking {
  #board: NarrativeBoard;
  #stage: Stage;
  #plot: HTMLElement;

  constructor(board: NarrativeBoard, stage: Stage, plot: HTMLElement, signal: AbortSignal) {
    this.#board = board;
    this.#stage = stage;
    this.#plot = plot;
    plot.addEventListener("pointermove", this.#hover, { signal });
    plot.addEventListener("pointerleave", () => this.#show(undefined), { signal });
    board.addEventListener("click", this.#leaveMenu, { signal, capture: true });
    board.addEventListener("click", this.#click, { signal });
    const map = part(board, ".board-minimap");
    map.addEventListener("pointerdown", this.#mapped, { signal });
    map.addEventListener("pointermove", this.#mapped, { signal });
    for (const key of ["+", "="]) board.commands.set(key, () => this.#zoom(CLOSER));
    board.commands.set("-", () => this.#zoom(1 / CLOSER));
    board.commands.set("0", () => this.#fit());
    board.commands.set("?", () => this.#keys());
  }

  /** The card that is meant by a pointer: the button under it, else the nearest dot of the canvas. */
  under(target: EventTarget | null, at: Point, touch: boolean): number | undefined {
    const number = this.#stage.cards.numberOf(target);
    if (number !== undefined || this.#stage.mode !== "canvas") return number;
    const onPlot = target instanceof Element && this.#plot.contains(target) && !target.closest(".board-minimap");
    return onPlot
      ? this.#board.model.field().under(at, this.#stage.view, touch ? REACH.touch : REACH.mouse)?.number
      : undefined;
  }

  /** Where on the plot, in pixels. */
  pixel({ clientX, clientY }: MouseEvent): Point {
    const { left, top } = this.#plot.getBoundingClientRect();
    return { x: clientX - left, y: clientY - top };
  }

  #zoom(factor: number): void {
    const { view } = this.#stage;
    view.zoomAt({ x: view.width / 2, y: view.height / 2 }, factor);
    this.#stage.moved();
  }

  #fit(): void {
    this.#stage.view.fit();
    this.#stage.redraw();
  }

  #keys(): void {
    (part(this.#board, ".board-keys") as HTMLDialogElement).showModal();
  }

  #click = (event: MouseEvent): void => {
    if (!(event.target instanceof Element)) return;
    const zoom = event.target.closest<HTMLElement>("[data-zoom]")?.dataset.zoom;
    if (zoom === "fit") this.#fit();
    else if (zoom) this.#zoom(zoom === "in" ? CLOSER : 1 / CLOSER);
    if (event.target.closest("[data-keys]")) this.#keys();
  };

  // Before what was chosen in the menu happens: so the focus goes back to the menu's button from wherever that leads.
  #leaveMenu = (event: MouseEvent): void => {
    const chosen = event.target instanceof Element ? event.target.closest(".board-more button") : null;
    chosen?.closest<HTMLElement>("[popover]")?.hidePopover();
  };

  #hover = (event: PointerEvent): void => {
    if (event.pointerType !== "mouse" || event.buttons) return;
    this.#show(this.under(event.target, this.pixel(event), false));
  };

  #show(number: number | undefined): void {
    if (this.#stage.hovered === number) return;
    this.#stage.hovered = number;
    this.#stage.redraw();
  }

  // A press on the small picture brings that part of the board into the middle.
  #mapped = (event: PointerEvent): void => {
    event.stopPropagation();
    if (event.type === "pointermove" && !event.buttons) return;
    this.#stage.view.centre(this.#stage.minimap.pointAt(event));
    this.#stage.moved();
  };
}
