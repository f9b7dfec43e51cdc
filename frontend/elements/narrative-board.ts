import type { Point } from "../feed/replica";
import { Filter } from "./board/filter";
import { type Direction, nearest, onBoard, rounded, type View } from "./board/geometry";
import { Gestures } from "./board/gestures";
import { Hand, type Move } from "./board/hand";
import { type Commands, type Keyed, press } from "./board/keys";
import { Looking } from "./board/looking";
import { type BoardData, BoardModel, type Layer, type Moment, type Settled } from "./board/model";
import { type Outcome, Queues, sendMove } from "./board/moves";
import { News } from "./board/news";
import { part } from "./board/parts";
import { type Overlay, Stage } from "./board/stage";
import { Words } from "./board/words";
import { tell } from "./notice-list";

/**
 * The board: options on two axes, as board.html renders its frame, its words (data-…) and its first data.
 * board/README.md says what its modules are and where others hook in.
 */
export class NarrativeBoard extends HTMLElement {
  model!: BoardModel;
  words!: Words;
  /** Keys beside the board's own. */
  readonly commands: Commands = new Map();
  /** What happens when cards are dropped; whoever moves several at once takes its place. */
  send: (moves: readonly Move[]) => void = (moves) => {
    for (const { number, to } of moves) void this.move(number, to);
  };
  #stage!: Stage;
  #hand!: Hand;
  #gestures!: Gestures;
  #filter!: Filter;
  #looking!: Looking;
  #news!: News;
  /** What is on its way to the server, card by card. */
  readonly queues = new Queues();
  /** Versions of cards that are in the hand, or were dropped and are on their way. */
  #seen = new Map<number, number>();
  #stop = new AbortController();

