type Field = HTMLTextAreaElement | HTMLInputElement;

/**
 * Beside a text: the numbers that it may hold. What is chosen here is put where the cursor was, as {{median option=12
 * criterion=desirability}}; only those choices are asked for that the field is about. exercises/analysis/fields.py reads it.
 */
export class FieldPicker extends HTMLElement {
  #field: Field | undefined;
  #stop = new AbortController();

  connectedCallback(): void {
    this.#stop = new AbortController();
    const { signal } = this.#stop;
    const picker = this.querySelector<HTMLElement>("[data-picker]");
    if (picker) picker.hidden = false;
    this.addEventListener("change", this.#show, { signal });
    this.querySelector("button")?.addEventListener("click", this.#insert, { signal });
    this.#form?.addEventListener("focusin", this.#focused, { signal });
    this.#show();
  }

  disconnectedCallback(): void {
    this.#stop.abort();
  }

  get #form(): HTMLFormElement | null {
    return document.querySelector<HTMLFormElement>(`form#${CSS.escape(this.dataset.form ?? "")}`);
  }

  #focused = ({ target }: Event): void => {
    const prose =
      target instanceof HTMLTextAreaElement || (target instanceof HTMLInputElement && target.type === "text");
    if (prose && !target.hasAttribute("data-citing")) this.#field = target;
  };

  /** The field as it would be written. */
  get value(): string {
    const name = this.querySelector<HTMLSelectElement>("[data-name]");
    const words = this.#abouts().map((about) => {
      const chosen = this.querySelector<HTMLSelectElement>(`[data-of=${about}] select`);
      return `${about}=${chosen?.value ?? ""}`;
    });
    return `{{${[name?.value ?? "", ...words].join(" ")}}}`;
  }

  #abouts(): string[] {
    const names = this.querySelector<HTMLSelectElement>("[data-name]");
    return (names?.options[names.selectedIndex]?.dataset.about ?? "").split(" ").filter(Boolean);
  }

  #show = (): void => {
    const abouts = this.#abouts();
    for (const label of this.querySelectorAll<HTMLElement>("[data-of]")) {
      label.hidden = !abouts.includes(label.dataset.of ?? "");
    }
    const shown = this.querySelector("[data-shown]");
    if (shown) shown.textContent = this.value;
  };

  #insert = (): void => {
    const field = this.#field ?? this.#form?.querySelector<Field>("textarea");
    if (!field) return;
    const at = field.selectionEnd ?? field.value.length;
    const before = field.value.slice(0, at);
    const gap = before === "" || /[\s(“"]$/.test(before) ? "" : " ";
    field.setRangeText(`${gap}${this.value}`, at, at, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
    field.focus();
  };
}

customElements.define("field-picker", FieldPicker);
