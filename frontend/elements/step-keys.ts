/**
 * Around a sheet of scales: the digits choose a step in the scale that has the focus, and the focus goes on to the next
 * one without an answer. Only while the focus is inside, so that no digit acts by surprise; in a text field digits are text.
 */
export class StepKeys extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener("keydown", this.#press);
  }

  disconnectedCallback(): void {
    this.removeEventListener("keydown", this.#press);
  }

  #press = (event: KeyboardEvent): void => {
    if (!/^[1-9]$/.test(event.key) || event.ctrlKey || event.metaKey || event.altKey) return;
    const focused = event.target as Element;
    if (focused.matches("textarea, select, input:not([type=radio], [type=checkbox], [type=range])")) return;
    const scale = focused.closest(".scale") ?? this.#unanswered()[0];
    const step = scale?.querySelector<HTMLInputElement>(`input[type=radio][value="${event.key}"]:not(:disabled)`);
    if (!step) return;
    event.preventDefault();
    step.click(); // as a person would, so that input and change are told
    const next = this.#unanswered()[0]?.querySelector<HTMLInputElement>("input[type=radio]:not(:disabled)");
    (next ?? step).focus();
  };

  #unanswered(): Element[] {
    return [...this.querySelectorAll(".scale")].filter((scale) => !scale.querySelector("input[type=radio]:checked"));
  }
}

customElements.define("step-keys", StepKeys);
