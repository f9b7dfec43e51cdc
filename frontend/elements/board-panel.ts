import type { Line } from "../feed/events";
import { post, sentenceOf } from "./board/moves";
import type { NarrativeBoard } from "./narrative-board";
import { tell } from "./notice-list";

const JITTER_MS = 400;
const OPTION_CHANGED = /^(card\.|membership\.|narrative\.|option)/;

type Part = "option" | "list";

/**
 * Beside the board (on a phone a sheet at the bottom): the selected option, or all of them as a list. Both are the
 * server's own fragments and work as links and forms without script; with it they are fetched, and what moves a card
 * goes through the board.
 */
export class BoardPanel extends HTMLElement {
  #refresh: ReturnType<typeof setTimeout> | undefined;
  #asked = 0;
  /** The option that sliders hold somewhere else for a look. */
  #previewed: number | undefined;
  #stop = new AbortController();

  connectedCallback(): void {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    document.addEventListener("board:select", this.#selected, { signal });
    document.addEventListener("quadrant:events", this.#hear, { signal });
    document.addEventListener("click", this.#clickElsewhere, { signal });
    this.addEventListener("click", this.#click, { signal });
    this.addEventListener("submit", this.#submit, { signal });
    this.addEventListener("input", this.#input, { signal });
    this.addEventListener("toggle", this.#toggled, { signal, capture: true });
    signal.addEventListener("abort", () => clearTimeout(this.#refresh));
  }

  disconnectedCallback(): void {
    this.#stop.abort();
  }

  get #board(): NarrativeBoard | null {
    return document.querySelector<NarrativeBoard>("narrative-board");
  }

  #part(part: Part): HTMLElement | null {
    return this.querySelector<HTMLElement>(`[data-part="${part}"]`);
  }

  // What is shown

  #selected = async (event: Event): Promise<void> => {
    const number = (event as CustomEvent<number | null>).detail;
    const fromHere = this.contains(document.activeElement);
    if (this.#previewed !== undefined) this.#board?.preview(this.#previewed);
    this.#previewed = undefined;
    history.replaceState(null, "", number === null ? this.dataset.page : `${this.dataset.page}?option=${number}`);
    if (number === null) {
      this.#show("list", false);
      this.#part("option")?.replaceChildren();
      return;
    }
    await this.#fetch("option");
    this.#show("option", true);
    if (fromHere) this.#part("option")?.focus();
  };

  #show(part: Part, open: boolean): void {
    this.dataset.showing = part;
    this.toggleAttribute("data-open", open);
  }

  /** Fetch a part anew and put it in place of the old, without taking the focus from anybody. */
  async #fetch(part: Part): Promise<void> {
    const place = this.#part(part);
    if (!place) return;
    const asked = ++this.#asked;
    const number = this.#board?.selected;
    const query = new URLSearchParams({ part, ...(number === undefined ? {} : { option: String(number) }) });
    try {
      const answer = await fetch(`${this.dataset.page}?${query}`);
      if (!answer.ok || answer.redirected) return;
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").body;
      if (part === "option" && asked !== this.#asked) return; // another one was selected meanwhile
      const focused = place.contains(document.activeElement) ? document.activeElement?.id : undefined;
      place.replaceChildren(...fresh.childNodes);
      if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
    } catch {
      // The feed's sign says that the server is away; what is shown stays.
    }
  }

  #hear = (event: Event): void => {
    const lines = (event as CustomEvent<Line[]>).detail;
    if (!lines.some(([, kind]) => kind && OPTION_CHANGED.test(kind))) return;
    this.#refresh ??= setTimeout(async () => {
      this.#refresh = undefined;
      await this.#fetch("list");
      if (this.dataset.showing === "option" && !this.#isWriting()) await this.#fetch("option");
    }, Math.random() * JITTER_MS);
  };

  /** Somebody is at the sliders or writes a note: that form stays as it is. */
  #isWriting(): boolean {
    return this.querySelector(".board-move:popover-open") !== null;
  }

  // Hands

  #clickElsewhere = (event: MouseEvent): void => {
    if (!(event.target instanceof Element) || !event.target.closest("[data-open-list]")) return;
    this.#show("list", true);
    this.#part("list")?.focus();
  };

  #click = (event: MouseEvent): void => {
    if (!(event.target instanceof Element) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const row = event.target.closest<HTMLElement>("[data-select]");
    const grabber = event.target.closest("[data-grabber]");
    if (row && this.#board) {
      event.preventDefault();
      this.#board.select(Number(row.dataset.select));
    } else if (event.target.closest("[data-close]")) {
      event.preventDefault();
      this.#close();
    } else if (grabber) {
      this.toggleAttribute("data-tall");
    }
  };

  /** Back to the list, with the focus where the option was opened from. */
  #close(): void {
    const number = this.#board?.selected;
    this.removeAttribute("data-tall");
    this.#board?.select(null);
    if (number === undefined) return;
    const row = this.querySelector<HTMLElement>(`[data-select="${number}"]`);
    if (row?.checkVisibility()) row.focus();
    else this.#board?.focusCard(number);
  }

  #input = (event: Event): void => {
    const form = event.target instanceof HTMLInputElement ? event.target.form : null;
    const number = this.#board?.selected;
    if (!form?.matches("[data-move-form]") || number === undefined) return;
    this.#previewed = number;
    this.#board?.preview(number, pointOf(form));
  };

  // The sliders were left without a move: the card is where it was.
  #toggled = (event: Event): void => {
    if ((event as ToggleEvent).newState !== "closed" || this.#previewed === undefined) return;
    this.#board?.preview(this.#previewed);
    this.#previewed = undefined;
  };

  #submit = (event: SubmitEvent): void => {
    const form = event.target;
    if (!(form instanceof HTMLFormElement) || !this.#board) return;
    if (form.matches("[data-move-form]")) {
      event.preventDefault();
      void this.#move(form);
    } else if (form.matches("[data-place-form]")) {
      event.preventDefault();
      void this.#place(form, event.submitter);
    }
  };

  async #move(form: HTMLFormElement): Promise<void> {
    const number = this.#board?.selected;
    if (number === undefined || !this.#board) return;
    const note = new FormData(form).get("note");
    this.#previewed = undefined; // from here on the move itself holds the card
    form.closest<HTMLElement>("[popover]")?.hidePopover();
    const outcome = await this.#board.move(number, pointOf(form), typeof note === "string" ? note : "");
    if (outcome === "done" || outcome === "stale") await this.#fetch("option");
  }

  async #place(form: HTMLFormElement, submitter: HTMLElement | null): Promise<void> {
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form, submitter)) if (typeof value === "string") body.append(name, value);
    try {
      const answer = await post(form.action, body);
      if (!answer.ok) tell(sentenceOf(await answer.json()), "bad");
      await this.#fetch("option");
    } catch {
      tell(this.dataset.failed ?? "", "bad");
    }
  }
}

function pointOf(form: HTMLFormElement): { x: number; y: number } {
  const data = new FormData(form);
  return { x: Number(data.get("x")), y: Number(data.get("y")) };
}

customElements.define("board-panel", BoardPanel);
