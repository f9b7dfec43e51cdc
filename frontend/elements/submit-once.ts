const WAIT_MS = 250;
const PREFIX = "quadrant.draft.";

interface Draft {
  key?: string;
  fields: Record<string, string[]>;
}

type Field = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement;

/**
 * Around a form that must arrive once and lose nothing.
 *
 *     <submit-once data-draft="mexico.option.new.7">
 *       <form method="post">… <input type="hidden" name="key"> …
 *         <p data-restored hidden>{% translate "…restored what you had typed" %}</p></form>
 *     </submit-once>
 *
 * It fills the hidden `key`, so that the server knows a repeated POST; a second click waits for the first answer. What is
 * typed is kept in this browser under data-draft within a quarter of a second, with the key (a repeat after a crash is
 * still the same POST), until a page says that the server has it: `<submit-once data-acknowledged="mexico.option.new.7">`.
 * On load the draft fills only what the server left empty. The name must contain the person: a browser may be shared.
 */
export class SubmitOnce extends HTMLElement {
  #timer: ReturnType<typeof setTimeout> | undefined;
  #sent = false;

  connectedCallback(): void {
    const { acknowledged } = this.dataset;
    if (acknowledged) forget(acknowledged);
    const form = this.#form;
    if (!form) return;
    this.#restore(form);
    const key = keyOf(form);
    if (key && !key.value) key.value = crypto.randomUUID();
    this.addEventListener("input", this.#later);
    this.addEventListener("change", this.#later);
    this.addEventListener("submit", this.#refuseSecond, true); // before htmx on the form hears of it
    this.addEventListener("submit", this.#submitted);
    this.addEventListener("htmx:before:request", this.#mark);
    this.addEventListener("htmx:finally:request", this.#answered);
    window.addEventListener("pagehide", this.#keep);
    window.addEventListener("pageshow", this.#answered);
  }

  disconnectedCallback(): void {
    clearTimeout(this.#timer);
    window.removeEventListener("pagehide", this.#keep);
    window.removeEventListener("pageshow", this.#answered);
  }

  get #form(): HTMLFormElement | null {
    return this.querySelector("form");
  }

  #later = (): void => {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(this.#keep, WAIT_MS);
  };

  #keep = (): void => {
    if (this.#timer === undefined) return; // nothing was typed
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const form = this.#form;
    const name = this.dataset.draft;
    if (!form || !name) return;
    const draft: Draft = { fields: {} };
    const key = keyOf(form)?.value;
    if (key) draft.key = key;
    for (const [field, values] of typed(form)) draft.fields[field] = values;
    store(name, draft);
  };

  #refuseSecond = (event: Event): void => {
    if (event.target !== this.#form) return;
    if (!this.#sent) {
      this.#keep();
      return;
    }
    event.preventDefault();
    event.stopImmediatePropagation();
  };

  #submitted = (event: Event): void => {
    // Where a script has taken the submit over, it is sent when that script sends (htmx:before:request).
    if (event.target === this.#form && !event.defaultPrevented) this.#mark();
  };

  #mark = (): void => {
    this.#sent = true;
    this.toggleAttribute("data-sent", true);
  };

  #answered = (): void => {
    this.#sent = false;
    this.removeAttribute("data-sent");
  };

  #restore(form: HTMLFormElement): void {
    const draft = recall(this.dataset.draft);
    if (!draft) return;
    const key = keyOf(form);
    if (key && !key.value && draft.key) key.value = draft.key;
    let restored = false;
    for (const [name, group] of groups(form)) {
      const values = draft.fields[name];
      if (values && isEmpty(group) && fill(group, values)) restored = true;
    }
    const note = this.querySelector<HTMLElement>("[data-restored]");
    if (note) note.hidden = !restored;
  }
}

function keyOf(form: HTMLFormElement): HTMLInputElement | null {
  return form.querySelector<HTMLInputElement>('input[type="hidden"][name="key"]');
}

/** The fields that a person fills, by name. Secrets and files are nobody's draft. */
function groups(form: HTMLFormElement): Map<string, Field[]> {
  const found = new Map<string, Field[]>();
  for (const element of form.querySelectorAll<Field>("input[name], textarea[name], select[name]")) {
    if (/^(hidden|password|file|submit|button|image|reset)$/.test(element.type)) continue;
    found.set(element.name, [...(found.get(element.name) ?? []), element]);
  }
  return found;
}

function isChoice(field: Field): field is HTMLInputElement {
  return field.type === "radio" || field.type === "checkbox";
}

function* typed(form: HTMLFormElement): Generator<[string, string[]]> {
  for (const [name, group] of groups(form)) {
    const values = group.filter((field) => !isChoice(field) || field.checked).flatMap(valuesOf);
    if (values.some((value) => value !== "")) yield [name, values];
  }
}

function valuesOf(field: Field): string[] {
  if (field instanceof HTMLSelectElement) return [...field.selectedOptions].map((option) => option.value);
  return [field.value];
}

/** Whether the server sent nothing in it. A slider always has a value: it is empty when the markup gives none. */
function isEmpty(group: Field[]): boolean {
  return group.every((field) => {
    if (isChoice(field)) return !field.checked;
    if (field.type === "range") return !field.hasAttribute("value");
    return field.value === "";
  });
}

function fill(group: Field[], values: string[]): boolean {
  let changed = false;
  for (const field of group) {
    if (isChoice(field)) {
      if (!values.includes(field.value)) continue;
      field.checked = true;
    } else if (field instanceof HTMLSelectElement) {
      for (const option of field.options) option.selected = values.includes(option.value);
    } else {
      field.value = values[0] ?? "";
    }
    changed = true;
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  return changed;
}

function recall(name?: string): Draft | undefined {
  try {
    const draft = JSON.parse((name && localStorage.getItem(PREFIX + name)) || "null");
    return draft && typeof draft.fields === "object" ? draft : undefined;
  } catch {
    return undefined; // no storage, or not ours
  }
}

function store(name: string, draft: Draft): void {
  try {
    localStorage.setItem(PREFIX + name, JSON.stringify(draft));
  } catch {
    // Full or refused: the page still works, it only cannot promise more than the server.
  }
}

function forget(name: string): void {
  try {
    localStorage.removeItem(PREFIX + name);
  } catch {
    // Nothing was kept then.
  }
}

customElements.define("submit-once", SubmitOnce);
