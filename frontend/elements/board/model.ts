/** What lies on the board: the log's state, the texts beside it, and which positions are shown. */
import type { Line } from "../../feed/events";
import { apply, applyAll, empty, type Point, type State } from "../../feed/replica";
import { Field } from "./field";
import type { Shape } from "./sprites";

export type Layer = "moderators" | "crowd" | "mine";

export interface Crowd extends Point {
  n: number;
  /** Covariance xx, xy, yy. */
  spread: [number, number, number] | null;
}

export interface OptionText {
  number: number;
  title: string;
  version: number;
  crowd: Crowd | null;
  mine: Point | null;
  /** The crowd's ratings fall into two camps. */
  divided?: boolean;
  /** The crowd does not agree where it lies. */
  unclear?: boolean;
}

export interface NarrativeText {
  number: number;
  numeral: string;
  nickname: string;
}

export type BoardState = Pick<State, "options" | "cards" | "narratives" | "memberships"> &
  Partial<Pick<State, "released" | "frozen" | "wild_cards">>;

/** What /board/data/ answers, and what the page brings. */
export interface BoardData {
  epoch: string;
  seq: number;
  sees: { results: boolean; narratives: boolean };
  can: { move: boolean; write: boolean };
  axes: Record<"x" | "y", [negative: string, positive: string]>;
  /** A card that was moved farther than this from the crowd's point wants a note. */
  note_from: number;
  state: BoardState;
  options: OptionText[];
  narratives: NarrativeText[];
}

/**
 * Another moment of the board: its state, and the crowd's points of then where they differ from those of now. With texts
 * of its own it stands for itself: nothing of now is shown in it.
 */
export interface Moment {
  state: BoardState;
  crowd?: ReadonlyMap<number, Crowd | null>;
  options?: readonly OptionText[];
  narratives?: readonly NarrativeText[];
}

export interface Card {
  number: number;
  title: string;
  /** The narrative of its core membership. */
  core: NarrativeText | undefined;
  hue: number;
  shape: Shape;
  divided: boolean;
  unclear: boolean;
  /** It stands alone, in no narrative. */
  wild: boolean;
  /** Moved far from the crowd's point, and no note says why. */
  noteless: boolean;
  /** Its other places: in support of a narrative, or in dissent. */
  marks: { narrative: NarrativeText; kind: string }[];
  /** Where it lies in the present layer; undefined while it is not placed. */
  at: Point | undefined;
  /** The crowd's point, where moderators have put the card somewhere else. */
  from: Point | undefined;
  crowd: Crowd | null;
}

export type PlacedCard = Card & { at: Point };

export interface Name extends NarrativeText {
  hue: number;
  shape: Shape;
  count: number;
  anchor: Point;
}

const HUES = 4;
// Beyond four colours the shape tells narratives apart.
const SHAPES: readonly Shape[] = ["diamond", "up", "down", "cross"];
const STANDING = new Set(["submitted", "in_review", "accepted"]);
// What a reader who may not see it yet must not learn from the log either.
const OF_RESULTS = /^(card|board|narrative|membership|wild_card)\./;
const OF_NARRATIVES = /^(narrative|membership|wild_card)\./;

interface Places {
  core?: NarrativeText;
  marks: Card["marks"];
}

/** Where the server says that a card lies; without a place, at the crowd's point. */
export interface Settled {
  x: number | null;
  y: number | null;
  version: number;
  noted?: boolean;
}

export class BoardModel {
  /** Grows with every change of what lies where, but for cards that move in the hand. */
  revision = 0;
  #layer: Layer = "moderators";
  #held = new Map<number, Point>();
  #anchors = new Map<number, Point>();
  #data!: BoardData;
  #live!: State;
  #moment: Moment | undefined;
  #cards: Card[] | undefined;
  #field: Field | undefined;
  #unplaced: Card[] | undefined;
  #names: Name[] | undefined;
  #index = new Map<number, number>();

  constructor(data: BoardData) {
    this.replace(data);
  }

  replace(data: BoardData): void {
    this.#data = data;
    this.#live = { ...empty(), ...data.state };
    if (!data.sees.results) this.#layer = "mine";
    this.#changed();
  }

