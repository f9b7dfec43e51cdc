/** What the board says: the sentences come with the page (data-…), the places from the axes. */
import type { Point } from "../../feed/replica";
import type { BoardModel, Card } from "./model";

export class Words {
  #board: HTMLElement;
  #model: BoardModel;

  constructor(board: HTMLElement, model: BoardModel) {
    this.#board = board;
    this.#model = model;
  }

  /** To those who hear the page. */
  say(words: string): void {
    const live = this.#board.querySelector("[data-live]");
    if (live) live.textContent = words;
  }

  text(name: string): string {
    return this.#board.dataset[name] ?? "";
  }

  /** A sentence of the page about a card. */
  of(name: string, card: Card): string {
    return this.text(name).replace("{title}", card.title).replace("{where}", this.where(card.at));
  }

  where(at: Point | undefined): string {
    if (!at) return this.text("unplaced");
    const towards = (value: number, [negative, positive]: [string, string]) => {
      const share = Math.round(Math.abs(value) * 100);
      return share ? `${share}% ${value < 0 ? negative : positive}` : this.text("middle");
    };
    const { x, y } = this.#model.axes;
    return `${towards(at.x, x)}, ${towards(at.y, y)}`;
  }

  /** All about a card: number, title, narratives, place. */
  describe = (card: Card): string => {
    const places = card.marks.map(({ narrative, kind }) => `${this.text(kind)} ${narrative.numeral}. `);
    if (card.core) places.unshift(`${card.core.numeral} ${card.core.nickname}. `);
    const flags = (["wild", "noteless", "divided", "unclear"] as const)
      .filter((flag) => card[flag])
      .map((flag) => `${this.text(flag)} `);
    return `${card.number}. ${card.title}. ${places.join("")}${flags.join("")}${this.where(card.at)}`;
  };
}
