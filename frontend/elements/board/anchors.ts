/** Where the narratives' names stand: those who may move them do so by hand or by key, and everybody sees it. */
import type { Point } from "../../feed/replica";
import type { NarrativeBoard } from "../narrative-board";
import { tell } from "../notice-list";
import { isDirection, onBoard, rounded } from "./geometry";
import { stepped } from "./keys";
import { post, sentenceOf } from "./moves";
import type { Stage } from "./stage";

const SLACK = 5; // px before a press becomes a drag

export class Anchors {
  #board: NarrativeBoard;
  #stage: Stage;
  #plot: HTMLElement;
  #at: Point | undefined;
  #from: Point | undefined;
  #dragged = false;

  constructor(board: NarrativeBoard, stage: Stage, plot: HTMLElement, signal: AbortSignal) {
    this.#board = board;
    this.#stage = stage;
    this.#plot = plot;
    board.addEventListener("pointerdown", this.#down, { signal, capture: true });
    board.addEventListener("click", this.#click, { signal, capture: true });
    board.addEventListener("keydown", this.#key, { signal, capture: true });
    board.addEventListener("focusout", this.#leave, { signal });
  }

  #down = (event: PointerEvent): void => {
    const number = this.#stage.names.numberOf(event.target);
    if (number === undefined || event.button !== 0) return;
    event.stopPropagation(); // neither a pan nor a card
    this.#dragged = false;
    if (!this.#board.model.mayMove) return;
    const from = { x: event.clientX, y: event.clientY };
    const box = this.#plot.getBoundingClientRect();
    const move = ({ clientX, clientY }: PointerEvent): void => {
      if (!this.#dragged && Math.hypot(clientX - from.x, clientY - from.y) < SLACK) return;
      this.#dragged = true;
      this.#hold(number, this.#board.view.toBoard({ x: clientX - box.left, y: clientY - box.top }));
    };
    const stop = new AbortController();
    const done = (ended: PointerEvent): void => {
      stop.abort();
      if (this.#dragged && ended.type === "pointerup") void this.#drop();
      else this.#putBack();
    };
    addEventListener("pointermove", move, { signal: stop.signal });
    addEventListener("pointerup", done, { signal: stop.signal });
    addEventListener("pointercancel", done, { signal: stop.signal });
  };

  // The click that ends a drag follows no link.
  #click = (event: MouseEvent): void => {
    if (!this.#dragged || this.#stage.names.numberOf(event.target) === undefined) return;
    event.preventDefault();
    event.stopPropagation();
    this.#dragged = false;
  };

  #key = (event: KeyboardEvent): void => {
    const number = this.#stage.names.numberOf(event.target);
    if (number === undefined || !this.#board.model.mayMove || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === " " && this.#at) void this.#drop();
    else if (event.key === " ") this.#pickUp(number);
    else if (event.key === "Escape" && this.#at) this.#cancel(number);
    else if (isDirection(event.key) && this.#at) this.#step(number, stepped(this.#at, event.key, event.shiftKey));
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  // Tab goes away from a name that is held: it is put back.
  #leave = (event: FocusEvent): void => {
    const number = this.#stage.names.numberOf(event.target);
    // A name that is put into another place of the page comes back by itself.
    requestAnimationFrame(() => {
      if (this.#stage.heldName === undefined || this.#dragged || number !== this.#stage.heldName) return;
      if (this.#stage.names.numberOf(document.activeElement) !== number) this.#putBack();
    });
  };

  #pickUp(number: number): void {
    this.#hold(number, this.#anchor(number) ?? { x: 0, y: 0 });
    this.#say("namePickedUp", number);
  }

  #step(number: number, to: Point): void {
    this.#hold(number, to);
    this.#board.words.say(this.#board.words.where(to));
  }

  #cancel(number: number): void {
    this.#putBack();
    this.#say("cancelled", number);
  }

  #hold(number: number, at: Point): void {
    this.#from ??= this.#anchor(number);
    this.#at = rounded(onBoard(at));
    this.#stage.heldName = number;
    this.#board.model.holdAnchor(number, this.#at);
    this.#board.redraw();
  }

  #putBack(): void {
    const number = this.#stage.heldName;
    this.#at = this.#from = this.#stage.heldName = undefined;
    if (number !== undefined) this.#board.model.holdAnchor(number);
    this.#board.redraw();
  }

  async #drop(): Promise<void> {
    const number = this.#stage.heldName;
    const at = this.#at;
    this.#at = this.#from = this.#stage.heldName = undefined;
    if (number === undefined || !at) return;
    this.#say("dropped", number);
    const address = this.#board.words.text("anchor").replace("/0/", `/${number}/`);
    try {
      const answer = await post(address, new URLSearchParams({ x: String(at.x), y: String(at.y) }));
      if (answer.ok) this.#board.model.anchor(number, at);
      else tell(sentenceOf(await answer.json()), "bad");
    } catch {
      tell(this.#board.words.text("nameNotSent"), "bad");
    }
    if (this.#stage.heldName !== number) this.#board.model.holdAnchor(number);
    this.#board.redraw();
  }

  #anchor(number: number): Point | undefined {
    return this.#board.model.names().find((name) => name.number === number)?.anchor;
  }

  #say(sentence: string, number: number): void {
    const name = this.#board.model.names().find((known) => known.number === number);
    const { words } = this.#board;
    const title = name ? `${name.numeral} ${name.nickname}` : "";
    words.say(words.text(sentence).replace("{title}", title).replace("{where}", words.where(name?.anchor)));
  }
}
