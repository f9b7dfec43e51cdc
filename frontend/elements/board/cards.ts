/** The cards as buttons: one node for an option as long as it is seen, whether on the board or in the tray. */
import type { Point } from "../../feed/replica";
import type { Drawn } from "./arrange";
import { type Card, hue } from "./model";
import { signs } from "./sprites";

export interface Looks {
  selected: number | undefined;
  chosen: ReadonlySet<number>;
  /** The cards that are picked up. */
  held: { has(number: number): boolean };
  /** What was searched for; undefined: nothing, so nothing is dimmed. */
  lit: ReadonlySet<number> | undefined;
  /** The one card that Tab reaches; arrows go on from there. */
  reachable: number | undefined;
  describe(card: Card): string;
}

/** A button, and what it shows: what is the same is not written again. */
interface Node {
  button: HTMLButtonElement;
  card?: Card;
  state?: string;
  at?: string;
}

export class Cards {
  readonly #nodes = new Map<number, Node>();
  #layer: HTMLElement;
  #tray: HTMLElement;

  constructor(layer: HTMLElement, tray: HTMLElement) {
    this.#layer = layer;
    this.#tray = tray;
  }

  node(number: number): HTMLButtonElement | undefined {
    return this.#nodes.get(number)?.button;
  }

  numberOf(target: EventTarget | null): number | undefined {
    const node = target instanceof Element ? target.closest<HTMLElement>(".board-card") : null;
    return node?.dataset.number === undefined ? undefined : Number(node.dataset.number);
  }

  /**
   * Show exactly these: on the board at their places, in the tray in their order. All on the board are moved together
   * by *offset*, so that a pan touches one node.
   */
  show(drawn: readonly Drawn[], unplaced: readonly Card[], looks: Looks, offset: Point): void {
    const focused = this.numberOf(document.activeElement);
    const seen = new Set<number>();
    this.#layer.style.transform = `translate(${offset.x}px, ${offset.y}px)`;
    for (const { card, place } of drawn) {
      const at = `translate(${round(place.x - offset.x)}px, ${round(place.y - offset.y)}px)`;
      this.#look(card, looks, this.#layer, at, card.number === looks.reachable);
      seen.add(card.number);
    }
    for (const card of unplaced) {
      this.#look(card, looks, this.#tray, "", true);
      seen.add(card.number);
    }
    for (const [number, { button }] of this.#nodes) {
      if (seen.has(number)) continue;
      button.remove();
      this.#nodes.delete(number);
    }
    // A node that changed its place in the page has lost the focus.
    if (focused !== undefined && this.numberOf(document.activeElement) !== focused) {
      this.node(focused)?.focus({ preventScroll: true });
    }
  }

  #look(card: Card, looks: Looks, parent: HTMLElement, at: string, reachable: boolean): void {
    const node = this.#nodes.get(card.number) ?? this.#make(card);
    const { button } = node;
    if (button.parentElement !== parent) parent.append(button);
    if (node.at !== at) {
      button.style.transform = at;
      node.at = at;
    }
    const { number } = card;
    const held = looks.held.has(number);
    const dim = looks.lit !== undefined && !looks.lit.has(number);
    const state = [number === looks.selected, looks.chosen.has(number), held, dim, reachable].join();
    if (node.state !== state) {
      button.setAttribute("aria-pressed", String(number === looks.selected));
      button.toggleAttribute("data-chosen", looks.chosen.has(number));
      button.toggleAttribute("data-held", held);
      button.toggleAttribute("data-dim", dim);
      button.tabIndex = reachable ? 0 : -1;
      node.state = state;
    }
    if (node.card !== card) write(node, card, looks.describe(card));
  }

  #make(card: Card): Node {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "board-card";
    button.dataset.number = String(card.number);
    if (card.number === 0) button.dataset.present = "";
    const number = document.createElement("i");
    const figure = document.createElement("b");
    figure.textContent = String(card.number);
    number.append(figure, document.createElement("s"));
    const title = document.createElement("span");
    title.dir = "auto";
    // The space keeps number and title apart for those who speak to the page: "click 5 Public investment".
    const flags = document.createElement("em");
    button.append(number, " ", title, flags);
    const node = { button };
    this.#nodes.set(card.number, node);
    return node;
  }
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

function write(node: Node, card: Card, words: string): void {
  const { button } = node;
  const title = button.querySelector("span");
  if (title && title.textContent !== card.title) title.textContent = card.title;
  button.dataset.hue = String(card.hue);
  button.dataset.shape = card.shape;
  button.toggleAttribute("data-divided", card.divided);
  button.toggleAttribute("data-unclear", card.unclear);
  button.setAttribute("aria-label", words);
  mark(button, card);
  flag(button, card);
  node.card = card;
}

/** A small square in the colour of each narrative that it supports or dissents from. */
function mark(node: HTMLElement, { marks }: Card): void {
  const place = node.querySelector("s");
  const hues = marks.map(({ narrative, kind }) => `${hue(narrative.number)}${kind}`).join(" ");
  if (!place || (node.dataset.marks ?? "") === hues) return;
  node.dataset.marks = hues;
  place.replaceChildren(
    ...marks.map(({ narrative, kind }) => {
      const square = document.createElement("u");
      square.dataset.hue = String(hue(narrative.number));
      square.dataset.kind = kind;
      return square;
    }),
  );
}

/** A sign at its corner: * stands alone, ? wants a note. Their words are in the card's name and in the sheet of keys. */
function flag(node: HTMLElement, card: Card): void {
  const flags = node.querySelector("em");
  const wanted = signs(card);
  if (flags && flags.textContent !== wanted) flags.textContent = wanted;
}
