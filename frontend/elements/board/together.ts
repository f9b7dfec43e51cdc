/** Who else is at the board: their cursors, what they have chosen, and following somebody's view. Nothing of it is kept. */
import type { Point } from "../../feed/replica";
import type { NarrativeBoard } from "../narrative-board";
import type { QuadrantFeed } from "../quadrant-feed";
import { part } from "./parts";
import type { Frame } from "./stage";

const APART_MS = 150; // between two hints of one's own
const BEAT_MS = 10_000; // with nothing to show: I am still here
const GONE_MS = 25_000; // without a word from somebody
const IDLE_MS = 4_000; // a cursor that rests fades
const MOST_SELECTED = 20;

/** A hint as the server passes it on. */
export interface Here {
  hint: "board.here";
  who: string;
  at?: [number, number];
  selected?: number[];
  view?: [number, number, number];
  /** The server says it when a socket has ended. */
  gone?: boolean;
}

interface Person {
  here: Here;
  seen: number;
  moved: number;
  cursor: HTMLElement;
  chip: HTMLButtonElement;
}

export class Together {
  #board: NarrativeBoard;
  #me: string;
  #plot: HTMLElement;
  #people = new Map<string, Person>();
  #followed: string | undefined;
  #at: Point | undefined;
  #said = "";
  #sent = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(board: NarrativeBoard) {
    this.#board = board;
    this.#me = board.dataset.me ?? "";
    this.#plot = part(board, ".board-plot");
    this.#plot.addEventListener("pointermove", this.#pointed);
    this.#plot.addEventListener("pointerleave", () => this.#show(undefined));
    for (const own of ["pointerdown", "wheel"]) this.#plot.addEventListener(own, () => this.#follow(undefined), true);
    for (const happened of ["board:choose", "board:select"]) board.addEventListener(happened, () => this.#soon());
    board.addEventListener("click", this.#click);
    board.overlays.add(this.#drawn);
    document.addEventListener("quadrant:hint", this.#hear);
    document.addEventListener("quadrant:feed", () => this.#say(true));
    setInterval(() => this.#beat(), BEAT_MS);
    this.#say(true);
  }

  // What others see of me

  get #feed(): QuadrantFeed | null {
    return document.querySelector<QuadrantFeed>("quadrant-feed:defined");
  }

  #pointed = ({ clientX, clientY }: PointerEvent): void => {
    const { left, top } = this.#plot.getBoundingClientRect();
    this.#show(this.#board.view.toBoard({ x: clientX - left, y: clientY - top }));
  };

  #show(at: Point | undefined): void {
    this.#at = at;
    this.#soon();
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => this.#say(), Math.max(0, this.#sent + APART_MS - Date.now()));
  }

  /** All that I show at this moment; again only when it is another, or as a sign of life. */
  #say(again = false): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (document.visibilityState !== "visible" || !this.#board.isConnected) return;
    const { view, chosen, selected } = this.#board;
    if (!view.width) return;
    const middle = view.toBoard({ x: view.width / 2, y: view.height / 2 });
    const marked = chosen.size ? [...chosen] : selected === undefined ? [] : [selected];
    const said = {
      ...(this.#at ? { at: [short(this.#at.x), short(this.#at.y)] } : {}),
      selected: marked.slice(0, MOST_SELECTED),
      view: [short(middle.x), short(middle.y), short(view.zoom)],
    };
    const words = JSON.stringify(said);
    if (words === this.#said && !again) return;
    this.#said = words;
    this.#sent = Date.now();
    this.#feed?.hint(said);
  }

  #beat(): void {
    if (Date.now() - this.#sent >= BEAT_MS) this.#say(true);
    for (const [who, { seen }] of this.#people) if (Date.now() - seen > GONE_MS) this.#leave(who);
  }

  // What I see of others

  #hear = (event: Event): void => {
    const here = (event as CustomEvent<Here>).detail;
    if (here.hint !== "board.here" || here.who === this.#me) return;
    if (here.gone) {
      this.#leave(here.who);
      return;
    }
    const known = this.#people.get(here.who) ?? this.#arrive(here);
    if (String(known.here.at) !== String(here.at)) known.moved = Date.now();
    known.here = here;
    known.seen = Date.now();
    if (this.#followed === here.who) this.#look(here);
    this.#board.redraw();
    setTimeout(() => this.#board.redraw(), IDLE_MS + 50);
  };

  #arrive(here: Here): Person {
    const cursor = document.createElement("span");
    cursor.className = "board-cursor";
    cursor.textContent = here.who;
    cursor.dir = "auto";
    part(this.#board, ".board-over").append(cursor);
    const chip = document.createElement("button");
    Object.assign(chip, { type: "button", className: "chip", textContent: here.who });
    chip.dataset.whom = here.who;
    chip.title = this.#board.words.text("follow").replace("{who}", here.who);
    chip.setAttribute("aria-label", chip.title);
    chip.setAttribute("aria-pressed", "false");
    part(this.#board, ".board-here").append(chip);
    const person = { here, seen: Date.now(), moved: Date.now(), cursor, chip };
    this.#people.set(here.who, person);
    // Whoever comes learns at once who is here already.
    setTimeout(() => this.#say(true), Math.random() * 1_000);
    return person;
  }

  #leave(who: string): void {
    const person = this.#people.get(who);
    if (this.#followed === who) this.#follow(undefined);
    person?.cursor.remove();
    person?.chip.remove();
    this.#people.delete(who);
    this.#board.redraw();
  }

  #drawn = ({ view }: Frame): void => {
    const theirs = new Set<number>();
    for (const { here, moved, cursor } of this.#people.values()) {
      for (const number of here.selected ?? []) theirs.add(number);
      cursor.hidden = !here.at;
      if (!here.at) continue;
      const { x, y } = view.toPixels({ x: here.at[0], y: here.at[1] });
      cursor.style.transform = `translate(${x}px, ${y}px)`;
      cursor.toggleAttribute("data-idle", Date.now() - moved > IDLE_MS);
    }
    for (const node of this.#board.querySelectorAll<HTMLElement>(".board-card")) {
      node.toggleAttribute("data-theirs", theirs.has(Number(node.dataset.number)));
    }
    this.#soon(); // my own view may have changed
  };

  // Following

  #click = (event: MouseEvent): void => {
    const chip = event.target instanceof Element ? event.target.closest<HTMLElement>("[data-whom]") : null;
    if (!chip) {
      if (event.target instanceof Element && event.target.closest("[data-zoom]")) this.#follow(undefined);
      return;
    }
    this.#follow(this.#followed === chip.dataset.whom ? undefined : chip.dataset.whom);
  };

  #follow(who: string | undefined): void {
    if (this.#followed === who) return;
    this.#followed = who;
    for (const [name, { chip }] of this.#people) chip.setAttribute("aria-pressed", String(name === who));
    const person = who === undefined ? undefined : this.#people.get(who);
    const { words } = this.#board;
    words.say(who === undefined ? words.text("followEnds") : words.text("following").replace("{who}", who));
    if (person) this.#look(person.here);
  }

  #look({ view }: Here): void {
    if (!view) return;
    this.#board.view.zoom = view[2];
    this.#board.view.centre({ x: view[0], y: view[1] });
    this.#board.redraw();
  }
}

function short(value: number): number {
  return Math.round(Math.max(-4, Math.min(100, value)) * 1e3) / 1e3;
}
