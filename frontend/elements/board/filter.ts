/** Search and filter above the board: what is found stays lit, everything else is dimmed; both stand in the address. */
import type { NarrativeBoard } from "../narrative-board";
import type { Card } from "./model";
import { part, write } from "./parts";
import type { Stage } from "./stage";

/** Which cards: all of one narrative ("3"), those in none, or those with a mark. */
export type Which = "" | "none" | "wild" | "noteless" | "divided" | "unclear" | "moved" | `${number}`;

export class Filter {
  #board: NarrativeBoard;
  #stage: Stage;
  #form: HTMLFormElement;
  #output: HTMLElement;
  #revision = -1;

  constructor(board: NarrativeBoard, stage: Stage, signal: AbortSignal) {
    this.#board = board;
    this.#stage = stage;
    this.#form = part(board, ".board-filter") as HTMLFormElement;
    this.#output = part(board, ".board-found");
    const asked = new URLSearchParams(location.search);
    for (const name of ["q", "only"]) {
      const field = this.#form.elements.namedItem(name);
      if (field instanceof HTMLInputElement || field instanceof HTMLSelectElement) field.value = asked.get(name) ?? "";
    }
    this.#form.addEventListener("input", this.#changed, { signal });
    this.#form.addEventListener("submit", this.#submitted, { signal });
    if (this.#q || this.#only) this.#light();
  }

  /** After what happened on the board: who is found may have changed. */
  update(): void {
    if (this.#revision !== this.#board.model.revision && (this.#q || this.#only)) this.#light();
  }

  focus(): void {
    this.#form.querySelector<HTMLElement>("input")?.focus();
  }

  get #q(): string {
    return this.#value("q");
  }

  get #only(): Which {
    return this.#value("only") as Which;
  }

  #value(name: string): string {
    const value = new FormData(this.#form).get(name);
    return typeof value === "string" ? value.trim() : "";
  }

  #changed = (): void => {
    const address = new URL(location.href);
    for (const [name, value] of [
      ["q", this.#q],
      ["only", this.#only],
    ] as const) {
      if (value) address.searchParams.set(name, value);
      else address.searchParams.delete(name);
    }
    history.replaceState(history.state, "", address);
    this.#light();
  };

  // Enter goes to the first that was found.
  #submitted = (event: SubmitEvent): void => {
    event.preventDefault();
    const first = this.#board.model.cards().find(({ number }) => this.#stage.lit?.has(number));
    if (first) this.#board.focusCard(first.number);
  };

  #light(): void {
    const { model, words } = this.#board;
    this.#revision = model.revision;
    const cards = model.cards();
    const nothing = !this.#q && !this.#only;
    const found = cards.filter((card) => isOf(card, this.#only) && says(card, this.#q));
    this.#stage.light(nothing ? undefined : new Set(found.map(({ number }) => number)));
    const count = words.text("found").replace("{found}", String(found.length)).replace("{all}", String(cards.length));
    write(this.#output, nothing ? "" : count);
  }
}

export function isOf(card: Card, which: Which): boolean {
  if (which === "") return true;
  if (which === "none") return card.number !== 0 && !card.core && card.marks.length === 0;
  if (which === "wild" || which === "noteless" || which === "divided" || which === "unclear") return card[which];
  if (which === "moved") return card.from !== undefined;
  const number = Number(which);
  return card.core?.number === number || card.marks.some(({ narrative }) => narrative.number === number);
}

/** Every word is in the title, whatever its accents and letters' size; a number is that option's. */
export function says({ number, title }: Card, asked: string): boolean {
  const words = plain(asked).split(/\s+/).filter(Boolean);
  const text = plain(title);
  return words.every((word) => text.includes(word) || word.replace(/^po-/, "") === String(number));
}

function plain(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
}
