import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { backOff, Connection, type FeedState } from "./connection";
import type { Line } from "./events";

// The network, and nothing of ours, is played here: a socket that does what a test says, and a log behind the catch-up.
class PlayedSocket {
  static readonly OPEN = 1;
  static all: PlayedSocket[] = [];
  static refused = false;
  readyState = 0;
  sent: string[] = [];
  onopen?: () => void;
  onmessage?: (message: { data: string }) => void;
  onclose?: (close: { code: number }) => void;

  constructor(readonly url: URL) {
    PlayedSocket.all.push(this);
    if (PlayedSocket.refused) queueMicrotask(() => this.drop(1006));
  }

  open(): void {
    this.readyState = 1;
    this.onopen?.();
  }

  say(frame: unknown): void {
    this.onmessage?.({ data: JSON.stringify(frame) });
  }

  drop(code: number): void {
    this.readyState = 3;
    this.onclose?.({ code });
  }

  send(text: string): void {
    this.sent.push(text);
  }

  close(): void {
    this.readyState = 3;
  }
}

const line = (seq: number): Line => [seq, "person.joined", { role: "analyst" }];
const lines = (from: number, to: number): Line[] => Array.from({ length: to - from + 1 }, (_, i) => line(from + i));

let log: Line[];
let answer: () => Response | Promise<Response>;
let asked: string[];
let heard: number[];
let states: FeedState[];
let reloads: number;
let connection: Connection;

function page(url: string, size = 500): Response {
  const after = Number(new URL(url, "http://x").searchParams.get("after"));
  const events = log.filter(([seq]) => seq > after).slice(0, size);
  const head = log.at(-1)?.[0] ?? 0;
  return Response.json({ epoch: "E", head, events, more: (events.at(-1)?.[0] ?? head) < head });
}

function latest(): PlayedSocket {
  const socket = PlayedSocket.all.at(-1);
  if (!socket) throw new Error("no socket");
  return socket;
}

beforeEach(() => {
  vi.useFakeTimers();
  PlayedSocket.all = [];
  PlayedSocket.refused = false;
  log = lines(1, 12);
  asked = [];
  heard = [];
  states = [];
  reloads = 0;
  answer = () => page(asked.at(-1) ?? "");
  vi.stubGlobal("WebSocket", PlayedSocket);
  vi.stubGlobal("fetch", async (url: string) => {
    asked.push(url);
    return answer();
  });
  connection = new Connection(
    { socket: "/x/alpha/feed", events: "/x/alpha/events", epoch: "E", seq: 10 },
    {
      lines: (got) => heard.push(...got.map(([seq]) => seq)),
      state: (state) => states.push(state),
      reload: () => {
        reloads += 1;
      },
    },
  );
  connection.start();
});

