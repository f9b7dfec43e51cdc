// As exercises/analysis/citations.py reads it.
const CITED = /(\bcontra\s+)?\bPO-([0-9]{1,6})\b/g;
const QUIET_MS = 400;
const BELOW = "(width <= 960px)"; // where the options stand below the text, as in styles/narratives.css

type Field = HTMLTextAreaElement | HTMLInputElement;

/**
 * Beside a text that is being written: the options that it may cite. A button puts the citation where the cursor was;
 * what is cited already is marked, and a number that no option has is said at once. On a narrow window, where they stand
 * below the text, the lists are closed until somebody opens or searches them. The words are in data-….
 */
export class CiteOptions extends HTMLElement {
  #field: Field | undefined;
  #served: Map<string, Element> | undefined;
  #looking: ReturnType<typeof setTimeout> | undefined;
  #stop = new AbortController();

  connectedCallback(): void {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    for (const hidden of this.querySelectorAll<HTMLElement>("[data-buttons], [data-search]")) hidden.hidden = false;
    const members = this.querySelector<HTMLDetailsElement>("details[data-members]");
    if (members && matchMedia(BELOW).matches) members.open = false;
    this.addEventListener("click", this.#click, { signal });
    this.addEventListener("input", this.#search, { signal });
    this.#form?.addEventListener("focusin", this.#focused, { signal });
    this.#form?.addEventListener("input", this.#typed, { signal });
    signal.addEventListener("abort", () => clearTimeout(this.#looking));
    this.#look();
  }

  disconnectedCallback(): void {
    this.#stop.abort();
  }

  get #form(): HTMLFormElement | null {
    return document.querySelector<HTMLFormElement>(`form#${CSS.escape(this.dataset.form ?? "")}`);
  }

  #fields(): Field[] {
    return [...(this.#form?.querySelectorAll<Field>("textarea, input[data-citing]") ?? [])];
  }

  #focused = ({ target }: Event): void => {
    const field = this.#fields().find((each) => each === target);
    if (field) this.#field = field;
  };

  #click = ({ target }: Event): void => {
    const button = target instanceof Element ? target.closest<HTMLElement>("[data-cite]") : null;
    const field = this.#field ?? this.#fields()[0];
    if (!button || !field) return;
    insert(field, button.dataset.cite ?? "");
    this.#say("inserted", button.dataset.cite ?? "", labelOf(field));
  };

  #typed = (): void => {
    clearTimeout(this.#looking);
    this.#looking = setTimeout(this.#look, QUIET_MS);
  };

  /** Mark what the text cites, and say what cannot be or is odd to cite. */
  #look = (): void => {
    const text = this.#fields()
      .map(({ value }) => value)
      .join("\n");
    const cited = [...text.matchAll(CITED)].map(([, contra, number]) => ({ contra, number: String(Number(number)) }));
    const numbers = new Set(cited.map(({ number }) => number));
    const supporting = new Set(cited.filter(({ contra }) => !contra).map(({ number }) => number));
    const known = new Map<string, HTMLElement>();
    for (const option of this.querySelectorAll<HTMLElement>("[data-number]")) {
      known.set(option.dataset.number ?? "", option);
      option.toggleAttribute("data-cited", numbers.has(option.dataset.number ?? ""));
    }
    const doubts = this.querySelector<HTMLElement>("[data-doubts]");
    if (!doubts) return;
    // What the server said of an option that is not in reach here, such as a withdrawn one.
    this.#served ??= new Map([...doubts.children].map((said) => [(said as HTMLElement).dataset.served ?? "", said]));
    const lines = [...numbers].flatMap((number) => this.#doubt(number, known.get(number), supporting.has(number)));
    doubts.replaceChildren(...lines);
    doubts.hidden = doubts.children.length === 0;
  };

  #doubt(number: string, option: HTMLElement | undefined, supports: boolean): Element[] {
    if (!option) return [this.#served?.get(number) ?? line(this.#words("unknown", `PO-${number}`))];
    const odd = supports && this.dataset.outside !== undefined && !option.hasAttribute("data-member") && number !== "0";
    return odd ? [line(this.#words("outside", `PO-${number}`))] : [];
  }

  #search = ({ target }: Event): void => {
    if (!(target instanceof HTMLInputElement) || target.type !== "search") return;
    const words = target.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    if (words.length) {
      for (const list of this.querySelectorAll<HTMLDetailsElement>("details")) list.open = true;
    }
    for (const option of this.querySelectorAll<HTMLElement>("[data-words]")) {
      const has = (option.dataset.words ?? "").toLocaleLowerCase();
      option.hidden = !words.every((word) => has.includes(word));
    }
  };

  #words(name: string, label: string, field = ""): string {
    return (this.dataset[name] ?? "").replace("{label}", label).replace("{field}", field);
  }

  #say(name: string, label: string, field: string): void {
    const live = this.querySelector("[data-live]");
    if (live) live.textContent = this.#words(name, label, field);
  }
}

/** Put a citation where the cursor is, in brackets in prose and after a comma in a list, as if it were typed. */
function insert(field: Field, citation: string): void {
  const at = field.selectionEnd ?? field.value.length;
  const before = field.value.slice(0, at);
  const list = field instanceof HTMLInputElement;
  const words = list ? citation.replace(/^contra /, "") : `(${citation})`;
  const gap = before === "" || /\s$/.test(before) ? "" : list && !/,\s*$/.test(before) ? ", " : " ";
  field.setRangeText(`${gap}${words}`, at, at, "end");
  field.dispatchEvent(new Event("input", { bubbles: true }));
  field.focus();
}

function labelOf(field: Field): string {
  return field.labels?.[0]?.textContent?.trim().split("\n")[0]?.trim() ?? "";
}

function line(words: string): HTMLElement {
  const item = document.createElement("li");
  item.textContent = words;
  return item;
}

customElements.define("cite-options", CiteOptions);
