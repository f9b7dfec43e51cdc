/**
 * The browser's end of the live feed; exercises/live/__init__.py is the other and says what the frames mean.
 *
 * The log is the truth and the socket a hint: every line reaches `hear.lines` once and in order, whether it came by
 * the socket or by the catch-up. A hole is never skipped; it is asked for.
 */
import type { Line } from "./events";

export type FeedState = "live" | "catching-up" | "offline";

export interface Place {
  /** Addresses of the socket and of the catch-up. */
  socket: string;
  events: string;
  /** Which log, and the last number that this page has seen. */
  epoch: string;
  seq: number;
}

export interface Hearer {
  lines(lines: Line[]): void;
  state(state: FeedState): void;
  /** Something in passing, without a number. */
  hint?(said: { hint: string }): void;
  /** This page's past is not the log's, or its reader is out: load it again. */
  reload(): void;
}

interface Page {
  epoch: string;
  head: number;
  events: Line[];
  more: boolean;
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 30_000;
const POLL_MS = 4_000;
/** The server speaks every 25 s. After a longer silence it is asked, and 10 s later given up. */
const SILENCE_MS = 40_000;
const ANSWER_MS = 10_000;
const ASK_APART_MS = 2_000; // the server drops what is asked faster than once a second
const RELOAD_CODES = new Set([4401, 4403, 4409]);
const OUR_FAULT_CODES = new Set([1008, 1009, 4400]);

/** How long to wait before the next attempt, in ms: doubled each time up to 30 s, and anywhere between half of that and all of it. */
export function backOff(failures: number, random = Math.random()): number {
  const longest = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** failures);
  return longest * (0.5 + random / 2);
}

export class Connection {
  /** The last number that was handed on. */
  seq: number;
  /** The highest number that was heard of; above `seq`, something is missing. */
  #heard: number;
  #asked = 0;
  #place: Place;
  #hear: Hearer;
  #socket: WebSocket | undefined;
  #failures = 0;
  #reconnect: ReturnType<typeof setTimeout> | undefined;
  #watch: ReturnType<typeof setTimeout> | undefined;
  #poll: ReturnType<typeof setTimeout> | undefined;
  #catching: Promise<void> | undefined;
  #state: FeedState | undefined;
  #stopped = true;

  constructor(place: Place, hear: Hearer) {
    this.#place = place;
    this.#hear = hear;
    this.seq = this.#heard = place.seq;
  }