  connectedCallback(): void {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    this.model = new BoardModel(JSON.parse(part(this, "script").textContent ?? "") as BoardData);
    this.words = new Words(this, this.model);
    this.#hand = new Hand(this.model);
    this.#stage = new Stage(this, this.model, this.#hand, this.words);
    const plot = part(this, ".board-plot");
    this.#gestures = new Gestures(plot, part(this, ".board-tray-cards"), this.#hands);
    // Moving names is not needed for the first picture.
    void import("./board/anchors").then(
      ({ Anchors }) => signal.aborted || new Anchors(this, this.#stage, plot, signal),
    );
    this.#filter = new Filter(this, this.#stage, signal);
    this.#looking = new Looking(this, this.#stage, plot, signal);
    this.commands.set("/", () => this.#filter.focus());
    const selected = this.dataset.selected;

    const sizes = new ResizeObserver(this.#stage.resize);
    sizes.observe(plot);
    signal.addEventListener("abort", () => {
      sizes.disconnect();
      this.#stage.stop();
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", this.#stage.recolour, { signal });
    document.addEventListener("quadrant:theme", this.#stage.recolour, { signal });
    this.addEventListener("click", this.#click, { signal });
    this.addEventListener("keydown", (event) => press(event, this.#keyed, this.commands), { signal });
    this.addEventListener("focusin", this.#focused, { signal });
    this.addEventListener("change", this.#changed, { signal });
    const letGo = (gone: (number: number | undefined) => boolean) => {
      if (gone(this.#hand.lead)) this.#putBack();
    };
    this.#news = new News(this, this.#stage, { letGo, update: () => this.#filter.update() }, signal);
    if (selected !== undefined) this.select(Number(selected), { tell: false });
    this.dispatchEvent(new CustomEvent("board:ready", { bubbles: true }));
  }

  disconnectedCallback(): void {
    this.#stop.abort();
  }

  // For others

  get view(): View {
    return this.#stage.view;
  }

  /** Called with every frame. */
  get overlays(): Set<Overlay> {
    return this.#stage.overlays;
  }

  redraw(): void {
    this.#stage.redraw();
  }

  /** The cards that lie between two pixels of the plot. */
  within(a: Point, b: Point): number[] {
    const [from, to] = [this.view.toBoard(a), this.view.toBoard(b)];
    const between = (value: number, one: number, other: number) =>
      Math.min(one, other) <= value && value <= Math.max(one, other);
    const cards = this.model
      .cards()
      .filter(({ at }) => at && between(at.x, from.x, to.x) && between(at.y, from.y, to.y));
    return cards.map(({ number }) => number);
  }

  get selected(): number | undefined {
    return this.#stage.selected;
  }

  select(number: number | null, { tell: say = true } = {}): void {
    this.#stage.selected = number ?? undefined;
    if (number !== null) {
      const at = this.model.card(number)?.at;
      if (at && !this.view.fitted) this.#reveal(at, 80);
      void this.#news.askPoints(number);
    }
    this.redraw();
    if (say) this.dispatchEvent(new CustomEvent("board:select", { detail: number, bubbles: true }));
  }

  /** Several cards for one command; they are picked up together. */
  get chosen(): ReadonlySet<number> {
    return this.#stage.chosen;
  }

  choose(numbers: Iterable<number>): void {
    this.#stage.chosen = new Set(numbers);
    this.redraw();
    this.dispatchEvent(new CustomEvent("board:choose", { detail: this.chosen, bubbles: true }));
  }

  /** Show another moment of the board, to look at only; without one, now. */
  show(moment?: Moment): void {
    this.#gestures.cancel();
    this.#hand.putBack();
    this.model.show(moment);
    this.redraw();
  }

  /** A picture of the past is to look at only: whoever would write from it is told so. */
  refusesInThePast(): boolean {
    if (this.model.showsNow) return false;
    tell(this.words.text("past"), "warn");
    this.words.say(this.words.text("past"));
    return true;
  }

  /** What search and filter have found; undefined while nothing is asked. */
  get lit(): ReadonlySet<number> | undefined {
    return this.#stage.lit;
  }

  focusCard(number: number): void {
    // Among dots of the canvas it becomes a button first.
    this.#stage.reachable = number;
    if (!this.#stage.cards.node(number)) {
      const at = this.model.card(number)?.at;
      if (at) this.view.reveal(at);
      this.redraw();
      this.#stage.flush();
    }
    this.#stage.cards.node(number)?.focus();
  }

  #reveal(at: Point, margin?: number): void {
    this.view.reveal(at, margin);
    this.redraw();
  }

  /** Show a card somewhere without moving it, for a form with sliders; without a place, where it really is. */
  preview(number: number, at?: Point): void {
    if (at && this.model.showsNow) this.model.hold(number, onBoard(at));
    else this.model.release(number);
    this.redraw();
  }

  /** Move a card: shown at once, then sent; a refusal is told and the card glides back. */
  async move(number: number, to: Point, note = ""): Promise<Outcome["kind"]> {
    if (this.refusesInThePast()) return "refused";
    const at = rounded(onBoard(to));
    this.model.hold(number, at);
    this.redraw();
    const address = this.words.text("move").replace("/0/", `/${number}/`);
    // After the card's other moves: each starts from the version that the one before has made.
    const outcome = await this.queues.run(number, () => sendMove(address, at, { seen: this.seen(number), note }));
    if ("card" in outcome) this.settled(number, outcome.card);
    else this.arrived(number);
    // Picked up again meanwhile, it follows the hand.
    if (!this.#hand.has(number) && this.model.heldAt(number) === at) this.model.release(number);
    this.redraw();
    this.#answer(number, outcome);
    if (outcome.kind === "done") this.dispatchEvent(new CustomEvent("board:acted", { bubbles: true }));
    return outcome.kind;
  }

  /**
   * The version that a card had when it was picked up, or that one's own last move made: what others did while it was in
   * the hand has not been seen, and is not overwritten.
   */
  seen(number: number): number {
    return this.#seen.get(number) ?? this.model.version(number);
  }

  /** Where the server says that a card lies after one's own move; still in the hand, that is seen. */
  settled(number: number, card: Settled): void {
    this.model.settle(number, card);
    this.arrived(number, card.version);
  }

  /** What was sent for a card has been answered. */
  arrived(number: number, version = this.seen(number)): void {
    if (this.#hand.has(number)) this.#seen.set(number, version);
    else this.#seen.delete(number);
  }

  #answer(number: number, outcome: Outcome): void {
    if (outcome.kind === "done") return;
    const card = this.model.card(number);
    if (!card) return;
    const sentence = "sentence" in outcome ? outcome.sentence : this.words.of("notSent", card);
    tell(sentence, outcome.kind === "stale" ? "warn" : "bad");
    this.words.say(`${sentence} ${this.words.of("back", card)}`);
  }

  // Hands

  #hands = {
    grab: (target: EventTarget | null, at: Point, touch: boolean): number | undefined =>
      this.model.movable ? this.#looking.under(target, at, touch) : undefined,
    middle: (number: number): Point | undefined => {
      const at = this.model.card(number)?.at;
      return this.#stage.placeOf(number)?.place ?? (at && this.view.toPixels(at));
    },
    dragged: (number: number, to: Point): void => {
      if (this.#hand.lead !== number) this.#pickUp(number);
      this.#hand.moveTo(this.view.toBoard(to));
      this.redraw();
    },
    dropped: (_number: number, inside: boolean): void => {
      // From the board a card may be dropped beyond the edge; from the tray that means: not yet.
      if (inside || !this.#hand.cameFromTray) this.#drop();
      else this.#putBack();
    },
    panned: (dx: number, dy: number): void => {
      this.view.pan(dx, dy);
      this.#stage.moved();
    },
    zoomed: (at: Point, factor: number): void => {
      this.view.zoomAt(at, factor);
      this.#stage.moved();
    },
    busy: (is: boolean): void => {
      this.toggleAttribute("data-busy", is);
    },
  };

  #pickUp(number: number): void {
    this.#hand.pickUp(number, this.chosen.has(number) ? this.chosen : []);
    for (const held of this.#hand.numbers()) this.#seen.set(held, this.model.version(held));
    this.redraw();
  }

  #drop(): void {
    const card = this.#hand.lead === undefined ? undefined : this.model.card(this.#hand.lead);
    const moves = this.#hand.drop();
    if (!card) return;
    this.words.say(this.words.of("dropped", card));
    this.send(moves);
    this.redraw();
  }

  #putBack(): void {
    for (const number of this.#hand.numbers()) this.#seen.delete(number);
    this.#gestures.cancel();
    this.#hand.putBack();
    this.redraw();
  }

  #keyed: Keyed = {
    numberOf: (target) => this.#stage.cards.numberOf(target),
    heldAt: () => this.#hand.at,
    drop: () => this.#drop(),
    pickUp: (number) => {
      if (this.model.movable) {
        this.#pickUp(number);
        const card = this.model.card(number);
        if (card) this.words.say(this.words.of("pickedUp", card));
      } else if (this.model.mayMove) {
        this.words.say(this.words.text(this.model.frozen ? "frozen" : "otherLayer"));
      } else {
        this.select(number);
      }
    },
    moveTo: (to) => {
      this.#hand.moveTo(to);
      this.view.reveal(to);
      this.redraw();
      this.words.say(this.words.where(to));
    },
    leave: () => {
      const lead = this.#hand.lead;
      if (lead !== undefined) {
        this.#putBack();
        const card = this.model.card(lead);
        if (card) this.words.say(this.words.of("cancelled", card));
        return true;
      }
      if (this.selected === undefined) return false;
      this.select(null);
      return true;
    },
    goTo: (from, direction) => this.#goTo(from, direction),
  };

  #goTo(number: number, direction: Direction): void {
    if (this.#stage.mode === "canvas") {
      const from = this.model.field().cards.find((card) => card.number === number);
      const next = from && this.model.field().next(from, direction, this.view);
      if (next) this.focusCard(next.number);
      return;
    }
    // By what is seen: cards that were pushed apart lie where they were pushed to.
    const seen = this.#stage.drawn.map(({ card, place }) => ({ number: card.number, x: place.x, y: -place.y }));
    const from = seen.find((card) => card.number === number);
    const next = from && nearest(from, seen, direction);
    if (next) this.focusCard(next.number);
  }

  #focused = (event: FocusEvent): void => {
    const number = this.#stage.cards.numberOf(event.target);
    if (number === undefined || number === this.#stage.reachable) return;
    this.#stage.reachable = number;
    const at = this.model.card(number)?.at;
    if (at && !this.view.fitted) this.view.reveal(at);
    this.redraw();
  };

  #click = (event: MouseEvent): void => {
    if (this.#hand.full) return;
    const touch = event instanceof PointerEvent && event.pointerType === "touch";
    const number = this.#looking.under(event.target, this.#looking.pixel(event), touch);
    if (number !== undefined) this.select(number);
  };

  #changed = (event: Event): void => {
    if (!(event.target instanceof HTMLInputElement)) return;
    if (event.target.name === "layer") this.model.layer = event.target.value as Layer;
    else if (event.target.name === "spread") this.#stage.spreadOfAll = event.target.checked;
    else return;
    this.#filter.update();
    this.redraw();
  };
}

customElements.define("narrative-board", NarrativeBoard);
