/**
 * One change in place, by the reducers of feed/replica.ts. They copy what they change, which is right for a screen and
 * too slow for a hundred thousand changes: so they are given only what the change names, and what they make of it is put
 * back. A step then costs the same however much lies on the board.
 */
import type { EventData, Kind } from "../../feed/events";
import { apply, empty, type State } from "../../feed/replica";

const BY_OPTION = ["options", "cards", "released", "wild_cards", "sheets"] as const;
type Entries = Record<string, unknown>;

/** Change *state* as the event says. */
export function fold(state: State, kind: Kind, data: EventData[Kind]): void {
  const named = namedIn(data);
  const small = partOf(state, named);
  const after = apply(small, kind, data);
  for (const part of Object.keys(after) as (keyof State)[]) {
    const [was, is] = [small[part], after[part]];
    if (was === is) continue;
    if (is === null || typeof is !== "object") Object.assign(state, { [part]: is });
    else putBack(state[part] as Entries, was as Entries, is as Entries);
  }
}

/** A copy that later steps leave alone. */
export function copyOf(state: State): State {
  const copied = { ...state };
  for (const [part, value] of Object.entries(state))
    if (value !== null && typeof value === "object") Object.assign(copied, { [part]: { ...value } });
  return copied;
}

interface Named {
  options: (number | string)[];
  narratives: (number | string)[];
}

/** The numbers of which an event speaks: every list of numbers in an event is one of options. */
function namedIn(data: object): Named {
  const { option, narrative } = data as { option?: number; narrative?: number };
  const listed = Object.values(data).filter(Array.isArray).flat() as number[];
  return {
    options: option === undefined ? listed : [...listed, option],
    narratives: narrative === undefined ? [] : [narrative],
  };
}

function partOf(state: State, { options, narratives }: Named): State {
  const { phase, people, frozen, published } = state;
  // Of the report there is little, and the board shows none of it: it goes along whole.
  const report = { report_texts: { ...state.report_texts }, signatures: { ...state.signatures }, published };
  const small: State = { ...empty(), phase, people, frozen, ...report };
  for (const part of BY_OPTION) pick(state[part], options, small[part]);
  pick(state.narratives, narratives, small.narratives);
  pick(state.memberships, placesIn(state, { options, narratives }), small.memberships);
  return small;
}

/** What an event on a narrative and options may change; without an option, all that the narrative holds. */
function placesIn({ memberships }: State, { options, narratives }: Named): string[] {
  if (options.length > 0) return narratives.flatMap((narrative) => options.map((option) => `${narrative}:${option}`));
  const held = narratives.map((narrative) => `${narrative}:`);
  return held.length > 0 ? Object.keys(memberships).filter((place) => held.some((of) => place.startsWith(of))) : [];
}

function pick(from: Entries, keys: readonly (number | string)[], into: Entries): void {
  for (const key of keys) if (from[key] !== undefined) into[key] = from[key];
}

function putBack(entries: Entries, was: Entries, is: Entries): void {
  for (const key of Object.keys(was)) if (!(key in is)) delete entries[key];
  Object.assign(entries, is);
}
