import { type Copy, forget, recall, store } from "./browser-copy";
import { fillIn, type Values, valuesOf } from "./form-fields";
import { inWords } from "./local-time";

const BROWSER_MS = 250; // from a key press to this browser's own copy
const IDLE_MS = 1500; // from the last key press to the server …
const LATEST_MS = 4000; // … and from the first one at most
const RETRY_MS = 2000; // doubled after each failure, up to
const RETRY_MOST_MS = 60_000;
const BEACON_BYTES = 60_000; // a browser sends no more than 64 KiB for a page that is gone
const FIRST_WORDS = 120;

interface Standing {
  seq: number;
  saved_at: string;
  body: Values;
}

type State = "saving" | "saved" | "beside" | "offline" | "failed" | "signed-out" | "refused";

/**
 * Keeps what is typed into a form: in this browser at once, on the server within five seconds. `_draft.html` writes it,
 * `_save_state.html` is where it says "saved 10:42"; frontend/styles/README.md has the contract.
 *
 * Every save has a number that rises from what the page knew (data-seq). When another tab has a number as high, the
 * server keeps this text beside the other and answers with what stands; the writer then chooses. What this browser holds
 * and the server does not have wins when the page is opened, and is sent. Without data-url this browser is all there is.
 */
export class DraftKeeper extends HTMLElement {
  readonly #tab = crypto.randomUUID();
  #form: HTMLFormElement | null = null;
  #known = 0; // the server's draft that this text goes on from
  #seq = 0; // the highest number used
  #rival: Standing | undefined; // another tab's draft that stands, until the writer has chosen
  #typedAt = 0; // the first key press that the server does not have; 0: it has all
  #changes = 0;
  #failures = 0;
  #leaving = false;
  #browser: ReturnType<typeof setTimeout> | undefined;
  #server: ReturnType<typeof setTimeout> | undefined;
  #request: AbortController | undefined;
  #sending: Promise<void> | undefined;