afterEach(() => {
  connection.stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

function live(): PlayedSocket {
  const socket = latest();
  socket.open();
  socket.say({ head: connection.seq, epoch: "E" });
  return socket;
}

describe("the socket", () => {
  test("begins after the page's number and is live once told where the log stands", () => {
    const socket = latest();
    expect(socket.url.pathname + socket.url.search).toBe("/x/alpha/feed?after=10&epoch=E");
    expect(socket.url.protocol).toBe("ws:");
    socket.open();
    expect(states).toEqual([]);
    socket.say({ events: lines(11, 12) });
    socket.say({ head: 12, epoch: "E" });
    expect([heard, states]).toEqual([[11, 12], ["live"]]);
  });

  test("hands on no number twice", () => {
    const socket = live();
    socket.say({ events: lines(9, 11) });
    socket.say({ events: lines(11, 12) });
    socket.say({ events: lines(12, 12) });
    expect(heard).toEqual([11, 12]);
  });

  test("ignores hints", () => {
    live().say({ hint: "progress", percent: 4 });
    expect([heard, states]).toEqual([[], ["live"]]);
  });

  test.each([4401, 4403, 4409])("loads the page again after close code %i", (code) => {
    live().drop(code);
    vi.advanceTimersByTime(100_000);
    expect([reloads, PlayedSocket.all.length]).toEqual([1, 1]);
  });

  test.each([1008, 1009, 4400])("does not come back after close code %i, which is our fault", (code) => {
    live().drop(code);
    vi.advanceTimersByTime(100_000);
    expect([PlayedSocket.all.length, states]).toEqual([1, ["live", "offline"]]);
  });

  test("loads the page again when told so, or told another epoch", () => {
    live().say({ reload: true });
    expect(reloads).toBe(1);
    connection.start();
    latest().open();
    latest().say({ head: 10, epoch: "other" });
    expect(reloads).toBe(2);
  });

  test("is asked after a long silence, and given up without an answer", () => {
    const silent = live();
    vi.advanceTimersByTime(40_000);
    expect(silent.sent).toEqual(["ping"]);
    vi.advanceTimersByTime(10_000);
    expect(states).toEqual(["live", "catching-up"]);
    vi.advanceTimersByTime(500);
    expect(PlayedSocket.all.length).toBe(2);
  });

  test("is kept when it answers", () => {
    const socket = live();
    for (let minute = 0; minute < 5; minute += 1) {
      vi.advanceTimersByTime(40_000);
      socket.say({ head: 10, epoch: "E" });
    }
    expect([socket.sent.length, PlayedSocket.all.length, states]).toEqual([5, 1, ["live"]]);
  });
});

describe("a gap", () => {
  test("is asked for before anything after it is applied", async () => {
    const socket = live();
    log = lines(1, 15);
    socket.say({ events: lines(13, 15) });
    expect([heard, states.at(-1)]).toEqual([[], "catching-up"]);
    await vi.advanceTimersByTimeAsync(0);
    expect(asked).toEqual(["/x/alpha/events?after=10&epoch=E"]);
    expect([heard, states.at(-1)]).toEqual([[11, 12, 13, 14, 15], "live"]);
  });

  test("shows in the regular number when nothing happens", async () => {
    live().say({ head: 12, epoch: "E" });
    await vi.advanceTimersByTimeAsync(0);
    expect(heard).toEqual([11, 12]);
  });

  test("is asked for in pages", async () => {
    const socket = live();
    log = lines(1, 30);
    answer = () => page(asked.at(-1) ?? "", 8);
    socket.say({ head: 30, epoch: "E" });
    await vi.advanceTimersByTimeAsync(0);
    expect([asked.length, heard]).toEqual([3, lines(11, 30).map(([seq]) => seq)]);
  });

  test("that grows while it is asked for is closed to its end", async () => {
    const socket = live();
    let release: (page: Response) => void = () => {};
    answer = () => new Promise<Response>((resolve) => (release = resolve));
    socket.say({ events: lines(12, 12) });
    await vi.advanceTimersByTimeAsync(0);
    const early = page(asked[0] ?? "");
    log = lines(1, 13);
    socket.say({ events: lines(13, 13) });
    answer = () => page(asked.at(-1) ?? "");
    release(early);
    await vi.advanceTimersByTimeAsync(0);
    expect([heard, asked.length]).toEqual([[11, 12, 13], 2]);
  });

  test("is asked for again when the catch-up fails", async () => {
    const socket = live();
    answer = () => new Response("", { status: 503 });
    socket.say({ head: 12, epoch: "E" });
    await vi.advanceTimersByTimeAsync(0);
    expect([heard, states.at(-1)]).toEqual([[], "offline"]);
    answer = () => page(asked.at(-1) ?? "");
    await vi.advanceTimersByTimeAsync(6_000);
    expect([heard, states.at(-1)]).toEqual([[11, 12], "live"]);
  });
});

describe("without a socket", () => {
  beforeEach(() => {
    PlayedSocket.refused = true;
    latest().drop(1006);
  });

  test("the catch-up is polled", async () => {
    await vi.advanceTimersByTimeAsync(10);
    expect([heard, states]).toEqual([[11, 12], ["catching-up"]]);
    log = lines(1, 14);
    await vi.advanceTimersByTimeAsync(6_000);
    expect(heard).toEqual([11, 12, 13, 14]);
  });

  test("and without an answer it is offline, until one comes", async () => {
    answer = () => Promise.reject(new TypeError("no network"));
    await vi.advanceTimersByTimeAsync(6_000);
    expect(states).toEqual(["catching-up", "offline"]);
    answer = () => page(asked.at(-1) ?? "");
    PlayedSocket.refused = false;
    await vi.advanceTimersByTimeAsync(40_000);
    live();
    expect([heard, states.at(-1)]).toEqual([[11, 12], "live"]);
  });

  test.each([404, 409])("the page is loaded again when the catch-up says %i", async (status) => {
    answer = () => new Response("", { status });
    await vi.advanceTimersByTimeAsync(10);
    expect(reloads).toBe(1);
  });

  test("waits grow, and begin anew once live", async () => {
    answer = () => Promise.reject(new TypeError("no network"));
    await vi.advanceTimersByTimeAsync(60_000);
    const attempts = PlayedSocket.all.length;
    expect(attempts).toBeLessThan(12);
    expect(attempts).toBeGreaterThan(5);
    PlayedSocket.refused = false;
    await vi.advanceTimersByTimeAsync(31_000);
    const after = PlayedSocket.all.length;
    live();
    latest().drop(1012);
    await vi.advanceTimersByTimeAsync(500);
    expect(PlayedSocket.all.length).toBe(after + 1);
  });

  test("it tries at once when asked to hurry", () => {
    const before = PlayedSocket.all.length;
    connection.hurry();
    expect(PlayedSocket.all.length).toBe(before + 1);
  });
});

test("a wait is between half and all of 0.5 s, doubled with each failure up to 30 s", () => {
  expect([backOff(0, 0), backOff(0, 1), backOff(1, 1), backOff(4, 0), backOff(20, 1)]).toEqual([
    250, 500, 1000, 4000, 30_000,
  ]);
});

test("a stopped connection says nothing and begins where it was", () => {
  const socket = live();
  socket.say({ events: lines(11, 11) });
  connection.stop();
  socket.say({ events: lines(12, 12) });
  connection.start();
  expect([heard, latest().url.search]).toEqual([[11], "?after=11&epoch=E"]);
});
