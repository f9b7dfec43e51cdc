/** The cards as buttons: one node for an option as long as it is seen, whether on the board or in the tray. */
import { type Card, hue } from "./model";
import type { Drawn } from "./paint";

export interface Looks {
  selected: number | undefined;
  /** The card that is picked up. */
  held: number | undefined;
  /** The one card that Tab reaches; arrows go on from there. */
  reachable: number | undefined;
  describe(card: Card): string;
}

export class Cards {
  readonly #nodes = new Map<number, HTMLButtonElement>();
  #layer: HTMLElement;
  #tray: HTMLElement;

  constructor(layer: HTMLElement, tray: HTMLElement) {
    this.#layer = layer;
    this.#tray = tray;
  }

  node(number: number): HTMLButtonElement | undefined {
    return this.#nodes.get(number);
  }

  numberOf(target: EventTarget | null): number | undefined {
    const node = target instanceof Element ? target.closest<HTMLElement>(".board-card") : null;
    return node?.dataset.number === undefined ? undefined : Number(node.dataset.number);
  }

  /** Show exactly these: on the board at their places, in the tray in their order. */
  show(drawn: readonly Drawn[], unplaced: readonly Card[], looks: Looks): void {
    const focused = this.numberOf(document.activeElement);
    const seen = new Set<number>();
    for (const { card, place } of drawn) {
      const node = this.#look(card, looks, this.#layer);
      node.style.transform = `translate(${place.x}px, ${place.y}px)`;
      node.tabIndex = card.number === looks.reachable ? 0 : -1;
      seen.add(card.number);
    }
    for (const card of unplaced) {
      const node = this.#look(card, looks, this.#tray);
      node.style.transform = "";
      node.tabIndex = 0;
      seen.add(card.number);
    }
    for (const [number, node] of this.#nodes) {
      if (seen.has(number)) continue;
      node.remove();
      this.#nodes.delete(number);
    }
    // A node that changed its place in the page has lost the focus.
    if (focused !== undefined && this.numberOf(document.activeElement) !== focused) {
      this.node(focused)?.focus({ preventScroll: true });
    }
  }

  #look(card: Card, { selected, held, describe }: Looks, parent: HTMLElement): HTMLButtonElement {
    const node = this.#nodes.get(card.number) ?? this.#make(card);
    if (node.parentElement !== parent) parent.append(node);
    const title = node.lastElementChild;
    if (title && title.textContent !== card.title) title.textContent = card.title;
    node.dataset.hue = String(card.hue);
    mark(node, card);
    node.toggleAttribute("data-held", card.number === held);
    node.setAttribute("aria-pressed", String(card.number === selected));
    const words = describe(card);
    if (node.getAttribute("aria-label") !== words) node.setAttribute("aria-label", words);
    return node;
  }

  #make(card: Card): HTMLButtonElement {
    const node = document.createElement("button");
    node.type = "button";
    node.className = "board-card";
    node.dataset.number = String(card.number);
    if (card.number === 0) node.dataset.present = "";
    const number = document.createElement("i");
    const figure = document.createElement("b");
    figure.textContent = String(card.number);
    number.append(figure, document.createElement("s"));
    const title = document.createElement("span");
    title.textContent = card.title;
    // The space keeps number and title apart for those who speak to the page: "click 5 Public investment".
    node.append(number, " ", title);
    this.#nodes.set(card.number, node);
    return node;
  }
}

/** A small square in the colour of each narrative that it supports or dissents from. */
function mark(node: HTMLElement, { marks }: Card): void {
  const place = node.querySelector("s");
  const hues = marks.map(({ narrative }) => hue(narrative.number)).join(" ");
  if (!place || node.dataset.marks === hues) return;
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
