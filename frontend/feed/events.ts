// Generated from exercises/events.py by `manage.py write_event_types`. Do not edit.

/** What each kind of event carries: numbers and small facts, never free text. */
export interface EventData {
  "exercise.created": Record<string, never>;
  "frame.changed": Record<string, never>;
  "phase.opened": { phase: string; late: boolean };
  "person.joined": { role: string };
  "person.removed": { role: string };
  "option.submitted": { option: number; version: number };
  "options.accepted": { options: number[] };
  "sheet.judged": { option: number; round: number; first: boolean };
  "card.moved": { option: number; x: number; y: number; version: number };
  "narrative.created": { narrative: number; x: number; y: number; version: number };
  "narrative.revised": { narrative: number; version: number };
  "narrative.anchored": { narrative: number; x: number; y: number };
  "membership.set": { narrative: number; option: number; kind: string };
  "membership.ended": { narrative: number; option: number };
  "report.requested": Record<string, never>;
  "report.finished": { state: string };
}

export type Kind = keyof EventData;

/** One line of the log as the wire has it; kind and data are null where the reader is not in the audience. */
export type Line =
  | { [K in Kind]: readonly [seq: number, kind: K, data: EventData[K]] }[Kind]
  | readonly [seq: number, kind: null, data: null];

export const KINDS: readonly Kind[] = [
  "exercise.created",
  "frame.changed",
  "phase.opened",
  "person.joined",
  "person.removed",
  "option.submitted",
  "options.accepted",
  "sheet.judged",
  "card.moved",
  "narrative.created",
  "narrative.revised",
  "narrative.anchored",
  "membership.set",
  "membership.ended",
  "report.requested",
  "report.finished",
];
