/** What lies on the board: the log's state, the texts beside it, and which positions are shown. */
import type { Line } from "../../feed/events";
import { apply, empty, type Point, type State } from "../../feed/replica";

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
}

export interface NarrativeText {
  number: number;
  numeral: string;
  nickname: string;
}

/** What /board/data/ answers, and what the page brings. */
export interface BoardData {
  epoch: string;
  seq: number;
  sees: { results: boolean; narratives: boolean };
  can: { move: boolean; write: boolean };
  axes: Record<"x" | "y", [negative: string, positive: string]>;
  state: Pick<State, "options" | "cards" | "narratives" | "memberships">;
  options: OptionText[];
  narratives: NarrativeText[];
}

export interface Card {
  number: number;
  title: string;
  /** The narrative of its core membership. */
  core: NarrativeText | undefined;
  hue: number;
  /** Its other places: in support of a narrative, or in dissent. */
  marks: { narrative: NarrativeText; kind: string }[];
  /** Where it lies in the present layer; undefined while it is not placed. */
  at: Point | undefined;
  /** The crowd's point, where moderators have put the card somewhere else. */
  from: Point | undefined;
  crowd: Crowd | null;
}

export interface Name extends NarrativeText {
  hue: number;
  count: number;
  corner: Corner;
}

export type Corner = "top-left" | "top-right" | "bottom-left" | "bottom-right";

const HUES = 4;
// What a reader who may not see it yet must not learn from the log either.
const OF_RESULTS = /^(card|narrative|membership)\./;
const OF_NARRATIVES = /^(narrative|membership)\./;

export class BoardModel {
  layer: Layer = "moderators";
  /** Where cards go that are being moved, or whose move has not been answered yet. */
  readonly held = new Map<number, Point>();
  #data!: BoardData;
  #state!: State;

  constructor(data: BoardData) {
    this.replace(data);
  }

  replace(data: BoardData): void {
    this.#data = data;
    this.#state = { ...empty(), ...data.state };
    if (!data.sees.results) this.layer = "mine";
  }

  get seq(): number {
    return this.#data.seq;
  }

  get axes(): BoardData["axes"] {
    return this.#data.axes;
  }

  get seesResults(): boolean {
    return this.#data.sees.results;
  }

  get mayMove(): boolean {
    return this.#data.can.move;
  }

  /** Apply what happened; answers whether there are texts now that this board does not know. */
  hear(lines: readonly Line[]): boolean {
    for (const [seq, kind, data] of lines) {
      if (seq <= this.#data.seq) continue;
      this.#data.seq = seq;
      if (kind && this.#mayHear(kind)) this.#state = apply(this.#state, kind, data);
    }
    return this.#lacksTexts();
  }

  /** A move of one's own that the server has answered, or where a card really lies when it was refused. */
  settle(number: number, { x, y, version }: Point & { version: number }): void {
    if (version < this.version(number)) return; // the feed was faster
    this.#state = { ...this.#state, cards: { ...this.#state.cards, [number]: { x, y, version } } };
  }

  /** How often the card has been moved. */
  version(number: number): number {
    return this.#state.cards[number]?.version ?? 0;
  }

  cards(): Card[] {
    return this.#data.options.map((option) => this.#card(option));
  }

  card(number: number): Card | undefined {
    const option = this.#data.options.find((known) => known.number === number);
    return option && this.#card(option);
  }

  names(): Name[] {
    return this.#data.narratives.map((narrative) => ({
      ...narrative,
      hue: hue(narrative.number),
      count: this.#count(narrative.number),
      corner: corner(this.#state.narratives[narrative.number] ?? { x: 0, y: 0 }),
    }));
  }

  #mayHear(kind: string): boolean {
    const { results, narratives } = this.#data.sees;
    return !((OF_RESULTS.test(kind) && !results) || (OF_NARRATIVES.test(kind) && !narratives));
  }

  #lacksTexts(): boolean {
    const { options, narratives, state } = this.#data;
    const versions = new Map(options.map((option) => [option.number, option.version]));
    return (
      Object.entries(this.#state.options).some(([number, { version }]) => versions.get(Number(number)) !== version) ||
      Object.entries(this.#state.narratives).some(
        ([number, { version }]) =>
          !narratives.some((known) => known.number === Number(number)) || state.narratives[number]?.version !== version,
      )
    );
  }

  #card(option: OptionText): Card {
    const { number, title, crowd, mine } = option;
    const moved = this.#state.cards[number];
    const core = this.#core(number);
    const shown = { moderators: moved ?? crowd, crowd, mine }[this.layer];
    const at = this.held.get(number) ?? (shown ? { x: shown.x, y: shown.y } : undefined);
    const from = this.layer === "moderators" && at && crowd && (moved || this.held.has(number)) ? crowd : undefined;
    return { number, title, core, hue: hue(core?.number ?? 0), marks: this.#marks(number), at, from, crowd };
  }

  #core(option: number): NarrativeText | undefined {
    return this.#data.narratives.find(({ number }) => this.#state.memberships[`${number}:${option}`] === "core");
  }

  #marks(option: number): Card["marks"] {
    return this.#data.narratives.flatMap((narrative) => {
      const kind = this.#state.memberships[`${narrative.number}:${option}`];
      return kind && kind !== "core" ? [{ narrative, kind }] : [];
    });
  }

  #count(narrative: number): number {
    return Object.keys(this.#state.memberships).filter((place) => place.startsWith(`${narrative}:`)).length;
  }
}

export function hue(narrative: number): number {
  return narrative <= HUES ? narrative : 0;
}

/** The corner of the margin nearest to an anchor. */
export function corner({ x, y }: Point): Corner {
  return `${y >= 0 ? "top" : "bottom"}-${x < 0 ? "left" : "right"}`;
}
