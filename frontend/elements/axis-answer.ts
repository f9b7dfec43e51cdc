const PLACED = "placed";

/**
 * One axis of a sheet: a slider, and radio buttons of which "placed" says that the slider is the answer. Moving the slider
 * is an answer, so it chooses "placed"; while another answer or none is chosen the slider looks untouched (data-unplaced).
 * Without script the same buttons are chosen by hand.
 */
export class AxisAnswer extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener("input", this.#hear);
    this.addEventListener("change", this.#hear);
    this.#show();
  }

  disconnectedCallback(): void {
    this.removeEventListener("input", this.#hear);
    this.removeEventListener("change", this.#hear);
  }

  #hear = ({ target }: Event): void => {
    if (target instanceof HTMLInputElement && target.type === "range") {
      for (const radio of this.#radios()) radio.checked = radio.value === PLACED;
    }
    this.#show();
  };

  #radios(): HTMLInputElement[] {
    return [...this.querySelectorAll<HTMLInputElement>("input[type=radio]")];
  }

  #show(): void {
    const placed = this.#radios().some((radio) => radio.checked && radio.value === PLACED);
    this.querySelector("fieldset")?.toggleAttribute("data-unplaced", !placed);
  }
}

customElements.define("axis-answer", AxisAnswer);
