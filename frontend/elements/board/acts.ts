/** What moderators do on the board beyond moving one card, sent as one write each. */
import type { NarrativeBoard } from "../narrative-board";
import { tell } from "../notice-list";
import type { Settled } from "./model";
import { persist, post, sentenceOf } from "./moves";

export type Numbered = Settled & { option: number };

export interface Answer {
  /** Where cards lie now: those that were moved, or those that are not where one has seen them. */
  cards?: Numbered[];
  said?: string;
  /** Whether there is something to undo and to do again. */
  undo?: boolean;
  redo?: boolean;
}

/**
 * POST to the address that the page names (data-…), with a key of its own: tried again after a failure of the network
 * it is still one write. Says what was done, or the server's sentence; undefined when it was not done.
 */
export async function act(
  board: NarrativeBoard,
  name: string,
  fields: Record<string, string> = {},
): Promise<Answer | undefined> {
  if (board.refusesInThePast()) return undefined;
  const address = board.words.text(name);
  const body = new URLSearchParams({ key: crypto.randomUUID(), ...fields });
  const answer = await persist(() => once(address, body));
  for (const card of answer?.said.cards ?? []) board.settled(card.option, card);
  board.redraw();
  if (!answer) tell(board.words.text("unsent"), "bad");
  else if (!answer.ok) tell(sentenceOf(answer.said), "warn");
  else if (answer.said.said) tell(answer.said.said, "good");
  board.words.say(
    answer ? (answer.ok ? (answer.said.said ?? "") : sentenceOf(answer.said)) : board.words.text("unsent"),
  );
  if (answer?.ok) board.dispatchEvent(new CustomEvent<Answer>("board:acted", { detail: answer.said, bubbles: true }));
  return answer?.ok ? answer.said : undefined;
}

type Said = Answer & { title?: string; fields?: Record<string, string> };

async function once(address: string, body: URLSearchParams): Promise<{ ok: boolean; said: Said } | undefined> {
  try {
    const answer = await post(address, body);
    return answer.status >= 500 ? undefined : { ok: answer.ok, said: (await answer.json()) as Said };
  } catch {
    return undefined; // no network, or an answer that is none of ours
  }
}
