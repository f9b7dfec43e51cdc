/**
 * Shows beside the fields what is typed in them: the text of a field with data-part="name" stands wherever
 * data-shows="name" asks for it, and the end that is chosen in "good" is marked on the scale. Without script the same
 * place is filled by the server when the page is shown again.
 */
export class QuestionPreview extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener("input", this.#show);
    this.addEventListener("change", this.#show);
  }

  disconnectedCallback(): void {
    this.removeEventListener("input", this.#show);
    this.removeEventListener("change", this.#show);
  }

  #show = ({ target }: Event): void => {
    if (!(target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement)) return;
    const { part } = target.dataset;
    if (!part) return;
    if (target.type === "radio") {
      this.querySelector(".question")?.setAttribute("data-good", target.value);
      return;
    }
    for (const place of this.querySelectorAll(`[data-shows="${CSS.escape(part)}"]`)) place.textContent = target.value;
  };
}

customElements.define("question-preview", QuestionPreview);
