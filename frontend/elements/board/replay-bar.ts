/** The replay's bar: it fetches the film, moves through it by slider, keys and clock, and lets the board show it. */

import type { NarrativeBoard } from "../narrative-board";
import { tell } from "../notice-list";
import { part, write } from "./parts";
import { type Change, Film, type Ground, type Page } from "./replay";

const HOUR = 3600;
const SLICE_MS = 8; // of work between two frames while it is being made ready
const QUIET_MS = 400; // after the last jump before it is said
const CALM_MS = 1000; // from one jump to the next for those who want nothing to move

export class Replay {
  #board: NarrativeBoard;
  #bar: HTMLElement;
  #banner: HTMLElement;
  #slider: HTMLInputElement;
  #film: Film | undefined;
  #loading: Promise<void> | undefined;
  #time = 0;
  /** What the board shows: so many changes; undefined: now. */
  #index: number | undefined;
  #playing = 0;
  #waiting = 0;
  #say: ReturnType<typeof setTimeout> | undefined;
  #when: Intl.DateTimeFormat;

  constructor(board: NarrativeBoard) {
    this.#board = board;
    this.#bar = part(board, "[data-replay]");
    this.#banner = part(board, "[data-replay-banner]");
    this.#slider = part(board, "[data-replay-slider]") as HTMLInputElement;
    this.#when = clock();
    part(board, "[data-replay-open]").addEventListener("click", () => void this.open());
    part(board, "[data-replay-close]").addEventListener("click", () => this.close());
    part(board, "[data-replay-play]").addEventListener("click", () => this.#toggle());
    part(board, "[data-replay-days]").addEventListener("click", this.#toDay);
    for (const step of board.querySelectorAll<HTMLElement>("[data-replay-step]"))
      step.addEventListener("click", () => this.#step(Number(step.dataset.replayStep)));
    this.#slider.addEventListener("input", () => {
      this.#pause();
      this.#goTo(Number(this.#slider.value));
    });
    this.#bar.addEventListener("keydown", this.#key);
    document.addEventListener("quadrant:events", (event) =>
      this.#hear((event as CustomEvent<unknown[]>).detail.length),
    );
  }

  /** Show the bar at the beginning of the first day. */
  async open(): Promise<void> {
    this.#bar.hidden = false;
    this.#loading ??= this.#load();
    try {
      await this.#loading;
    } catch {
      this.#loading = undefined;
      this.#bar.hidden = true;
      tell(this.#bar.dataset.failed ?? "", "bad");
      return;
    }
    part(this.#board, "[data-replay-play]").focus();
    this.#waiting = 0;
    this.#goTo(Number(this.#slider.min));
  }

  /** Back to now. */
  close(): void {
    this.#pause();
    this.#index = undefined;
    this.#bar.hidden = true;
    this.#live();
    part(this.#board, ".board-open-more").focus(); // its button is in that menu
  }

  // The film

  async #load(): Promise<void> {
    const progress = part(this.#board, ".board-replay-loading") as HTMLProgressElement;
    let page = await this.#fetch<Page & Ground>("");
    const film = new Film(page);
    const all = page.now;
    for (;;) {
      film.add(page.changes);
      await ready(film);
      progress.value = share(page.changes.at(-1), film, all);
      if (!page.more) break;
      page = {
        ...page,
        ...(await this.#fetch<Page>(`?after=${page.last}&epoch=${encodeURIComponent(film.ground.epoch)}`)),
      };
    }
    this.#film = film;
    this.#furnish(film);
  }

  async #fetch<T>(query: string): Promise<T> {
    const answer = await fetch(`${this.#bar.dataset.url}${query}`, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(`${answer.status}`);
    return (await answer.json()) as T;
  }

  #furnish(film: Film): void {
    const now = seconds(film.ground.began, film.ground.now);
    const step = Number(this.#slider.step);
    const days = film.ground.days.filter((begins) => begins <= now);
    this.#slider.min = String(days[0] ?? film.timeOf(1));
    // The end must be a step, or the slider could not be moved there.
    this.#slider.max = String(Number(this.#slider.min) + Math.ceil((now - Number(this.#slider.min)) / step) * step);
    part(this.#board, "[data-replay-days]").replaceChildren(
      ...days.map((begins, place) => this.#day(begins, place + 1)),
    );
    part(this.#board, ".board-replay-loading").hidden = true;
    part(this.#board, ".board-replay-controls").hidden = false;
  }

  #day(begins: number, number: number): HTMLElement {
    const button = document.createElement("button");
    button.type = "button";
    button.dataset.begins = String(begins);
    button.textContent = (this.#bar.dataset.day ?? "").replace("{day}", String(number));
    return button;
  }

  // Through it

  #goTo(time: number, index = this.#film?.indexAt(time)): void {
    const film = this.#film;
    if (!film || index === undefined) return;
    this.#time = Math.max(Number(this.#slider.min), Math.min(time, Number(this.#slider.max)));
    this.#slider.value = String(this.#time);
    if (this.#time >= Number(this.#slider.max)) this.#live();
    else this.#then(film, index);
    this.#tell(film);
  }

  #then(film: Film, index: number): void {
    if (index === this.#index) return;
    this.#index = index;
    this.#board.toggleAttribute("data-replaying", true);
    this.#banner.hidden = false;
    this.#board.show(film.moment(film.seek(index)));
  }

  #live(): void {
    this.#pause();
    this.#index = undefined;
    this.#waiting = 0;
    this.#board.toggleAttribute("data-replaying", false);
    this.#banner.hidden = true;
    this.#board.show();
  }

  /** One change on, or back to what was before the last one. */
  #step(by: number): void {
    const film = this.#film;
    if (!film) return;
    this.#pause();
    const index = Math.max(0, Math.min(film.length, (this.#index ?? film.length) + by));
    if (by > 0 && this.#index === undefined) return;
    if (by > 0 && index === film.length && this.#index === film.length) this.#goTo(Number(this.#slider.max));
    else this.#goTo(Math.min(film.timeOf(index), Number(this.#slider.max) - 1), index);
  }

  #toDay = (event: Event): void => {
    const begins = event.target instanceof HTMLElement ? event.target.dataset.begins : undefined;
    if (begins === undefined) return;
    this.#pause();
    this.#goTo(Number(begins));
  };

  #key = (event: KeyboardEvent): void => {
    if (event.key === "Escape") this.close();
    else if (event.key === " " && event.target === this.#slider) this.#toggle();
    else return;
    event.preventDefault();
    event.stopPropagation();
  };

  // By the clock

  #toggle(): void {
    if (this.#playing) this.#pause();
    else this.#play();
  }

  #play(): void {
    if (this.#time >= Number(this.#slider.max)) this.#goTo(Number(this.#slider.min));
    this.#showPlaying(true);
    const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    let last = performance.now();
    const tick = (now: number) => {
      this.#playing = requestAnimationFrame(tick);
      if (calm && now - last < CALM_MS) return;
      const speed = Number((part(this.#board, "[data-replay-speed]") as HTMLSelectElement).value) * HOUR;
      this.#goTo(this.#time + ((now - last) / 1000) * speed);
      last = now;
    };
    this.#playing = requestAnimationFrame(tick);
  }

  #pause(): void {
    cancelAnimationFrame(this.#playing);
    this.#playing = 0;
    this.#showPlaying(false);
  }

  #showPlaying(playing: boolean): void {
    write(part(this.#board, "[data-replay-play]"), this.#bar.dataset[playing ? "pause" : "play"] ?? "");
  }

  // What it says

  #tell(film: Film): void {
    const live = this.#index === undefined;
    const when = live ? (this.#bar.dataset.now ?? "") : this.#when.format(moment(film, this.#time));
    const day = film.dayAt(this.#time);
    const named = day ? (this.#bar.dataset.day ?? "").replace("{day}", String(day)) : (this.#bar.dataset.before ?? "");
    const all = film.length;
    const count = (this.#bar.dataset.count ?? "")
      .replace("{n}", String(this.#index ?? all))
      .replace("{all}", String(all));
    write(part(this.#board, "[data-replay-when]"), `${named}, ${when} (${this.#when.resolvedOptions().timeZone})`);
    write(part(this.#board, "[data-replay-count]"), count);
    this.#slider.setAttribute("aria-valuetext", live ? when : `${named}, ${when}`);
    for (const button of part(this.#board, "[data-replay-days]").children)
      button.setAttribute(
        "aria-pressed",
        String(!live && button === part(this.#board, "[data-replay-days]").children[day - 1]),
      );
    clearTimeout(this.#say);
    if (this.#playing) return;
    this.#say = setTimeout(() => this.#board.words.say(live ? when : `${named}, ${when}. ${count}.`), QUIET_MS);
  }

  /** What happens meanwhile waits, and is shown with now. */
  #hear(lines: number): void {
    if (this.#index === undefined) return;
    this.#waiting += lines;
    write(
      part(this.#board, "[data-replay-waiting]"),
      (this.#bar.dataset.waiting ?? "").replace("{n}", String(this.#waiting)),
    );
  }
}

/** Times in the reader's zone, as elements/local-time.ts has them. */
function clock(): Intl.DateTimeFormat {
  const { lang, dataset } = document.documentElement;
  const shown: Intl.DateTimeFormatOptions = {
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  };
  try {
    return new Intl.DateTimeFormat(lang || undefined, { ...shown, timeZone: dataset.timeZone || undefined });
  } catch {
    return new Intl.DateTimeFormat(lang || undefined, shown); // a zone that the browser does not know
  }
}

function seconds(began: string, then: string): number {
  return (Date.parse(then) - Date.parse(began)) / 1000;
}

function moment(film: Film, time: number): Date {
  return new Date(Date.parse(film.ground.began) + time * 1000);
}

function share(last: Change | undefined, film: Film, now: string): number {
  return Math.min(1, (last?.[1] ?? 0) / seconds(film.ground.began, now));
}

/** Make the kept frames in slices, so that the page stays at hand. */
async function ready(film: Film): Promise<void> {
  for (;;) {
    const end = performance.now() + SLICE_MS;
    if (film.prepare(() => performance.now() > end)) return;
    await new Promise((resolve) => setTimeout(resolve));
  }
}
