/** The narratives' names: in the margin where the anchor lies towards a corner, else on the board where it lies. */
import type { Point } from "../../feed/replica";
import type { View } from "./geometry";
import type { Obstacle } from "./layout";
import type { Name } from "./model";
import { part } from "./parts";

export type Corner = "top-left" | "top-right" | "bottom-left" | "bottom-right";

const OUTER = 0.5; // from here on, on both axes, an anchor lies towards a corner
const SHARE = 0.42; // of the plot's width that the names of one corner may take
const HEIGHT = 34; // px of a name on the board
const AROUND = 72; // px of a name beside its words: shape, count, gaps

export class Names {
  #board: HTMLElement;
  #free: HTMLElement;
  #pen = document.createElement("canvas").getContext("2d");
  #nodes = new Map<number, HTMLAnchorElement>();
  #shown: readonly Name[] = [];
  #width = 0;
  #widths = new Map<string, number>();
  #corners = new Map<number, Corner>();

  constructor(board: HTMLElement) {
    this.#board = board;
    this.#free = part(board, ".board-anchors");
  }

  numberOf(target: EventTarget | null): number | undefined {
    const node = target instanceof Element ? target.closest<HTMLElement>(".board-name") : null;
    return node?.dataset.narrative === undefined ? undefined : Number(node.dataset.narrative);
  }

  /** The names on the board, which no card may cover; pixels of the plot. */
  obstacles(names: readonly Name[], view: View): Obstacle[] {
    this.#sort(names, view.width);
    return names.flatMap((name) => {
      if (this.#corners.has(name.number)) return [];
      const { x, y } = this.#at(name, view);
      return [{ x, y, width: this.#wide(name), height: HEIGHT }];
    });
  }

  show(names: readonly Name[], view: View, held: number | undefined, address: (narrative: number) => string): void {
    this.#sort(names, view.width);
    if (this.#shown !== names) this.#renew(names, held, address);
    for (const name of names) {
      const node = this.#nodes.get(name.number);
      if (!node) continue;
      if (this.#corners.has(name.number)) {
        node.style.transform = "";
        continue;
      }
      const { x, y } = this.#at(name, view);
      node.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px) translate(-50%, -50%)`;
    }
  }

  /** Which name stands in which corner: as many as there is room for, by number. */
  #sort(names: readonly Name[], width: number): void {
    if (this.#shown === names && this.#width === width) return;
    this.#width = width;
    this.#corners = corners(names, (name) => this.#wide(name), width * SHARE);
  }

  #renew(names: readonly Name[], held: number | undefined, address: (narrative: number) => string): void {
    this.#shown = names;
    const focused = document.activeElement;
    const known = new Set(names.map(({ number }) => number));
    for (const [number, node] of this.#nodes) {
      if (known.has(number)) continue;
      node.remove();
      this.#nodes.delete(number);
    }
    for (const name of names) {
      const node = this.#node(name, address(name.number));
      const at = this.#corners.get(name.number);
      const place = at ? part(this.#board, `.board-names[data-corner="${at}"]`) : this.#free;
      if (node.parentElement !== place) place.append(node);
      node.toggleAttribute("data-held", name.number === held);
    }
    // A name that has changed its place in the page has lost the focus.
    if (focused instanceof HTMLElement && focused !== document.activeElement) focused.focus({ preventScroll: true });
    this.#tint(names);
  }

  #tint(names: readonly Name[]): void {
    for (const region of this.#board.querySelectorAll<HTMLElement>(".board-regions [data-corner]")) {
      const here = names.find(({ anchor }) => corner(anchor) === region.dataset.corner);
      region.dataset.hue = String(here?.hue ?? 0);
    }
  }

  #node({ number, hue, shape, numeral, nickname, count }: Name, address: string): HTMLElement {
    const node = this.#nodes.get(number) ?? make();
    this.#nodes.set(number, node);
    node.href = address;
    node.dataset.narrative = String(number);
    node.dataset.hue = String(hue);
    node.dataset.shape = shape;
    for (const [index, text] of [numeral, nickname, String(count)].entries()) {
      const place = node.children[index];
      if (place && place.textContent !== text) place.textContent = text;
    }
    return node;
  }

  /** Where a name on the board has its middle: at its anchor, and wholly on the board. */
  #at(name: Name, view: View): Point {
    const { x, y } = view.toPixels(name.anchor);
    const { x: left, y: top } = view.toPixels({ x: -1, y: 1 });
    const { x: right, y: bottom } = view.toPixels({ x: 1, y: -1 });
    const half = this.#wide(name) / 2 + 4;
    return {
      x: Math.max(left + half, Math.min(right - half, x)),
      y: Math.max(top + HEIGHT / 2, Math.min(bottom - HEIGHT / 2, y)),
    };
  }

  /** The style has changed, or a font has come. */
  measureAnew(): void {
    this.#widths.clear();
    this.#width = 0;
  }

  #wide({ numeral, nickname }: Name): number {
    const text = `${numeral} ${nickname}`;
    const known = this.#widths.get(text);
    if (known !== undefined || !this.#pen) return known ?? 150;
    this.#pen.font = getComputedStyle(this.#free).font;
    const width = this.#pen.measureText(text).width + AROUND;
    this.#widths.set(text, width);
    return width;
  }
}

/** Which names stand in the margin, and in which corner: those that lie there, while there is room. */
export function corners(names: readonly Name[], wide: (name: Name) => number, room: number): Map<number, Corner> {
  const found = new Map<number, Corner>();
  const taken = new Map<Corner, number>();
  for (const name of names) {
    const { x, y } = name.anchor;
    const where = corner(name.anchor);
    const before = taken.get(where) ?? 0;
    if (Math.abs(x) < OUTER || Math.abs(y) < OUTER || (before && before + wide(name) > room)) continue;
    taken.set(where, before + wide(name));
    found.set(name.number, where);
  }
  return found;
}

/** The corner of the board nearest to an anchor. */
export function corner({ x, y }: Point): Corner {
  return `${y >= 0 ? "top" : "bottom"}-${x < 0 ? "left" : "right"}`;
}

function make(): HTMLAnchorElement {
  const link = document.createElement("a");
  link.className = "board-name";
  link.draggable = false;
  const nickname = document.createElement("b");
  nickname.dir = "auto";
  link.append(document.createElement("i"), nickname, document.createElement("small"));
  return link;
}
