import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Queues, sendMove } from "./moves";

// The network is played; everything of ours is real.
let bodies: URLSearchParams[];
let answers: (() => Response | Promise<Response>)[];
const offline = () => Promise.reject(new TypeError("no network"));
const problem = (status: number, said: object) => () => Response.json(said, { status });
const done = () => Response.json({ x: 0.5, y: 0.5, version: 4 });

beforeEach(() => {
  vi.useFakeTimers();
  bodies = [];
  answers = [];
  vi.stubGlobal("fetch", async (_address: string, { body }: { body: URLSearchParams }) => {
    bodies.push(body);
    return (answers.shift() ?? done)();
  });
});

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

async function move() {
  const sent = sendMove("/move/", { x: 0.5, y: 0.5 }, { seen: 3, note: "Why" });
  await vi.advanceTimersByTimeAsync(60_000);
  return sent;
}

describe("a move", () => {
  test("says where, from which version, and has a key", async () => {
    expect(await move()).toEqual({ kind: "done", card: { x: 0.5, y: 0.5, version: 4 } });
    const { key, ...rest } = Object.fromEntries(bodies[0] ?? []);
    expect(rest).toEqual({ x: "0.5", y: "0.5", seen_version: "3", note: "Why" });
    expect(key).toMatch(/^[0-9a-f-]{36}$/);
  });

  test("is tried again with the same key when the network or the server fails", async () => {
    answers = [offline, () => new Response("", { status: 502 }), offline, done];
    expect((await move()).kind).toBe("done");
    expect(bodies.length).toBe(4);
    expect(new Set(bodies.map((body) => body.get("key"))).size).toBe(1);
  });

  test("is given up in the end", async () => {
    answers = Array.from({ length: 9 }, () => offline);
    expect([await move(), bodies.length]).toEqual([{ kind: "unsent" }, 6]);
  });

  test("that comes too late says where the card lies and who moved it", async () => {
    const said = { title: "Milo moved this card meanwhile.", x: -1, y: 1, version: 9, moved_by: "Milo" };
    answers = [problem(409, said)];
    expect(await move()).toEqual({ kind: "stale", card: said, sentence: said.title });
    expect(bodies.length).toBe(1);
  });

  test("that is refused is not tried again", async () => {
    answers = [problem(403, { title: "As Observer you can read this." })];
    expect(await move()).toEqual({ kind: "refused", sentence: "As Observer you can read this." });
    answers = [problem(422, { title: "Invalid.", fields: { x: "Too far." } })];
    expect(await move()).toEqual({ kind: "refused", sentence: "Too far." });
    answers = [() => new Response("<html>", { status: 403 })];
    expect(await move()).toEqual({ kind: "refused", sentence: "" });
  });
});

test("moves of one card wait for each other, those of others do not", async () => {
  const queues = new Queues();
  const order: string[] = [];
  const work = (name: string, ms: number) => async () => {
    await new Promise((resolve) => setTimeout(resolve, ms));
    order.push(name);
  };
  queues.run(1, work("first", 100));
  queues.run(1, work("second", 10));
  queues.run(2, work("other", 50));
  await vi.advanceTimersByTimeAsync(500);
  expect(order).toEqual(["other", "first", "second"]);
});
