import type { Line } from "../feed/events";
import type { Point } from "../feed/replica";
import { Arranger, isPlaced } from "./board/arrange";
import { Cards } from "./board/cards";
import { type Direction, isDirection, nearest, onBoard, rounded, STEPS, View } from "./board/geometry";
import { Gestures } from "./board/gestures";
import { type BoardData, BoardModel, type Card, type Layer } from "./board/model";
import { type Outcome, Queues, sendMove } from "./board/moves";
import { Names } from "./board/names";
import { type Drawn, Painter } from "./board/paint";
import { tell } from "./notice-list";

const STEP = 0.02;
const LARGE_STEP = 0.1;
const JITTER_MS = 800;

interface Held {
  number: number;
  /** Where it was picked up; undefined in the tray. */
  from: Point | undefined;
}

/**
 * The board: options on two axes, as board.html renders its frame, its words (data-…) and its first data.
 *
 * What is selected it tells by "board:select" (detail: the option's number or null). Moves are shown at once and sent;
 * when the server refuses one, the card glides back and the server's sentence says why. Other people's changes come by
 * "quadrant:events".
 */
export class NarrativeBoard extends HTMLElement {
  #model!: BoardModel;
  #view = new View();
  #painter!: Painter;
  #cards!: Cards;
  #names = new Names(this);
  #gestures!: Gestures;
  #queues = new Queues();
  #plot!: HTMLElement;
  #selected: number | undefined;
  #reachable: number | undefined;
  #held: Held | undefined;
  #points: { number: number; points: [number, number][] } | undefined;
  #drawn: Drawn[] = [];
  #arranger = new Arranger(this.#view);
  #frame = 0;
  #refetch: ReturnType<typeof setTimeout> | undefined;
  #stop = new AbortController();

