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
  /** The moderators' position, and whether a note says why; an option without one lies at the crowd's point. */
  cards: Record<string, Point & { version: number; noted?: boolean }>;
  /** Versions of cards that were given back to the crowd's point. */
  released: Record<string, number>;
  /** The phase in which the board is frozen; null while it is not. */
  frozen: string | null;
  /** By narrative number: the anchor and the version of the texts. */
  narratives: Record<string, Point & { version: number }>;
  /** "narrative:option" → core, supporting or dissent. */
  memberships: Record<string, string>;
  /** Options that stand alone, in no narrative. */
  wild_cards: Record<string, true>;
  /** Sheets an option has; staff only. */
  sheets: Record<string, number>;
  /** Versions of the report's texts, by their names: "judgment.3". */
  report_texts: Record<string, number>;
  /** Signatures under the report that nobody has taken back: number → author or reader. */
  signatures: Record<string, string>;
  /** How often the report was published. */
  published: number;
}

/** The state of an exercise of which nothing is known. */
export function empty(): State {
  return {
    phase: null,
    people: 0,
    options: {},
    cards: {},
    released: {},
    frozen: null,
    narratives: {},
    memberships: {},
    wild_cards: {},
    sheets: {},
    report_texts: {},
    signatures: {},
    published: 0,
  };
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
  // The clock may log a phase late: what was frozen in it stays so, what was frozen before it is over.
  "phase.opened": ({ frozen }, { phase }) => ({ phase, frozen: frozen === phase ? frozen : null }),
  "person.joined": ({ people }) => ({ people: people + 1 }),
  "person.removed": ({ people }) => ({ people: people - 1 }),
  "option.submitted": ({ options }, { option, version }) => ({
    options: { ...options, [option]: { state: "submitted", version } },
  }),
  "options.accepted": (state, { options }) => optionsIn(state, options, "accepted"),
  "acceptance.undone": (state, { submitted, in_review }) =>
    optionsIn({ ...state, ...optionsIn(state, submitted, "submitted") }, in_review, "in_review"),
  "option.revised": (state, { option, version }) => optionWith(state, option, { version }),
  "option.reviewed": (state, { option, state: now }) => optionWith(state, option, { state: now }),
  "option.resubmitted": (state, { option, version }) => optionWith(state, option, { state: "submitted", version }),
  "option.withdrawn": (state, { option }) => optionWith(state, option, { state: "withdrawn" }),
  "options.withdrawn": (state, { options }) => optionsIn(state, options, "withdrawn"),
  "option.purged": (state, { option }) => optionWith(state, option, { state: "purged" }),
  "option.restored": (state, { option, state: now }) => optionWith(state, option, { state: now }),
  "sheet.judged": ({ sheets }, { option, first }) => ({
    sheets: { ...sheets, [option]: (sheets[option] ?? 0) + Number(first) },
  }),
  "card.moved": ({ cards, released }, { option, x, y, version, noted }) => ({
    cards: { ...cards, [option]: { x, y, version, noted: noted ?? false } },
    released: without(released, option),
  }),
  "card.released": ({ cards, released }, { option, version }) => ({
    cards: without(cards, option),
    released: { ...released, [option]: version },
  }),
  "card.noted": ({ cards }, { option, version }) => {
    const card = cards[option];
    return card?.version === version ? { cards: { ...cards, [option]: { ...card, noted: true } } } : {};
  },
  "board.frozen": (_state, { phase }) => ({ frozen: phase }),
  "board.released": () => ({ frozen: null }),
  "narrative.created": ({ narratives }, { narrative, x, y, version }) => ({
    narratives: { ...narratives, [narrative]: { x, y, version } },
  }),
  "narrative.revised": (state, { narrative, version }) => narrativeWith(state, narrative, { version }),
  "narrative.anchored": (state, { narrative, x, y }) => narrativeWith(state, narrative, { x, y }),
  "narrative.ended": ({ narratives, memberships }, { narrative }) => {
    const { [narrative]: _ended, ...rest } = narratives;
    const others = Object.entries(memberships).filter(([place]) => place.split(":")[0] !== String(narrative));
    return { narratives: rest, memberships: Object.fromEntries(others) };
  },
  "narrative.restored": ({ narratives }, { narrative, x, y, version }) => ({
    narratives: { ...narratives, [narrative]: { x, y, version } },
  }),
  "membership.set": ({ memberships }, { narrative, option, kind }) => ({
    memberships: { ...memberships, [`${narrative}:${option}`]: kind },
  }),
  "membership.ended": ({ memberships }, { narrative, option }) => ({
    memberships: without(memberships, `${narrative}:${option}`),
  }),
  "wild_card.set": ({ wild_cards }, { option }) => ({ wild_cards: { ...wild_cards, [option]: true } }),
  "wild_card.ended": ({ wild_cards }, { option }) => ({ wild_cards: without(wild_cards, option) }),
  "report_text.written": reportText,
  "report_text.restored": reportText,
  "report_text.ended": ({ report_texts }, { text }) => ({ report_texts: without(report_texts, text) }),
  "report.signed": ({ signatures }, { signature, role }) => ({ signatures: { ...signatures, [signature]: role } }),
  "signature.ended": ({ signatures }, { signature }) => ({ signatures: without(signatures, signature) }),
  "report.published": (_state, { publication }) => ({ published: publication }),
};

function reportText({ report_texts }: State, { text, version }: { text: string; version: number }): Partial<State> {
  return { report_texts: { ...report_texts, [text]: version } };
}

function without<T>(known: Record<string, T>, key: string | number): Record<string, T> {
  const { [key]: _gone, ...rest } = known;
  return rest;
}

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