  connectedCallback(): void {
    const form = document.getElementById(this.dataset.form ?? "");
    if (!(form instanceof HTMLFormElement)) return;
    this.#form = form;
    this.#known = this.#seq = Number(this.dataset.seq) || 0;
    this.#open(form);
    form.addEventListener("input", this.#typed);
    form.addEventListener("change", this.#typed);
    form.addEventListener("submit", this.#submitted);
    form.addEventListener("htmx:finally:request", this.#stayedOnThePage);
    this.addEventListener("submit", this.#choose);
    this.addEventListener("click", this.#chooseHere);
    document.addEventListener("visibilitychange", this.#hidden);
    window.addEventListener("pagehide", this.#left);
    window.addEventListener("pageshow", this.#stayed);
    window.addEventListener("online", this.#again);
  }

  disconnectedCallback(): void {
    this.#left();
    clearTimeout(this.#server);
    document.removeEventListener("visibilitychange", this.#hidden);
    window.removeEventListener("pagehide", this.#left);
    window.removeEventListener("pageshow", this.#stayed);
    window.removeEventListener("online", this.#again);
  }

  /** What this browser holds wins over the server's, unless the page shows what was just sent and refused. */
  #open(form: HTMLFormElement): void {
    const copy = recall(this.dataset.name);
    if (!copy?.unsent || this.dataset.bound !== undefined) {
      forget(this.dataset.name);
      return;
    }
    if (copy.base !== this.#base) {
      this.#offer({ seq: this.#known, saved_at: "", body: copy.fields }, "older");
      return;
    }
    this.#known = copy.after;
    if (fillIn(form, copy.fields)) this.#show("[data-restored]", true);
    this.#typedAt = Date.now();
    this.#sendIn(0);
  }

  get #base(): string {
    return this.dataset.base ?? "";
  }

  #typed = (): void => {
    this.#changes += 1;
    this.#typedAt ||= Date.now();
    this.#browser ??= setTimeout(this.#keep, BROWSER_MS);
    if (this.#failures === 0) this.#sendIn(Math.min(IDLE_MS, this.#typedAt + LATEST_MS - Date.now()));
  };

  #keep = (): void => {
    clearTimeout(this.#browser);
    this.#browser = undefined;
    if (!this.#form) return;
    const copy: Copy = {
      fields: valuesOf(this.#form),
      after: this.#known,
      base: this.#base,
      unsent: this.#typedAt > 0,
    };
    store(this.dataset.name, copy);
  };

  #sendIn(ms: number): void {
    clearTimeout(this.#server);
    this.#server = setTimeout(() => void this.#send(), Math.max(0, ms));
  }

  /** One request at a time, or an older text could arrive last. */
  async #send(keepalive = false): Promise<void> {
    await this.#sending;
    const form = this.#form;
    if (!form || !this.#url || !this.#typedAt || this.#leaving || this.#sending) return;
    this.#sending = this.#post(form, keepalive);
    await this.#sending;
    this.#sending = undefined;
    if (this.#typedAt && this.#failures === 0 && !this.#leaving) this.#sendIn(IDLE_MS);
  }

  async #post(form: HTMLFormElement, keepalive: boolean): Promise<void> {
    const [sent, changes] = [valuesOf(form), this.#changes];
    const body = this.#body(sent);
    this.#request = new AbortController();
    this.#say("saving");
    try {
      const headers = { Accept: "application/json" };
      const { signal } = this.#request;
      const small = keepalive && JSON.stringify(sent).length < BEACON_BYTES;
      const answer = await fetch(this.#url, { method: "POST", body, headers, signal, keepalive: small });
      this.#answered(answer.status, await answer.json().catch(() => ({})), sent, changes);
    } catch {
      if (!this.#leaving) this.#failed(navigator.onLine ? "failed" : "offline");
    }
  }

  #body(fields: Values): FormData {
    // While another tab's text stands, ours comes second to it and is kept beside.
    if (!this.#rival) this.#seq += 1;
    const values = {
      place: this.dataset.place ?? "",
      seq: String(this.#rival?.seq ?? this.#seq),
      after: String(this.#known),
      base: this.#base,
      tab: this.#tab,
      body: JSON.stringify(fields),
      csrfmiddlewaretoken: token(),
    };
    const body = new FormData();
    for (const [name, value] of Object.entries(values)) body.append(name, value);
    return body;
  }

  get #url(): string {
    return this.dataset.url ?? "";
  }

  #answered(status: number, answer: Partial<Standing> & { title?: string }, sent: Values, changes: number): void {
    if (this.#leaving) return;
    if (status === 200 && answer.saved_at && answer.seq) {
      this.#known = answer.seq;
      this.#seq = Math.max(this.#seq, answer.seq);
      this.#arrived(changes);
      this.#say("saved", answer.saved_at);
    } else if (status === 409 && answer.body && answer.seq) {
      this.#overtaken(answer as Standing, sent, changes);
    } else if (status === 410) {
      this.#gone(answer.title ?? "", changes);
    } else if (status === 413 || status === 422) {
      this.#typedAt = 0; // sent again when it is typed in again
      this.#say("refused", "", answer.title);
    } else {
      this.#failed(status === 403 || status === 404 ? "signed-out" : "failed");
    }
  }

  #arrived(changes: number): void {
    this.#failures = 0;
    if (changes === this.#changes) this.#typedAt = 0;
    else this.#typedAt = Date.now();
    this.#keep();
  }

  #overtaken(standing: Standing, sent: Values, changes: number): void {
    this.#arrived(changes);
    if (same(standing.body, sent)) {
      this.#known = this.#seq = standing.seq;
      this.#say("saved", standing.saved_at);
      return;
    }
    this.#rival = standing;
    this.#offer(standing, "rival");
    this.#say("beside");
  }

  /** The form was submitted, or what it is about is no more. */
  #gone(sentence: string, changes: number): void {
    forget(this.dataset.name);
    this.#typedAt = 0;
    const note = this.querySelector<HTMLElement>("[data-restored]");
    if (changes === 0 && note && !note.hidden) {
      this.#form?.reset(); // it was only our own copy of what has long arrived
      note.hidden = true;
      return;
    }
    this.#say("refused", "", sentence);
  }

  #failed(state: State): void {
    this.#keep();
    this.#say(state);
    const wait = Math.min(RETRY_MS * 2 ** this.#failures, RETRY_MOST_MS);
    this.#failures += 1;
    this.#sendIn(wait * (0.75 + Math.random() / 2)); // not all browsers at once after a restart
  }

  #again = (): void => {
    this.#failures = 0;
    this.#sendIn(0);
  };

  #hidden = (): void => {
    if (document.visibilityState !== "hidden") return;
    this.#keepUnsent();
    void this.#send(true);
  };

  #left = (): void => {
    this.#keepUnsent();
    if (!this.#form || !this.#url || !this.#typedAt || this.#leaving) return;
    const body = this.#body(valuesOf(this.#form));
    if (String(body.get("body")).length < BEACON_BYTES) navigator.sendBeacon?.(this.#url, body);
  };

  #keepUnsent(): void {
    if (this.#typedAt && !this.#leaving) this.#keep();
  }

  #submitted = (): void => {
    // The submit lets the draft go; a save that came after it would bring it back.
    this.#typedAt ||= Date.now();
    this.#keep();
    this.#leave();
  };

  #leave(): void {
    this.#leaving = true;
    clearTimeout(this.#server);
    clearTimeout(this.#browser);
    this.#request?.abort();
  }

  #stayedOnThePage = (event: Event): void => {
    if (event.target === this.#form) this.#stayed(); // and not what something within the form asked for
  };

  #stayed = (): void => {
    this.#leaving = false;
    if (this.#typedAt) this.#sendIn(IDLE_MS);
  };

  /** The forms inside: what stands is taken or let go by the server; what was typed here goes there first. */
  #choose = (event: SubmitEvent): void => {
    const form = event.target as HTMLFormElement;
    event.preventDefault();
    void this.#settle(form.dataset.keep !== undefined).then(() => form.submit());
  };

  #chooseHere = ({ target }: Event): void => {
    const button = target instanceof Element ? target.closest("button") : null;
    if (button?.dataset.choose === "take") {
      void this.#settle(true).then(() => location.replace(location.pathname + location.search));
    } else if (button?.dataset.choose === "keep" && this.#rival) {
      this.#seq = this.#rival.seq; // the next number is higher, and theirs is kept beside
      this.#rival = undefined;
      this.#typedAt = Date.now();
      this.#sendIn(0);
      button.closest("[data-offer]")?.remove();
    } else if (button?.dataset.choose === "fill" && this.#form) {
      const copy = recall(this.dataset.name);
      if (copy) fillIn(this.#form, copy.fields);
      button.closest("[data-offer]")?.remove();
    }
  };

  async #settle(send: boolean): Promise<void> {
    if (send) await this.#send();
    forget(this.dataset.name);
    this.#leave();
  }

  #offer(standing: Standing, kind: "rival" | "older"): void {
    for (const old of this.querySelectorAll("[data-offer]")) old.remove();
    const template = this.querySelector<HTMLTemplateElement>(`template[data-kind="${kind}"]`);
    const offer = template?.content.firstElementChild?.cloneNode(true);
    if (!(offer instanceof HTMLElement)) return;
    offer.dataset.offer = kind;
    const words = offer.querySelector("q");
    if (words) words.textContent = firstWords(standing.body);
    const at = offer.querySelector("[data-at]");
    if (at && standing.saved_at) at.textContent = clock(standing.saved_at);
    this.append(offer);
  }

  #show(selector: string, shown: boolean): void {
    const element = this.querySelector<HTMLElement>(selector);
    if (element) element.hidden = !shown;
  }

  #say(state: State, savedAt = "", sentence = ""): void {
    const place = this.#form?.querySelector<HTMLElement>("[data-save-state]");
    if (!place) return;
    // "saved 10:42" every few seconds is no news for a screen reader; that something is not saved is.
    const calm = state === "saved" || state === "saving";
    if (calm) place.removeAttribute("role");
    else place.setAttribute("role", "status");
    place.dataset.state = calm ? state : "waiting";
    const words = sentence || place.getAttribute(`data-${state}`) || "";
    place.textContent = words.replace("{time}", savedAt && clock(savedAt));
  }
}

function clock(moment: string): string {
  const { lang, dataset } = document.documentElement;
  const now = Date.now() + Number(dataset.clockOffset ?? 0) * 1000;
  return inWords(new Date(moment), now, lang || undefined, dataset.timeZone, "time").text;
}

function firstWords({ key: _key, ...fields }: Values): string {
  const text = fields.title || fields.text || fields.summary || Object.values(fields).find(Boolean) || "…";
  return text.length > FIRST_WORDS ? `${text.slice(0, FIRST_WORDS)}…` : text;
}

function same(one: Values, other: Values): boolean {
  const names = new Set([...Object.keys(one), ...Object.keys(other)]);
  names.delete("key");
  return [...names].every((name) => (one[name] ?? "") === (other[name] ?? ""));
}

/** Signing in again elsewhere changes the token: the cookie has the newest, the page the one it was made with. */
function token(): string {
  const cookie = /(?:^|;\s*)csrftoken=([^;]+)/.exec(document.cookie)?.[1];
  return cookie ?? document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? "";
}

customElements.define("draft-keeper", DraftKeeper);
