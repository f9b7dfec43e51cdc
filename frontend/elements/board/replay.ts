/**
 * The week as a film: the board's changes in the log's order, and the board after any number of them.
 *
 * Pure. The states are made by the reducers of feed/replica.ts (fold.ts), one after the other; every KEY changes one is
 * kept, so that a seek makes at most KEY steps wherever it leads. exercises/queries/replay.py says what the server tells.
 */
import type { EventData, Kind } from "../../feed/events";
import { empty, type State } from "../../feed/replica";
import { copyOf, fold } from "./fold";
import type { Crowd, Moment, NarrativeText, OptionText } from "./model";

/** Number, seconds since the film began, kind, facts. */
export type Change = [seq: number, at: number, kind: string, data: unknown];

/** What /board/replay/ answers; the texts come with the first page alone. */
export interface Page {
  changes: Change[];
  last: number;
  more: boolean;
}

export interface Ground {
  epoch: string;
  /** ISO 8601: the moment that all times are counted from, and the exercise's present time. */
  began: string;
  now: string;
  /** When each day of the exercise begins. */
  days: number[];
  /** Kinds of phase in which results are open. */
  revealed: string[];
  texts: Record<"options" | "narratives", Record<string, Record<string, string>>>;
}

type Points = Record<string, [x: number, y: number, n: number] | null>;

/** The board after so many changes. */
export interface Frame {
  state: State;
  /** What the crowd said when it was last shown. */
  points: Points;
}

const KEY = 512; // changes from one kept frame to the next
const CROWD = "crowd.placed";

export class Film {
  readonly ground: Ground;
  #changes: Change[] = [];
  /** Times that never go back: two who write at once may be logged the other way round. */
  #times: number[] = [];
  #keys: Frame[] = [{ state: empty(), points: {} }];
  /** Where one is, and the frame of it: it is changed in place. */
  #at = 0;
  #frame: Frame = { state: empty(), points: {} };
  #newest: Frame = { state: empty(), points: {} };

  constructor(ground: Ground) {
    this.ground = ground;
  }

  /** How many changes there are. */
  get length(): number {
    return this.#changes.length;
  }

  /** How many of them have their kept frames; a seek beyond makes them on its way. */
  get prepared(): number {
    return Math.min(this.length, (this.#keys.length - 1) * KEY + KEY - 1);
  }

  add(changes: readonly Change[]): void {
    let latest = this.#times.at(-1) ?? 0;
    for (const change of changes) {
      latest = Math.max(latest, change[1]);
      this.#changes.push(change);
      this.#times.push(latest);
    }
  }

  /** Make kept frames until *until* says that it is enough for now; true when all are made. */
  prepare(until: () => boolean): boolean {
    while (this.#keys.length * KEY <= this.length) {
      this.#makeKey();
      if (until()) return false;
    }
    return true;
  }

  /** The board after *index* changes, 0 to length. */
  seek(index: number): Frame {
    const to = Math.max(0, Math.min(index, this.length));
    while (this.#keys.length * KEY <= to) this.#makeKey();
    const key = Math.floor(to / KEY);
    // On from where one is, if that is nearer than the kept frame before it.
    if (this.#at > to || this.#at < key * KEY) {
      this.#frame = copied(this.#keys[key]);
      this.#at = key * KEY;
    }
    for (; this.#at < to; this.#at += 1) this.#step(this.#frame, this.#at);
    return copied(this.#frame);
  }

  /** How many changes had happened at a time: the one at that very second too. */
  indexAt(time: number): number {
    let low = 0;
    let high = this.#times.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#times[middle] ?? 0) <= time) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /** When the last of the first *index* changes happened; the beginning for none. */
  timeOf(index: number): number {
    return this.#times[Math.min(index, this.length) - 1] ?? this.#times[0] ?? 0;
  }

  /** Which day of the exercise it is, from 1; 0 before the first. */
  dayAt(time: number): number {
    return this.ground.days.filter((begins) => begins <= time).length;
  }

  /** What the board shows of a frame: texts as they were, and no crowd while results were sealed. */
  moment({ state, points }: Frame): Moment {
    const open = this.ground.revealed.includes(state.phase ?? "");
    const { options, narratives } = this.ground.texts;
    return {
      state,
      options: Object.entries(state.options).map(([number, { version }]): OptionText => {
        const title = options[number]?.[version] ?? "";
        return { number: Number(number), title, version, crowd: open ? crowd(points[number]) : null, mine: null };
      }),
      narratives: Object.entries(state.narratives).map(([number, { version }]): NarrativeText => {
        return {
          number: Number(number),
          numeral: numeral(Number(number)),
          nickname: narratives[number]?.[version] ?? "",
        };
      }),
    };
  }

  #makeKey(): void {
    const from = (this.#keys.length - 1) * KEY;
    for (let place = from; place < from + KEY; place += 1) this.#step(this.#newest, place);
    this.#keys.push(copied(this.#newest));
  }

  #step(frame: Frame, place: number): void {
    const change = this.#changes[place];
    if (!change) return;
    const [, , kind, data] = change;
    if (kind === CROWD) Object.assign(frame.points, (data as { points: Points }).points);
    else fold(frame.state, kind as Kind, data as EventData[Kind]);
  }
}

function copied(frame: Frame | undefined): Frame {
  return frame ? { state: copyOf(frame.state), points: { ...frame.points } } : { state: empty(), points: {} };
}

function crowd(point: Points[string] | undefined): Crowd | null {
  return point ? { x: point[0], y: point[1], n: point[2], spread: null } : null;
}

const ONES = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"];

/** As formats.numeral of the server. */
export function numeral(number: number): string {
  return number >= 1 && number <= 39 ? "X".repeat(Math.floor(number / 10)) + ONES[number % 10] : String(number);
}
