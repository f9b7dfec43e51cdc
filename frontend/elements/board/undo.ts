/** Undo and redo of one's own acts; the server knows them, so that they outlive a reload. */
import type { NarrativeBoard } from "../narrative-board";
import { type Answer, act } from "./acts";
import { commandOf } from "./keys";
import { part } from "./parts";

export class Undo {
  #board: NarrativeBoard;
  #buttons: Record<"undo" | "redo", HTMLButtonElement>;
  #last: Promise<unknown> = Promise.resolve();

  constructor(board: NarrativeBoard) {
    this.#board = board;
    this.#buttons = {
      undo: part(board, "[data-undo]") as HTMLButtonElement,
      redo: part(board, "[data-redo]") as HTMLButtonElement,
    };
    for (const name of ["undo", "redo"] as const) {
      this.#buttons[name].addEventListener("click", () => this.#turn(name));
    }
    board.commands.set("Ctrl+z", () => this.#turn("undo"));
    for (const key of ["Ctrl+Shift+z", "Ctrl+y"]) board.commands.set(key, () => this.#turn("redo"));
    // Keys reach the board only where the focus is in it; after a click on the page it is nowhere.
    document.addEventListener("keydown", this.#key);
    document.addEventListener("board:acted", this.#acted);
  }

  #key = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.target !== document.body || !this.#board.isConnected) return;
    const command = commandOf(event);
    if (!/^Ctrl\+(z|y|Shift\+z)$/.test(command)) return;
    event.preventDefault();
    this.#turn(command === "Ctrl+z" ? "undo" : "redo");
  };

  // One's own acts alone come by this event: what they leave to undo they say, or it is one more.
  #acted = (event: Event): void => {
    const { undo = true, redo = false } = (event as CustomEvent<Answer>).detail ?? {};
    this.#show({ undo, redo });
  };

  #show(reach: { undo: boolean; redo: boolean }): void {
    for (const name of ["undo", "redo"] as const) {
      // The button in the focus stays, so that the next press is heard and answered.
      this.#buttons[name].setAttribute("aria-disabled", String(!reach[name]));
    }
  }

  /** One after the other, however fast the keys come. */
  #turn(name: "undo" | "redo"): void {
    this.#last = this.#last.then(() => act(this.#board, name));
  }
}