  start(): void {
    if (!this.#stopped) return;
    this.#stopped = false;
    this.#state = undefined;
    this.#open();
  }

  stop(): void {
    this.#stopped = true;
    for (const timer of [this.#reconnect, this.#watch, this.#poll]) clearTimeout(timer);
    const socket = this.#socket;
    this.#socket = undefined;
    socket?.close();
  }

  /** Try now and not when the wait is over: the browser is online again, or the page is shown again. */
  hurry(): void {
    if (this.#stopped) return;
    clearTimeout(this.#reconnect);
    if (this.#socket) this.#ask();
    else this.#open();
  }

  /** Say something in passing to whoever may hear it; lost while the page is not live. */
  hint(said: object): void {
    if (this.#state === "live" && this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(said));
  }

  #say(state: FeedState): void {
    if (this.#stopped || this.#state === state) return;
    this.#state = state;
    this.#hear.state(state);
  }

  #query(): string {
    return `?after=${this.seq}&epoch=${encodeURIComponent(this.#place.epoch)}`;
  }

  // The socket

  #open(): void {
    const address = new URL(this.#place.socket + this.#query(), location.href);
    address.protocol = address.protocol.replace("http", "ws");
    const socket = new WebSocket(address);
    let opened = false;
    this.#socket = socket;
    socket.onopen = () => {
      opened = true;
      clearTimeout(this.#poll);
      this.#poll = undefined;
      this.#listen();
    };
    socket.onmessage = ({ data }) => {
      if (this.#socket === socket) this.#frame(data);
    };
    socket.onclose = ({ code }) => {
      if (this.#socket === socket) this.#closed(code, opened);
    };
  }

  #closed(code: number, opened: boolean): void {
    this.#socket = undefined;
    clearTimeout(this.#watch);
    if (RELOAD_CODES.has(code)) this.#reload();
    else if (OUR_FAULT_CODES.has(code)) this.#say("offline");
    else this.#openLater(opened);
  }

  #openLater(opened: boolean): void {
    if (this.#state !== "offline") this.#say("catching-up");
    this.#reconnect = setTimeout(() => this.#open(), backOff(this.#failures++));
    // A socket that never opened does not say why; the catch-up does, and does the socket's work meanwhile.
    if (!opened) this.#pollSoon(0);
  }

  #frame(text: string): void {
    this.#listen();
    const frame = JSON.parse(text) as {
      events?: Line[];
      head?: number;
      epoch?: string;
      reload?: boolean;
      hint?: string;
    };
    if (frame.reload) this.#reload();
    else if (frame.events) this.#receive(frame.events);
    else if (frame.head !== undefined) this.#stands(frame.head, frame.epoch);
    else if (frame.hint !== undefined) this.#hear.hint?.({ ...frame, hint: frame.hint });
  }

  /** Where the log stands: all is here, something is missing, or it is another log. */
  #stands(head: number, epoch?: string): void {
    if (epoch !== this.#place.epoch) {
      this.#reload();
      return;
    }
    this.#failures = 0;
    this.#heard = Math.max(this.#heard, head);
    if (this.#heard > this.seq) void this.#catchUp();
    else this.#say("live");
  }

  /** Hand on what is new; a hole before it is asked for first. */
  #receive(lines: Line[]): void {
    const fresh = lines.filter(([seq]) => seq > this.seq);
    const first = fresh[0];
    const last = fresh.at(-1);
    if (!first || !last) return;
    this.#heard = Math.max(this.#heard, last[0]);
    if (first[0] !== this.seq + 1) {
      void this.#catchUp();
      return;
    }
    this.seq = last[0];
    this.#hear.lines(fresh);
  }

  #listen(): void {
    clearTimeout(this.#watch);
    this.#watch = setTimeout(() => this.#ask(), SILENCE_MS);
  }

  /** Half-open connections exist: a laptop that slept, a proxy that forgot. */
  #ask(): void {
    const socket = this.#socket;
    if (socket?.readyState !== WebSocket.OPEN || Date.now() - this.#asked < ASK_APART_MS) return;
    this.#asked = Date.now();
    socket.send("ping");
    clearTimeout(this.#watch);
    this.#watch = setTimeout(() => {
      this.#closed(1006, true);
      socket.close();
    }, ANSWER_MS);
  }

  // The catch-up

  #pollSoon(wait = POLL_MS * (0.75 + Math.random() / 2)): void {
    clearTimeout(this.#poll);
    this.#poll = setTimeout(async () => {
      this.#poll = undefined;
      await this.#catchUp();
      if (!this.#stopped && this.#socket?.readyState !== WebSocket.OPEN) this.#pollSoon();
    }, wait);
  }

  /** Ask for everything after our number, page by page; one at a time. */
  #catchUp(): Promise<void> {
    if (this.#state !== "offline") this.#say("catching-up"); // until an answer says otherwise
    this.#catching ??= this.#pages().finally(() => {
      this.#catching = undefined;
    });
    return this.#catching;
  }

  async #pages(): Promise<void> {
    try {
      // Frames that came meanwhile were not applied over the hole: what they told of is asked for as well.
      for (let more = true; more || this.seq < this.#heard; ) {
        const before = this.seq;
        const page = await this.#page();
        if (!page || this.#stopped) return;
        this.#receive(page.events);
        more = page.more;
        if ((more || this.seq < this.#heard) && this.seq === before) throw new Error("the catch-up stands still");
      }
      this.#say(this.#socket?.readyState === WebSocket.OPEN ? "live" : "catching-up");
    } catch {
      this.#say("offline");
      if (!this.#poll) this.#pollSoon();
    }
  }

  /** One page; nothing when this page has to be loaded again. Throws when there is no answer, or none of use. */
  async #page(): Promise<Page | undefined> {
    const headers = { Accept: "application/json" };
    const answer = await fetch(this.#place.events + this.#query(), { headers, redirect: "manual" });
    if (answer.status === 404 || answer.status === 409) {
      this.#reload();
      return undefined;
    }
    if (!answer.ok) throw new Error(`the catch-up answered ${answer.status}`);
    const page = (await answer.json()) as Page;
    if (page.epoch !== this.#place.epoch) {
      this.#reload();
      return undefined;
    }
    return page;
  }

  #reload(): void {
    if (this.#stopped) return;
    this.stop();
    this.#hear.reload();
  }
}
