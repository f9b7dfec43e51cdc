/** What is on the screen: one frame at a time, from the model, the view and who is selected, chosen or held. */
import type { Point } from "../../feed/replica";
import { type Arranged, Arranger, type Drawn, type Mode, sizeOf } from "./arrange";
import { Cards } from "./cards";
import { type Size, View } from "./geometry";
import type { Hand } from "./hand";
import { Minimap } from "./minimap";
import type { BoardModel, Card, PlacedCard } from "./model";
import { Names } from "./names";
import { type Group, Painter } from "./paint";
import { part, write } from "./parts";
import { Sheet } from "./sheet";
import type { Words } from "./words";

/** One frame, for whoever draws over it; pixels of the plot. */
export interface Frame {
  view: View;
  mode: Mode;
  /** The cards that are drawn as buttons. */
  drawn: readonly Drawn[];
  /** Draws under the buttons, over the canvas's dots. */
  pen: CanvasRenderingContext2D;
}

export type Overlay = (frame: Frame) => void;

const NEARLY = 1.2; // times
const REST_MS = 140; // without a movement the view is at rest, and is painted sharp

export class Stage {
  readonly view = new View();
  readonly cards: Cards;
  readonly names: Names;
  readonly minimap: Minimap;
  readonly overlays = new Set<Overlay>();
  selected: number | undefined;
  hovered: number | undefined;
  chosen: ReadonlySet<number> = new Set();
  /** The one card that Tab reaches. */
  reachable: number | undefined;
  /** The narrative whose name is picked up. */
  heldName: number | undefined;
  /** Everybody's spread, not only that of the selected one. */
  spreadOfAll = false;
  /** Everybody's placement of the selected option. */
  points: { number: number; points: [number, number][] } | undefined;
  #lit: ReadonlySet<number> | undefined;
  #arranged: Arranged = { drawn: [], mode: "canvas" };
  #board: HTMLElement;
  #plot: HTMLElement;
  #model: BoardModel;
  #hand: Hand;
  #words: Words;
  #painter: Painter;
  #arranger: Arranger;
  /** Below: what changes seldom. Above it: what follows the hand. */
  #ground: Sheet;
  #ink: Sheet;
  #painted = { ground: "", zoom: 0 };
  #theme = 0;
  #frame = 0;
  #changed = true;
  #rest: ReturnType<typeof setTimeout> | undefined;

  constructor(board: HTMLElement, model: BoardModel, hand: Hand, words: Words) {
    this.#board = board;
    this.#model = model;
    this.#hand = hand;
    this.#words = words;
    this.#plot = part(board, ".board-plot");
    this.cards = new Cards(part(board, ".board-cards"), part(board, ".board-tray-cards"));
    const ground = part(board, ".board-ground") as HTMLCanvasElement;
    this.#ground = new Sheet(ground);
    this.#ink = new Sheet(part(board, ".board-ink") as HTMLCanvasElement);
    this.#painter = new Painter(ground);
    this.#arranger = new Arranger(this.view, model);
    this.names = new Names(board);
    this.minimap = new Minimap(part(board, ".board-minimap"));
    void document.fonts?.ready.then(() => this.recolour());
  }

  /** Something has changed: draw it with the next frame, however often it is asked for. */
  redraw = (): void => {
    this.#changed = true;
    this.#frame ||= requestAnimationFrame(this.#draw);
  };