  /** Show another moment; undefined: now. What happens meanwhile is heard, and shown afterwards. */
  show(moment: Moment | undefined): void {
    this.#moment = moment;
    this.#held.clear();
    this.#changed();
  }

  get showsNow(): boolean {
    return this.#moment === undefined;
  }

  get layer(): Layer {
    return this.#layer;
  }

  set layer(layer: Layer) {
    this.#layer = layer;
    this.#changed();
  }

  get epoch(): string {
    return this.#data.epoch;
  }

  get seq(): number {
    return this.#data.seq;
  }

  get axes(): BoardData["axes"] {
    return this.#data.axes;
  }

  /** The log's state now, whatever moment is shown. */
  get state(): State {
    return this.#live;
  }

  get seesResults(): boolean {
    return this.#data.sees.results;
  }

  get mayMove(): boolean {
    return this.#data.can.move && this.showsNow;
  }

  /** Nobody changes the board now. */
  get frozen(): boolean {
    return this.#live.frozen !== null;
  }

  /** Cards are moved where the moderators' positions are shown, and now. */
  get movable(): boolean {
    return this.mayMove && !this.frozen && this.#layer === "moderators";
  }

  /** Apply what happened; answers whether there are texts now that this board does not know. */
  hear(lines: readonly Line[]): boolean {
    for (const [seq, kind, data] of lines) {
      if (seq <= this.#data.seq) continue;
      this.#data.seq = seq;
      if (kind && this.#mayHear(kind)) this.#live = apply(this.#live, kind, data);
    }
    this.#changed();
    return this.#lacksTexts();
  }

  /** A move of one's own that the server has answered, or where a card really lies when it was refused. */
  settle(number: number, { x, y, version, noted = false }: Settled): void {
    if (version < this.version(number)) return; // the feed was faster
    const lines: Line[] =
      x === null || y === null
        ? [[0, "card.released", { option: number, version }]]
        : [[0, "card.moved", { option: number, x, y, version, noted }]];
    this.#live = applyAll(this.#live, lines);
    this.#changed();
  }

  /** An anchor of one's own that the server has taken. */
  anchor(narrative: number, { x, y }: Point): void {
    this.#live = apply(this.#live, "narrative.anchored", { narrative, x, y });
    this.#changed();
  }

  /** How often the card has been moved. */
  version(number: number): number {
    return this.#live.cards[number]?.version ?? this.#live.released[number] ?? 0;
  }

  // In the hand: cards that are being moved, or whose move has not been answered yet

  hold(number: number, at: Point): void {
    const known = this.#held.has(number);
    this.#held.set(number, at);
    if (known) this.#renew(number);
    else this.#changed();
  }

  release(number: number): void {
    if (this.#held.delete(number)) this.#changed();
  }

  heldAt(number: number): Point | undefined {
    return this.#held.get(number);
  }

  /** Show a narrative's name somewhere else; without a place, at its anchor. */
  holdAnchor(narrative: number, at?: Point): void {
    if (at) this.#anchors.set(narrative, at);
    else this.#anchors.delete(narrative);
    this.#names = undefined;
  }

  /** All that stand, made once until something changes. */
  cards(): readonly Card[] {
    if (this.#cards) return this.#cards;
    const { options } = this.#state;
    const places = this.#places();
    const texts = this.#moment?.options ?? this.#data.options;
    const standing = texts.filter(({ number }) => STANDING.has(options[number]?.state ?? ""));
    this.#cards = standing.map((option) => this.#card(option, places.get(option.number)));
    this.#index = new Map(this.#cards.map(({ number }, index) => [number, index]));
    return this.#cards;
  }

  card(number: number): Card | undefined {
    const cards = this.cards();
    const index = this.#index.get(number);
    return index === undefined ? undefined : cards[index];
  }

  /** Those that lie on the board. What moves in the hand is where it was picked up. */
  field(): Field {
    this.#field ??= new Field(this.cards().filter(isPlaced));
    return this.#field;
  }

  /** Those in the tray. */
  unplaced(): readonly Card[] {
    this.#unplaced ??= this.cards().filter(({ at }) => !at);
    return this.#unplaced;
  }

  names(): readonly Name[] {
    this.#names ??= this.#makeNames();
    return this.#names;
  }

  #makeNames(): Name[] {
    const counts = new Map<number, number>();
    const { memberships, narratives } = this.#state;
    for (const place of Object.keys(memberships)) {
      const narrative = Number.parseInt(place, 10);
      counts.set(narrative, (counts.get(narrative) ?? 0) + 1);
    }
    return this.#narratives().map((narrative) => {
      const { number } = narrative;
      const { x, y } = this.#anchors.get(number) ?? narratives[number] ?? { x: 0, y: 0 };
      return { ...narrative, hue: hue(number), shape: shape(number), count: counts.get(number) ?? 0, anchor: { x, y } };
    });
  }

  get #state(): BoardState {
    return this.#moment?.state ?? this.#live;
  }