  connectedCallback(): void {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.#model = new BoardModel(JSON.parse(this.#part("script").textContent ?? "") as BoardData);
    this.#plot = this.#part(".board-plot");
    const tray = this.#part(".board-tray-cards");
    this.#cards = new Cards(this.#part(".board-cards"), tray);
    this.#painter = new Painter(this.#plot.querySelector("canvas") as HTMLCanvasElement);
    this.#gestures = new Gestures(this.#plot, tray, this.#hands);
    const selected = this.dataset.selected;
    if (selected !== undefined) this.select(Number(selected), { tell: false });

    const sizes = new ResizeObserver(() => this.#resize());
    sizes.observe(this.#plot);
    signal.addEventListener("abort", () => {
      sizes.disconnect();
      clearTimeout(this.#refetch);
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", this.#recolour, { signal });
    document.addEventListener("quadrant:theme", this.#recolour, { signal });
    this.addEventListener("click", this.#click, { signal });
    this.addEventListener("keydown", this.#key, { signal });
    this.addEventListener("focusin", this.#focused, { signal });
    this.addEventListener("change", this.#changed, { signal });
    document.addEventListener("quadrant:events", this.#hear, { signal });
    // What the feed has told before this script was there.
    if (Number(document.querySelector<HTMLElement>("quadrant-feed")?.dataset.seq ?? 0) > this.#model.seq) this.#ask();
  }

  disconnectedCallback(): void {
    this.#stop.abort();
  }

  get selected(): number | undefined {
    return this.#selected;
  }

  select(number: number | null, { tell: say = true } = {}): void {
    this.#selected = number ?? undefined;
    if (number !== null) {
      const at = this.#model.card(number)?.at;
      if (at && !this.#view.fitted) this.#view.reveal(at, 80);
      void this.#askPoints(number);
    }
    this.#redraw();
    if (say) this.dispatchEvent(new CustomEvent("board:select", { detail: number, bubbles: true }));
  }

  focusCard(number: number): void {
    this.#cards.node(number)?.focus();
  }

  /** Show a card somewhere without moving it, for a form with sliders; without a place, where it really is. */
  preview(number: number, at?: Point): void {
    if (at) this.#model.held.set(number, onBoard(at));
    else this.#model.held.delete(number);
    this.#redraw();
  }

  /** Move a card: shown at once, then sent; a refusal is told and the card glides back. */
  async move(number: number, to: Point, note = ""): Promise<Outcome["kind"]> {
    const at = rounded(onBoard(to));
    this.#model.held.set(number, at);
    this.#redraw();
    const address = (this.dataset.move ?? "").replace("/0/", `/${number}/`);
    // After the card's other moves: each starts from the version that the one before has made.
    const outcome = await this.#queues.run(number, () =>
      sendMove(address, at, { seen: this.#model.version(number), note }),
    );
    if ("card" in outcome) this.#model.settle(number, outcome.card);
    // Picked up again meanwhile, it follows the hand.
    if (this.#held?.number !== number && this.#model.held.get(number) === at) this.#model.held.delete(number);
    this.#redraw();
    this.#answer(number, outcome);
    return outcome.kind;
  }

  #answer(number: number, outcome: Outcome): void {
    if (outcome.kind === "done") return;
    const card = this.#model.card(number);
    if (!card) return;
    const sentence = "sentence" in outcome ? outcome.sentence : this.#words("notSent", card);
    tell(sentence, outcome.kind === "stale" ? "warn" : "bad");
    this.#say(`${sentence} ${this.#words("back", card)}`);
  }

  // What happens elsewhere

  #hear = (event: Event): void => {
    const lines = (event as CustomEvent<Line[]>).detail;
    const lacking = this.#model.hear(lines);
    if (lacking) this.#ask();
    if (lines.some(([, kind]) => kind === "phase.opened")) this.#part("[data-news]").hidden = false;
    this.#redraw();
  };

  /** Fetch the board anew; a little later, so that not everybody asks at once. */
  #ask(): void {
    this.#refetch ??= setTimeout(async () => {
      this.#refetch = undefined;
      try {
        const answer = await fetch(this.dataset.data ?? "", { headers: { Accept: "application/json" } });
        if (!answer.ok) return;
        const data = (await answer.json()) as BoardData;
        if (data.seq >= this.#model.seq) this.#model.replace(data);
        else this.#ask(); // something was told while it was on its way
        this.#redraw();
      } catch {
        this.#ask();
      }
    }, Math.random() * JITTER_MS);
  }

  async #askPoints(number: number): Promise<void> {
    if (!this.#model.seesResults || this.#points?.number === number) return;
    try {
      const answer = await fetch(`${this.dataset.data}?option=${number}`, { headers: { Accept: "application/json" } });
      if (!answer.ok || this.#selected !== number) return;
      this.#points = { number, points: (await answer.json()).points };
      this.#redraw();
    } catch {
      // The ellipse says nearly as much.
    }
  }

  // Hands

  #hands = {
    grab: (target: EventTarget | null): number | undefined => {
      const number = this.#cards.numberOf(target);
      return number !== undefined && this.#movable() ? number : undefined;
    },
    middle: (number: number): Point | undefined => this.#drawn.find(({ card }) => card.number === number)?.place,
    dragged: (number: number, to: Point): void => {
      if (this.#held?.number !== number) this.#pickUp(number);
      this.#model.held.set(number, onBoard(this.#view.toBoard(to)));
      this.#redraw();
    },
    dropped: (number: number, inside: boolean): void => {
      // From the board a card may be dropped beyond the edge; from the tray that means: not yet.
      if (inside || this.#held?.from) this.#drop();
      else this.#putBack(number);
    },
    panned: (dx: number, dy: number): void => {
      this.#view.pan(dx, dy);
      this.#redraw();
    },
    zoomed: (at: Point, factor: number): void => {
      this.#view.zoomAt(at, factor);
      this.#redraw();
    },
    busy: (is: boolean): void => {
      this.toggleAttribute("data-busy", is);
    },
  };

  #movable(): boolean {
    return this.#model.mayMove && this.#model.layer === "moderators";
  }

  #pickUp(number: number): void {
    const at = this.#model.card(number)?.at;
    this.#held = { number, from: at };
    this.#model.held.set(number, at ?? { x: 0, y: 0 });
    this.#redraw();
  }

  #drop(): void {
    const held = this.#held;
    if (!held) return;
    this.#held = undefined;
    const to = this.#model.held.get(held.number);
    const card = this.#model.card(held.number);
    if (!to || !card) return;
    this.#say(this.#words("dropped", card));
    void this.move(held.number, to);
  }

  #putBack(number: number): void {
    this.#held = undefined;
    this.#model.held.delete(number);
    this.#redraw();
  }

  // Keys

  #key = (event: KeyboardEvent): void => {
    const number = this.#cards.numberOf(event.target);
    if (number === undefined || event.altKey || event.ctrlKey || event.metaKey) return;
    if (event.key === " ") this.#space(number);
    else if (event.key === "Escape" && this.#held) this.#cancel(this.#held.number);
    else if (event.key === "Escape" && this.#selected !== undefined) this.select(null);
    else if (isDirection(event.key)) this.#arrow(number, event.key, event.shiftKey);
    else return;
    event.preventDefault();
  };

  #space(number: number): void {
    if (this.#held) {
      this.#drop();
    } else if (this.#movable()) {
      this.#pickUp(number);
      const card = this.#model.card(number);
      if (card) this.#say(this.#words("pickedUp", card));
    } else if (this.#model.mayMove) {
      this.#say(this.dataset.otherLayer ?? "");
    } else {
      this.select(number);
    }
  }

  #cancel(number: number): void {
    this.#gestures.cancel();
    this.#putBack(number);
    const card = this.#model.card(number);
    if (card) this.#say(this.#words("cancelled", card));
  }

  #arrow(number: number, key: Direction, far: boolean): void {
    if (this.#held) {
      const step = far ? LARGE_STEP : STEP;
      const at = this.#model.held.get(this.#held.number) ?? { x: 0, y: 0 };
      const to = rounded(onBoard({ x: at.x + STEPS[key].x * step, y: at.y + STEPS[key].y * step }));
      this.#model.held.set(this.#held.number, to);
      this.#view.reveal(to);
      this.#redraw();
      this.#say(this.#where(to));
      return;
    }
    // By what is seen: cards that were pushed apart lie where they were pushed to.
    const seen = this.#drawn.map(({ card, place }) => ({ number: card.number, x: place.x, y: -place.y }));
    const from = seen.find((card) => card.number === number);
    const next = from && nearest(from, seen, key);
    if (next) this.focusCard(next.number);
  }

  #focused = (event: FocusEvent): void => {
    const number = this.#cards.numberOf(event.target);
    if (number === undefined || number === this.#reachable) return;
    this.#reachable = number;
    const at = this.#model.card(number)?.at;
    if (at && !this.#view.fitted) this.#view.reveal(at);
    this.#redraw();
  };

  #click = (event: MouseEvent): void => {
    const number = this.#cards.numberOf(event.target);
    if (number !== undefined && !this.#held) this.select(number);
    const zoom = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-zoom]") : null;
    if (!zoom) return;
    if (zoom.dataset.zoom === "fit") this.#view.fit();
    else
      this.#view.zoomAt({ x: this.#view.width / 2, y: this.#view.height / 2 }, zoom.dataset.zoom === "in" ? 1.25 : 0.8);
    this.#redraw();
  };

  #changed = (event: Event): void => {
    if (!(event.target instanceof HTMLInputElement) || event.target.name !== "layer") return;
    this.#model.layer = event.target.value as Layer;
    this.#redraw();
  };

  // Words

  #say(words: string): void {
    this.#part("[data-live]").textContent = words;
  }

  #words(name: string, card: Card): string {
    return (this.dataset[name] ?? "").replace("{title}", card.title).replace("{where}", this.#where(card.at));
  }

  #where(at: Point | undefined): string {
    if (!at) return this.dataset.unplaced ?? "";
    const towards = (value: number, [negative, positive]: [string, string]) => {
      const share = Math.round(Math.abs(value) * 100);
      return share ? `${share}% ${value < 0 ? negative : positive}` : this.dataset.middle;
    };
    const { x, y } = this.#model.axes;
    return `${towards(at.x, x)}, ${towards(at.y, y)}`;
  }

  #describe = (card: Card): string => {
    const places = card.marks.map(({ narrative, kind }) => `${this.dataset[kind]} ${narrative.numeral}. `);
    if (card.core) places.unshift(`${card.core.numeral} ${card.core.nickname}. `);
    return `${card.number}. ${card.title}. ${places.join("")}${this.#where(card.at)}`;
  };

  // Drawing

  #part(selector: string): HTMLElement {
    const found = this.querySelector<HTMLElement>(selector);
    if (!found) throw new Error(`board.html has no ${selector}`);
    return found;
  }

  #resize(): void {
    const { width, height } = this.#plot.getBoundingClientRect();
    if (!width || !height) return;
    this.#view.resize({ width, height });
    this.#painter.resize(this.#view);
    this.#draw();
  }

  #recolour = (): void => {
    this.#painter.readColours();
    this.#redraw();
  };