  /** Only the view has moved. What is painted moves along, and is painted anew when the view rests. */
  moved = (): void => {
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => {
      this.#rest = undefined;
      this.redraw();
    }, REST_MS);
    this.#frame ||= requestAnimationFrame(this.#draw);
  };

  /** Dim all but these, which were searched for; undefined: nothing was. */
  light(numbers: ReadonlySet<number> | undefined): void {
    this.#lit = numbers;
    this.#theme += 1;
    this.redraw();
  }

  get lit(): ReadonlySet<number> | undefined {
    return this.#lit;
  }

  /** Draw now, for whoever needs what is drawn. */
  flush(): void {
    if (this.#frame) this.#draw();
  }

  resize = (): void => {
    const { width, height } = this.#plot.getBoundingClientRect();
    if (!width || !height) return;
    this.view.resize({ width, height });
    this.#ground.resize(this.view);
    this.#ink.resize(this.view);
    this.#changed = true;
    this.#draw();
  };

  recolour = (): void => {
    this.#painter.readColours();
    this.names.measureAnew();
    this.#theme += 1;
    this.redraw();
  };

  stop(): void {
    cancelAnimationFrame(this.#frame);
    clearTimeout(this.#rest);
  }

  get drawn(): readonly Drawn[] {
    return this.#arranged.drawn;
  }

  get mode(): Mode {
    return this.#arranged.mode;
  }

  placeOf(number: number): Drawn | undefined {
    return this.drawn.find(({ card }) => card.number === number);
  }

  #draw = (): void => {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    if (!this.view.width) return;
    const { view } = this;
    const names = this.#model.names();
    const moving = this.#rest !== undefined && !this.#hand.full;
    this.#arranged = this.#arranger.arrange(this.#hand, this.names.obstacles(names, view), moving);
    const many = this.mode === "canvas";
    if (many) this.#arranged.drawn = this.#buttonsAmongDots();
    if (this.#board.dataset.mode !== this.mode) this.#board.dataset.mode = this.mode;
    this.#board.toggleAttribute("data-moving", this.#rest !== undefined);
    this.#paintGround(many, moving);
    this.#paintInk(many, moving);
    this.#showCards();
    const address = (narrative: number) => this.#words.text("narrative").replace("/0/", `/${narrative}/`);
    this.names.show(names, view, this.heldName, address);
    this.#showFrame();
    this.#changed = false;
  };

  /** Where all are dots, those that somebody deals with are buttons still: the focused, the selected, the held. */
  #buttonsAmongDots(): Drawn[] {
    const { view } = this;
    const lies = (number: number | undefined) => number !== undefined && this.#model.card(number)?.at !== undefined;
    if (!lies(this.reachable))
      this.reachable = lies(this.selected) ? this.selected : this.#model.field().cards[0]?.number;
    const numbers = new Set([this.reachable, this.selected, ...this.#hand.numbers()]);
    return [...numbers].flatMap((number) => {
      const card = number === undefined ? undefined : this.#model.card(number);
      if (!card?.at) return [];
      const at = view.toPixels(card.at);
      return [{ card: card as PlacedCard, at, place: at }];
    });
  }

  #paintGround(many: boolean, moving: boolean): void {
    const { view } = this;
    const held = [...this.#hand.numbers()].join();
    const buttons = many ? this.drawn.map(({ card }) => card.number).join() : "";
    const key = [this.#model.revision, this.#theme, many, this.spreadOfAll, held, buttons].join("|");
    const same = key === this.#painted.ground && this.#ground.follow(view);
    if (same && (moving || this.#ground.sharp(view))) return;
    this.#painted.ground = key;
    this.#ground.paint(view, (pen, scale) => {
      const field = this.#model.field();
      this.#painter.axes(pen, view);
      if (this.spreadOfAll) this.#painter.spreads(pen, view, field.cards);
      if (!many) return;
      this.#painter.hulls(
        pen,
        view,
        this.#groups(field.cards, (card) => [view.toPixels(card.at)]),
      );
      const skip = new Set(this.drawn.map(({ card }) => card.number));
      this.#painter.dots(pen, view, field, { margin: this.#ground.margin, scale, skip, lit: this.lit });
    });
  }

  #paintInk(many: boolean, moving: boolean): void {
    const { view } = this;
    // Lines to buttons, which keep their size, fit nearly one zoom only.
    const fits = moving || view.zoom === this.#painted.zoom;
    const follows = fits && !this.#changed && !this.overlays.size;
    if (follows && this.#ink.follow(view, many ? undefined : NEARLY)) return;
    this.#painted.zoom = view.zoom;
    this.#ink.paint(view, (pen) => {
      if (!many) this.#painter.hulls(pen, view, this.#groups(this.drawn, cornersOf(sizeOf(this.mode))));
      this.#paintSpread(pen);
      for (const drawn of this.drawn) this.#painter.lines(pen, view, drawn);
      if (many)
        this.#painter.rings(
          pen,
          view,
          [...this.chosen].flatMap((number) => this.#model.card(number) ?? []),
        );
      for (const overlay of this.overlays) overlay({ view, mode: this.mode, drawn: this.drawn, pen });
    });
  }

  #paintSpread(pen: CanvasRenderingContext2D): void {
    for (const number of new Set([this.hovered, this.selected])) {
      const card = number === undefined ? undefined : this.#model.card(number);
      const points = this.points?.number === number ? this.points?.points : undefined;
      if (card) this.#painter.spread(pen, this.view, card, points ?? []);
    }
  }

  /** By narrative, what its hull goes round: its core members, which have its colour. */
  #groups<T extends Drawn | PlacedCard>(items: Iterable<T>, pointsOf: (item: T) => Point[]): Iterable<Group> {
    const groups = new Map<number, Group>();
    for (const item of items) {
      const card: Card = "card" in item ? item.card : item;
      if (!card.core) continue;
      const group = groups.get(card.core.number) ?? { hue: card.hue, shape: card.shape, points: [] };
      group.points.push(...pointsOf(item));
      groups.set(card.core.number, group);
    }
    return groups.values();
  }

  #showCards(): void {
    const { drawn } = this;
    if (!drawn.some(({ card }) => card.number === this.reachable)) this.reachable = drawn[0]?.card.number;
    const unplaced = this.#model.unplaced();
    part(this.#board, ".board-tray").hidden = unplaced.length === 0;
    const { selected, chosen, lit, reachable } = this;
    const looks = { selected, chosen, lit, reachable, held: this.#hand, describe: this.#words.describe };
    this.cards.show(drawn, unplaced, looks, this.view.offset);
  }

  /** The title of the dot of the canvas that a mouse is on. */
  #showTip(): void {
    const tip = part(this.#board, ".board-tip");
    const card = this.hovered === undefined ? undefined : this.#model.card(this.hovered);
    const wanted = this.mode === "canvas" && card?.at !== undefined && !this.#hand.full;
    if (tip.hidden === wanted) tip.hidden = !wanted;
    this.#plot.toggleAttribute("data-on-card", wanted);
    if (!wanted || !card?.at) return;
    write(tip, `${card.number}. ${card.title}`);
    const { x, y } = this.view.toPixels(card.at);
    const sideways = x > this.view.width / 2 ? "-100%" : "0px";
    tip.style.transform = `translate(${x}px, ${y + (y > this.view.height / 2 ? -14 : 14)}px) translate(${sideways}, ${y > this.view.height / 2 ? "-100%" : "0px"})`;
  }

  #showFrame(): void {
    const { view } = this;
    const { x, y } = view.toPixels({ x: -1, y: 1 });
    part(this.#board, ".board-regions").style.transform = `translate(${x}px, ${y}px) scale(${view.zoom})`;
    write(part(this.#board, "[data-zoom-value]"), `${Math.round(view.zoom * 100)}%`);
    const placed = String(this.#model.field().cards.length);
    const all = String(this.#model.cards().length);
    write(
      part(this.#board, ".board-count"),
      this.#words.text("count").replace("{placed}", placed).replace("{all}", all),
    );
    this.#board.toggleAttribute("data-movable", this.#model.movable);
    this.#showTip();
    this.minimap.show(this.#model, view, (hue) => this.#painter.colour(hue), `${this.#model.revision} ${this.#theme}`);
  }
}

/** The corners of a card, so that the hull goes round all of it. */
function cornersOf({ width, height }: Size): (drawn: Drawn) => Point[] {
  const [right, down] = [width / 2, height / 2];
  return ({ place: { x, y } }) => [
    { x: x - right, y: y - down },
    { x: x + right, y: y - down },
    { x: x + right, y: y + down },
    { x: x - right, y: y + down },
  ];
}
