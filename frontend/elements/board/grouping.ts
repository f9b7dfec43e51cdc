/** What can be done with all that are chosen: into a narrative and out, alone, back to the crowd's point. */
import type { NarrativeBoard } from "../narrative-board";
import { act } from "./acts";
import { part } from "./parts";

export class Grouping {
  #board: NarrativeBoard;
  #dialog: HTMLDialogElement;
  #form: HTMLFormElement;
  #from: HTMLElement | null = null;

  constructor(board: NarrativeBoard) {
    this.#board = board;
    this.#dialog = part(board, ".board-grouping") as HTMLDialogElement;
    this.#form = part(this.#dialog, "form") as HTMLFormElement;
    this.#form.addEventListener("submit", this.#submit);
    this.#form.addEventListener("change", () => this.#changed());
    this.#dialog.addEventListener("close", this.#closed);
    board.addEventListener("click", this.#click);
    board.commands.set("g", (_event, number) => this.#open(number));
  }

  #click = (event: MouseEvent): void => {
    if (!(event.target instanceof Element)) return;
    if (event.target.closest("[data-group-open]")) this.#open();
    else if (event.target.closest("[data-group-back]")) void this.#giveBack();
    else if (event.target.closest("[data-group-none]")) this.#board.choose([]);
    else if (event.target.closest("[data-group-cancel]")) this.#dialog.close();
    else {
      const tool = event.target.closest("[data-lasso]");
      tool?.setAttribute("aria-pressed", String(tool.getAttribute("aria-pressed") !== "true"));
    }
  };

  /** For what is chosen; with nothing chosen, for the card in the focus. */
  #open(focused?: number): void {
    if (!this.#board.chosen.size && focused !== undefined) this.#board.choose([focused]);
    if (!this.#board.chosen.size || this.#board.refusesInThePast()) return;
    this.#from = document.activeElement instanceof HTMLElement ? document.activeElement : null;
    const cards = [...this.#board.chosen].flatMap((number) => this.#board.model.card(number) ?? []);
    part(this.#dialog, "[data-group-names]").textContent = cards
      .map((card) => `${card.number} ${card.title}`)
      .join(" · ");
    this.#offer();
    this.#changed();
    this.#dialog.showModal();
  }

  // A narrative that was made since the page was loaded can be chosen as well.
  #offer(): void {
    const place = part(this.#form, "[data-group-narratives]");
    for (const { number, numeral, nickname } of this.#board.model.names()) {
      if (place.querySelector(`input[value="${number}"]`)) continue;
      const label = document.createElement("label");
      label.className = "choice";
      const input = document.createElement("input");
      Object.assign(input, { type: "radio", name: "narrative", value: String(number), required: true });
      label.append(input, ` ${numeral}. ${nickname}`);
      place.querySelector("[data-alone]")?.before(label);
    }
  }

  /** To stand alone is of no kind. */
  #changed(): void {
    part(this.#form, "[data-group-kinds]").toggleAttribute("hidden", this.#value("narrative") === "alone");
  }

  #value(name: string): string {
    const value = new FormData(this.#form).get(name);
    return typeof value === "string" ? value : "";
  }

  #submit = async (event: SubmitEvent): Promise<void> => {
    event.preventDefault();
    const [narrative, kind] = [this.#value("narrative"), this.#value("do")];
    const fields: Record<string, string> = {
      options: [...this.#board.chosen].join(","),
      reason: this.#value("reason"),
      ...(narrative === "alone" ? { do: kind === "remove" ? "no_wild_card" : "wild_card" } : { do: kind, narrative }),
    };
    const done = await act(this.#board, "placeOptions", fields);
    if (!done) return; // what was chosen and written stays
    this.#form.reset();
    this.#dialog.close();
  };

  #closed = (): void => this.#from?.focus();

  async #giveBack(): Promise<void> {
    const { model, queues } = this.#board;
    const moved = [...this.#board.chosen].filter((number) => model.state.cards[number]);
    if (!moved.length) return;
    await queues.runAll(moved, () => {
      const cards = moved.map((number) => [number, null, null, model.version(number)]);
      return act(this.#board, "moveCards", { cards: JSON.stringify(cards) });
    });
  }
}
