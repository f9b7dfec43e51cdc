/**
 * The state that a browser keeps, as a pure function of events; exercises/analysis/replica.py is its twin.
 * State before + events = state after: tests/events/*.json feeds both.
 */
import type { EventData, Kind, Line } from "./events";

export interface Point {
  x: number;
  y: number;
}

export interface State {
  phase: string | null;
  people: number;
  /** By option number, as all of these: JSON knows no other keys. */
  options: Record<string, { state: string; version: number }>;
  /** The moderators' position; an option without one lies at the crowd's point. */
  cards: Record<string, Point & { version: number }>;
  /** By narrative number: the anchor and the version of the texts. */
  narratives: Record<string, Point & { version: number }>;
  /** "narrative:option" → core, supporting or dissent. */
  memberships: Record<string, string>;
  /** Sheets an option has; staff only. */
  sheets: Record<string, number>;
}

/** The state of an exercise of which nothing is known. */
export function empty(): State {
  return { phase: null, people: 0, options: {}, cards: {}, narratives: {}, memberships: {}, sheets: {} };
}

/** The state after one event; a kind that changes nothing here, or is hidden from this reader, leaves it as it is. */
export function apply<K extends Kind>(state: State, kind: K | null, data: EventData[K] | null): State {
  const change = kind && CHANGES[kind];
  return change && data ? { ...state, ...change(state, data) } : state;
}

export function applyAll(state: State, lines: readonly Line[]): State {
  return lines.reduce((before, [, kind, data]) => apply(before, kind, data), state);
}

const CHANGES: { [K in Kind]?: (state: State, data: EventData[K]) => Partial<State> } = {
  "phase.opened": (_state, { phase }) => ({ phase }),
  "person.joined": ({ people }) => ({ people: people + 1 }),
  "person.removed": ({ people }) => ({ people: people - 1 }),
  "option.submitted": ({ options }, { option, version }) => ({
    options: { ...options, [option]: { state: "submitted", version } },
  }),
  "options.accepted": (state, { options }) => optionsIn(state, options, "accepted"),
  "option.revised": (state, { option, version }) => optionWith(state, option, { version }),
  "option.reviewed": (state, { option, state: now }) => optionWith(state, option, { state: now }),
  "option.resubmitted": (state, { option, version }) => optionWith(state, option, { state: "submitted", version }),
  "option.withdrawn": (state, { option }) => optionWith(state, option, { state: "withdrawn" }),
  "options.withdrawn": (state, { options }) => optionsIn(state, options, "withdrawn"),
  "option.restored": (state, { option, state: now }) => optionWith(state, option, { state: now }),
  "sheet.judged": ({ sheets }, { option, first }) => ({
    sheets: { ...sheets, [option]: (sheets[option] ?? 0) + Number(first) },
  }),
  "card.moved": ({ cards }, { option, x, y, version }) => ({ cards: { ...cards, [option]: { x, y, version } } }),
  "narrative.created": ({ narratives }, { narrative, x, y, version }) => ({
    narratives: { ...narratives, [narrative]: { x, y, version } },
  }),
  "narrative.revised": (state, { narrative, version }) => narrativeWith(state, narrative, { version }),
  "narrative.anchored": (state, { narrative, x, y }) => narrativeWith(state, narrative, { x, y }),
  "membership.set": ({ memberships }, { narrative, option, kind }) => ({
    memberships: { ...memberships, [`${narrative}:${option}`]: kind },
  }),
  "membership.ended": ({ memberships }, { narrative, option }) => {
    const { [`${narrative}:${option}`]: _ended, ...rest } = memberships;
    return { memberships: rest };
  },
};

function optionWith({ options }: State, number: number, changed: Partial<State["options"][string]>) {
  const known = options[number];
  return known ? { options: { ...options, [number]: { ...known, ...changed } } } : {};
}

function optionsIn({ options: known }: State, numbers: readonly number[], state: string) {
  const changed = { ...known };
  for (const number of numbers) {
    const option = known[number];
    if (option) changed[number] = { ...option, state };
  }
  return { options: changed };
}

function narrativeWith({ narratives }: State, number: number, changed: Partial<State["narratives"][string]>) {
  const known = narratives[number];
  return known ? { narratives: { ...narratives, [number]: { ...known, ...changed } } } : {};
}
