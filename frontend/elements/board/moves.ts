/** Moves of cards on their way to the server: each with a key of its own, one at a time for a card, never twice. */
import type { Point } from "../../feed/replica";
import type { Settled } from "./model";

export type Outcome =
  | { kind: "done"; card: Settled }
  /** Somebody else was faster: where the card lies, and the server's sentence that says who. */
  | { kind: "stale"; card: Settled; sentence: string }
  | { kind: "refused"; sentence: string }
  | { kind: "unsent" };

const WAITS_MS = [400, 1_000, 2_000, 4_000, 8_000];

/**
 * POST one move. A failure of the network, or of the server, is tried again with the same key, so that a move whose
 * answer was lost is still one move.
 */
export async function sendMove(
  address: string,
  { x, y }: Point,
  { seen, note = "", key = crypto.randomUUID() as string }: { seen: number; note?: string; key?: string },
): Promise<Outcome> {
  const body = new URLSearchParams({ x: String(x), y: String(y), seen_version: String(seen), note, key });
  return (await persist(() => attempt(address, body))) ?? { kind: "unsent" };
}

/** Try until there is an answer, with growing waits; undefined when there was none to the end. */
export async function persist<T>(once: () => Promise<T | undefined>): Promise<T | undefined> {
  for (const wait of [...WAITS_MS, undefined]) {
    const answer = await once();
    if (answer !== undefined) return answer;
    if (wait !== undefined) await new Promise((resolve) => setTimeout(resolve, wait * (0.75 + Math.random() / 2)));
  }
  return undefined;
}

async function attempt(address: string, body: URLSearchParams): Promise<Outcome | undefined> {
  try {
    const answer = await post(address, body);
    if (answer.status >= 500) return undefined;
    if (answer.ok) return { kind: "done", card: await answer.json() };
    const said = await answer.json().catch(() => ({})); // a proxy's page, perhaps
    const sentence = sentenceOf(said);
    if (answer.status === 409 && typeof said.version === "number") return { kind: "stale", card: said, sentence };
    return { kind: "refused", sentence };
  } catch {
    return undefined; // no network, or an answer that is none of ours
  }
}

/** A POST of a form that is answered with JSON. */
export function post(address: string, body: URLSearchParams): Promise<Response> {
  const token = document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? "";
  return fetch(address, {
    method: "POST",
    body,
    headers: { Accept: "application/json", "X-CSRFToken": token },
    redirect: "manual",
  });
}

/** What problem details say: the sentences of the fields, else the title. */
export function sentenceOf(problem: { title?: string; fields?: Record<string, string> }): string {
  return Object.values(problem.fields ?? {}).join(" ") || (problem.title ?? "");
}

/** Runs what is given for a card after what was given before for the same card. */
export class Queues {
  #last = new Map<number, Promise<unknown>>();

  run<T>(number: number, work: () => Promise<T>): Promise<T> {
    const mine = (this.#last.get(number) ?? Promise.resolve()).then(work, work);
    this.#last.set(number, mine);
    return mine;
  }

  /** After what was given for any of these cards; what is given for them later comes after it. */
  runAll<T>(numbers: readonly number[], work: () => Promise<T>): Promise<T> {
    const before = Promise.allSettled(numbers.map((number) => this.#last.get(number)));
    const mine = before.then(work);
    for (const number of numbers) this.#last.set(number, mine);
    return mine;
  }
}