  #redraw(): void {
    this.#frame ||= requestAnimationFrame(() => this.#draw());
  }

  #draw(): void {
    cancelAnimationFrame(this.#frame);
    this.#frame = 0;
    if (!this.#view.width) return;
    const cards = this.#model.cards();
    const placed = cards.filter(isPlaced);
    const { drawn, mode } = this.#arranger.arrange(placed, this.#held?.number);
    const many = mode === "canvas";
    this.dataset.mode = mode;
    this.#drawn = drawn;
    const selected = cards.find(({ number }) => number === this.#selected);
    const points = this.#points?.number === this.#selected ? this.#points?.points : undefined;
    this.#painter.draw({ view: this.#view, many, drawn: this.#drawn, selected, points: points ?? [] });
    this.#showCards(cards, many);
    this.#showFrame(cards.length, placed.length);
  }

  #showCards(cards: readonly Card[], many: boolean): void {
    const buttons = many ? this.#drawn.filter(({ card }) => card.number === this.#selected) : this.#drawn;
    if (!buttons.some(({ card }) => card.number === this.#reachable)) this.#reachable = buttons[0]?.card.number;
    const unplaced = cards.filter(({ at }) => !at);
    this.#part(".board-tray").hidden = unplaced.length === 0;
    this.#cards.show(buttons, unplaced, {
      selected: this.#selected,
      held: this.#held?.number,
      reachable: this.#reachable,
      describe: this.#describe,
    });
  }

  #showFrame(all: number, placed: number): void {
    const { x, y } = this.#view.toPixels({ x: -1, y: 1 });
    this.#part(".board-regions").style.transform = `translate(${x}px, ${y}px) scale(${this.#view.zoom})`;
    this.#part("[data-zoom-value]").textContent = `${Math.round(this.#view.zoom * 100)}%`;
    const count = (this.dataset.count ?? "").replace("{placed}", String(placed)).replace("{all}", String(all));
    const output = this.#part(".board-count");
    if (output.textContent !== count) output.textContent = count;
    this.toggleAttribute("data-movable", this.#movable());
    this.#names.show(this.#model.names(), (narrative) =>
      (this.dataset.narrative ?? "").replace("/0/", `/${narrative}/`),
    );
  }
}

customElements.define("narrative-board", NarrativeBoard);
