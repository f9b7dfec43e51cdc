import type { Line } from "../feed/events";
import { post, sentenceOf } from "./board/moves";
import type { NarrativeBoard } from "./narrative-board";
import { tell } from "./notice-list";

const JITTER_MS = 400;
const OPTION_CHANGED = /^(card\.|membership\.|members\.|narrative\.|option|wild_card\.)/;

type Part = "option" | "list";

/**
 * Beside the board (on a phone a sheet at the bottom): the selected option, or all of them as a list. Both are the
 * server's own fragments and work as links and forms without script; with it they are fetched, and what moves a card
 * goes through the board.
 */
export class BoardPanel extends HTMLElement {
  #refresh: ReturnType<typeof setTimeout> | undefined;
  /** How often an option was asked for: only the last answer is shown. */
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
    this.addEventListener("input", this.#filtered, { signal });
    this.#live.className = "visually-hidden";
    this.#live.setAttribute("aria-live", "polite");
    this.append(this.#live);
    this.#filter();
    this.addEventListener("toggle", this.#toggled, { signal, capture: true });
    signal.addEventListener("abort", () => clearTimeout(this.#refresh));
    this.#catchUp();
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

  /** Something was selected before this script was there. */
  #catchUp(): void {
    const number = this.#board?.selected;
    if (number === undefined || this.#shown() === number) return;
    void this.#selected(new CustomEvent("board:select", { detail: number }));
  }

  // What is shown

  #selected = async (event: Event): Promise<void> => {
    const number = (event as CustomEvent<number | null>).detail;
    const fromHere = this.contains(document.activeElement);
    if (this.#previewed !== undefined) this.#board?.preview(this.#previewed);
    this.#previewed = undefined;
    const address = new URL(location.href); // a search stays in it
    if (number === null) address.searchParams.delete("option");
    else address.searchParams.set("option", String(number));
    history.replaceState(null, "", address);
    if (number === null) {
      this.#asked++; // what is still on its way is wanted no more
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
    const asked = part === "option" ? ++this.#asked : this.#asked;
    const number = this.#board?.selected;
    const query = new URLSearchParams({ part, ...(number === undefined ? {} : { option: String(number) }) });
    try {
      const answer = await fetch(`${this.dataset.page}?${query}`);
      if (!answer.ok || answer.redirected) return this.#missing(part, asked);
      const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").body;
      if (part === "option" && asked !== this.#asked) return; // another one was selected meanwhile
      // Nothing new: whoever is about to press a key in the list keeps the very element under it.
      if (part === "list" && place.textContent === fresh.textContent) return;
      const focused = place.contains(document.activeElement) ? document.activeElement?.id : undefined;
      const chosen = this.#chosen();
      place.replaceChildren(...fresh.childNodes);
      if (part === "list") this.#restore(chosen);
      if (focused) document.getElementById(focused)?.focus({ preventScroll: true });
    } catch {
      this.#missing(part, asked); // the feed's sign says that the server is away
    }
  }

  /** What is shown stays, but of another option than the selected one nobody shall go on reading. */
  #missing(part: Part, asked: number): void {
    if (part !== "option" || asked !== this.#asked) return;
    if (this.#shown() === this.#board?.selected) return;
    const sentence = document.createElement("p");
    sentence.textContent = this.dataset.missing ?? "";
    this.#part("option")?.replaceChildren(sentence);
    this.#live.textContent = sentence.textContent;
  }

  #shown(): number | undefined {
    const number = this.#part("option")?.querySelector<HTMLElement>("[data-option]")?.dataset.option;
    return number === undefined ? undefined : Number(number);
  }

  // The list: what is chosen in it, and which words it shows

  #live = document.createElement("p");
  #words = "";

  #chosen(): { boxes: Set<string>; narrative: string | undefined } {
    const boxes = this.querySelectorAll<HTMLInputElement>('input[name="options"]:checked');
    const narrative = this.querySelector<HTMLSelectElement>("#list-narrative")?.value;
    return { boxes: new Set([...boxes].map(({ id }) => id)), narrative };
  }

  /** A list that was fetched anew keeps what was chosen and searched for. */
  #restore({ boxes, narrative }: { boxes: Set<string>; narrative: string | undefined }): void {
    for (const box of this.querySelectorAll<HTMLInputElement>('input[name="options"]')) box.checked = boxes.has(box.id);
    const select = this.querySelector<HTMLSelectElement>("#list-narrative");
    if (select && narrative !== undefined) select.value = narrative;
    this.#filter();
  }

  #filtered = ({ target }: Event): void => {
    if (!(target instanceof HTMLInputElement) || target.id !== "list-filter") return;
    this.#words = target.value;
    this.#filter();
  };

  #filter(): void {
    const search = this.querySelector<HTMLInputElement>("#list-filter");
    if (!search) return;
    search.value = this.#words;
    const holder = search.closest<HTMLElement>("[data-filter]");
    if (holder) holder.hidden = false;
    const words = this.#words.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    for (const line of this.querySelectorAll<HTMLElement>("[data-words]")) {
      const has = (line.dataset.words ?? "").toLocaleLowerCase();
      line.hidden = !words.every((word) => has.includes(word));
    }
  }

  /** A command of the list: sent, said, and the list is fetched anew with the focus where it was. */
  async #act(form: HTMLFormElement, submitter: HTMLElement | null): Promise<void> {
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form, submitter)) if (typeof value === "string") body.append(name, value);
    if (form.id === "list-acts" && !body.has("options")) {
      this.#live.textContent = form.dataset.none ?? "";
      tell(form.dataset.none ?? "", "warn");
      return;
    }
    try {
      const answer = await post(form.action, body);
      const facts = await answer.json();
      const sentence = answer.ok ? String(facts.said ?? form.dataset.said ?? "") : sentenceOf(facts);
      if (!answer.ok) tell(sentence, "bad");
      if (answer.ok)
        for (const box of this.querySelectorAll<HTMLInputElement>('input[name="options"]')) box.checked = false;
      await this.#fetch("list");
      this.#live.textContent = sentence;
    } catch {
      tell(this.dataset.failed ?? "", "bad");
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
    } else if (form.matches("[data-list-form]")) {
      event.preventDefault();
      void this.#act(form, event.submitter);
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
      const said = await answer.json();
      if (!answer.ok) tell(sentenceOf(said), "bad");
      else document.dispatchEvent(new CustomEvent("board:acted", { detail: said }));
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
