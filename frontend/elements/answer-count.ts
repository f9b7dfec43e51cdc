/**
 * How many of a sheet's questions are answered, in words: `<answer-count data-form="sheet" data-words="Your answers ({n} of
 * {all})">`. A question is a fieldset with data-question; any radio button or reason chosen in it answers it.
 */
export class AnswerCount extends HTMLElement {
  #form: HTMLElement | null = null;

  connectedCallback(): void {
    this.#form = document.getElementById(this.dataset.form ?? "");
    this.#form?.addEventListener("input", this.#count);
    this.#form?.addEventListener("change", this.#count);
    this.#count();
  }

  disconnectedCallback(): void {
    this.#form?.removeEventListener("input", this.#count);
    this.#form?.removeEventListener("change", this.#count);
  }

  #count = (): void => {
    const questions = [...(this.#form?.querySelectorAll("[data-question]") ?? [])];
    const answered = questions.filter(isAnswered).length;
    const words = this.dataset.words ?? "{n}/{all}";
    this.textContent = words.replace("{n}", String(answered)).replace("{all}", String(questions.length));
    this.toggleAttribute("data-all", answered === questions.length);
  };
}

function isAnswered(question: Element): boolean {
  const reasons = [...question.querySelectorAll("select")];
  return Boolean(question.querySelector("input[type=radio]:checked")) || reasons.some(({ value }) => value !== "");
}

customElements.define("answer-count", AnswerCount);
