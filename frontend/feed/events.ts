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
  "acceptance.undone": { submitted: number[]; in_review: number[] };
  "option.revised": { option: number; version: number; change: string };
  "option.reviewed": { option: number; state: string };
  "option.resubmitted": { option: number; version: number };
  "option.withdrawn": { option: number };
  "purge.asked": { option: number };
  "purge.dropped": { option: number };
  "option.purged": { option: number };
  "options.withdrawn": { options: number[] };
  "option.restored": { option: number; state: string };
  "option.reopened": { option: number };
  "option.appealed": { option: number };
  "comment.posted": { option: number; comment: number; kind: string };
  "comment.revised": { option: number; comment: number; version: number };
  "comment.withdrawn": { option: number; comment: number };
  "comment.hidden": { option: number; comment: number; hidden: boolean };
  "objection.chosen": { option: number; comment: number };
  "protocol.changed": Record<string, never>;
  "protocol.frozen": { number: number };
  "protocol.deviated": { number: number };
  "sample.written": { sample: number };
  "sample.judged": { sample: number };
  "portion.drawn": { options: number[] };
  "option.skipped": { option: number; reason: string };
  "option.resumed": { option: number };
  "sheet.judged": { option: number; round: number; first: boolean };
  "sheet.revised": { option: number };
  "card.moved": { option: number; x: number; y: number; version: number; noted?: boolean };
  "card.released": { option: number; version: number };
  "card.noted": { option: number; version: number };
  "board.frozen": { phase: string };
  "board.released": Record<string, never>;
  "narrative.created": { narrative: number; x: number; y: number; version: number };
  "narrative.revised": { narrative: number; version: number };
  "narrative.anchored": { narrative: number; x: number; y: number };
  "membership.set": { narrative: number; option: number; kind: string };
  "membership.ended": { narrative: number; option: number };
  "wild_card.set": { option: number };
  "wild_card.ended": { option: number };
  "narrative.ended": { narrative: number };
  "narrative.restored": { narrative: number; x: number; y: number; version: number };
  "members.ordered": { narrative: number; options: number[] };
  "narrative.challenged": { narrative: number; challenge: number };
  "narrative.supported": { narrative: number };
  "challenge.answered": { narrative: number; challenge: number };
  "takeaway.created": { takeaway: number; version: number };
  "takeaway.revised": { takeaway: number; version: number };
  "takeaway.ended": { takeaway: number };
  "takeaway.restored": { takeaway: number };
  "takeaways.ordered": { takeaways: number[] };
  "report_text.written": { text: string; version: number };
  "report_text.ended": { text: string };
  "report_text.restored": { text: string; version: number };
  "report_texts.ordered": { kind: string; numbers: number[] };
  "report.signed": { signature: number; role: string };
  "signature.ended": { signature: number };
  "report.published": { publication: number; gaps: number };
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
  "acceptance.undone",
  "option.revised",
  "option.reviewed",
  "option.resubmitted",
  "option.withdrawn",
  "purge.asked",
  "purge.dropped",
  "option.purged",
  "options.withdrawn",
  "option.restored",
  "option.reopened",
  "option.appealed",
  "comment.posted",
  "comment.revised",
  "comment.withdrawn",
  "comment.hidden",
  "objection.chosen",
  "protocol.changed",
  "protocol.frozen",
  "protocol.deviated",
  "sample.written",
  "sample.judged",
  "portion.drawn",
  "option.skipped",
  "option.resumed",
  "sheet.judged",
  "sheet.revised",
  "card.moved",
  "card.released",
  "card.noted",
  "board.frozen",
  "board.released",
  "narrative.created",
  "narrative.revised",
  "narrative.anchored",
  "membership.set",
  "membership.ended",
  "wild_card.set",
  "wild_card.ended",
  "narrative.ended",
  "narrative.restored",
  "members.ordered",
  "narrative.challenged",
  "narrative.supported",
  "challenge.answered",
  "takeaway.created",
  "takeaway.revised",
  "takeaway.ended",
  "takeaway.restored",
  "takeaways.ordered",
  "report_text.written",
  "report_text.ended",
  "report_text.restored",
  "report_texts.ordered",
  "report.signed",
  "signature.ended",
  "report.published",
  "report.requested",
  "report.finished",
];