  #changed(): void {
    this.#cards = this.#field = this.#unplaced = this.#names = undefined;
    this.revision += 1;
  }

  /** Only where one card lies has changed. */
  #renew(number: number): void {
    const card = this.card(number);
    const index = this.#index.get(number);
    if (card && index !== undefined && this.#cards) this.#cards[index] = { ...card, at: this.#held.get(number) };
  }

  #mayHear(kind: string): boolean {
    const { results, narratives } = this.#data.sees;
    return !((OF_RESULTS.test(kind) && !results) || (OF_NARRATIVES.test(kind) && !narratives));
  }

  #lacksTexts(): boolean {
    const { options, narratives, state } = this.#data;
    const versions = new Map(options.map((option) => [option.number, option.version]));
    return (
      Object.entries(this.#live.options).some(
        ([number, { state: is, version }]) => STANDING.has(is) && versions.get(Number(number)) !== version,
      ) ||
      Object.entries(this.#live.narratives).some(
        ([number, { version }]) =>
          !narratives.some((known) => known.number === Number(number)) || state.narratives[number]?.version !== version,
      )
    );
  }

  #card(option: OptionText, places: Places | undefined): Card {
    const { number, title, crowd: now, mine } = option;
    const moved = this.#state.cards[number];
    const then = this.#moment?.crowd;
    const crowd = then?.has(number) ? (then.get(number) ?? null) : now;
    const shown = { moderators: moved ?? crowd, crowd, mine }[this.#layer];
    const held = this.#held.get(number);
    const at = held ?? (shown ? { x: shown.x, y: shown.y } : undefined);
    const from = this.#layer === "moderators" && at && crowd && (moved || held) ? crowd : undefined;
    const core = places?.core;
    return {
      number,
      title,
      core,
      hue: hue(core?.number ?? 0),
      shape: number === 0 ? "square" : shape(core?.number ?? 0),
      divided: option.divided === true,
      unclear: option.unclear === true,
      wild: this.#state.wild_cards?.[number] === true,
      noteless: this.#layer === "moderators" && this.#wantsNote(moved, crowd),
      marks: places?.marks ?? [],
      at,
      from,
      crowd,
    };
  }

  #wantsNote(moved: BoardState["cards"][number] | undefined, crowd: Crowd | null): boolean {
    if (!moved || moved.noted || !crowd) return false;
    return Math.hypot(moved.x - crowd.x, moved.y - crowd.y) > this.#data.note_from;
  }

  #narratives(): NarrativeText[] {
    const texts = this.#moment?.narratives ?? this.#data.narratives;
    return texts.filter(({ number }) => this.#state.narratives[number]);
  }

  /** Each option's places in the narratives, by its number. */
  #places(): Map<number, Places> {
    const found = new Map<number, Places>();
    const known = new Map(this.#narratives().map((narrative) => [narrative.number, narrative]));
    for (const [place, kind] of Object.entries(this.#state.memberships)) {
      const [of, option] = place.split(":").map(Number);
      const narrative = known.get(of ?? 0);
      if (!narrative || option === undefined) continue;
      const places = found.get(option) ?? { marks: [] };
      if (kind === "core") places.core = narrative;
      else places.marks.push({ narrative, kind });
      found.set(option, places);
    }
    return found;
  }
}

export function hue(narrative: number): number {
  return narrative <= HUES ? narrative : 0;
}

export function shape(narrative: number): Shape {
  return (narrative > HUES && SHAPES[(narrative - HUES - 1) % SHAPES.length]) || "disc";
}

export function isPlaced(card: Card): card is PlacedCard {
  return card.at !== undefined;
}
