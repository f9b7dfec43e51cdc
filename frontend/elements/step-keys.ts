/**
 * Around a sheet of scales: the digits choose a step in the scale that has the focus, or in the first without an answer, and
 * the focus goes on: to the next scale without an answer, then to [data-after-steps] (the place on the axes) while that is
 * open. Ctrl+Enter sends; "?" shows [data-keys], a <dialog>. Only while the focus is inside, so
 * that no digit acts by surprise; in a text field digits are text.
 */
export class StepKeys extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener("keydown", this.#press);
  }

  disconnectedCallback(): void {
    this.removeEventListener("keydown", this.#press);
  }

  #press = (event: KeyboardEvent): void => {
    const send = event.key === "Enter" && (event.ctrlKey || event.metaKey);
    if (send) this.querySelector("form")?.requestSubmit();
    else if (event.ctrlKey || event.metaKey || event.altKey || isTyped(event.target as Element)) return;
    else if (event.key === "?") this.querySelector<HTMLDialogElement>("dialog[data-keys]")?.showModal();
    else if (!/^[1-9]$/.test(event.key) || !this.#choose(event.key, event.target as Element)) return;
    event.preventDefault();
  };

  /** False where there is no such step. */
  #choose(key: string, focused: Element): boolean {
    const scale = focused.closest(".scale") ?? this.#unanswered()[0];
    const step = scale?.querySelector<HTMLInputElement>(`input[type=radio][value="${key}"]:not(:disabled)`);
    if (!step) return false;
    step.click(); // as a person would, so that input and change are told
    const next = this.#unanswered()[0]?.querySelector<HTMLElement>("input[type=radio]:not(:disabled)");
    const after = this.querySelector<HTMLElement>("[data-after-steps][data-unplaced]:not([hidden]) button");
    (next ?? after ?? step).focus();
    return true;
  }

  #unanswered(): Element[] {
    return [...this.querySelectorAll(".scale")].filter((scale) => !scale.querySelector("input[type=radio]:checked"));
  }
}

/** A select takes digits and letters as well: they choose in it. */
function isTyped(focused: Element): boolean {
  return focused.matches("textarea, select, input:not([type=radio], [type=checkbox], [type=range])");
}

customElements.define("step-keys", StepKeys);
