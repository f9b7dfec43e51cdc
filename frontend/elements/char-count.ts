/**
 * How much of a field's limit is used: `<char-count data-for="id_title" data-limit="90">at most 90 characters</char-count>`.
 * It counts code points after NFC, as the server does, where `maxlength` would count an emoji as two and cut a paste
 * short without a word. Over the limit it is marked (data-over) and the field invalid, so that the form says so.
 */
export class CharCount extends HTMLElement {
  #field: HTMLInputElement | HTMLTextAreaElement | null = null;
  #count = (): void => {
    const limit = Number(this.dataset.limit);
    if (!this.#field || !limit) return;
    const used = codePoints(this.#field.value);
    this.textContent = `${used.toLocaleString(document.documentElement.lang || undefined)} / ${limit}`;
    this.toggleAttribute("data-over", used > limit);
    this.#field.setCustomValidity(used > limit ? this.textContent : "");
  };

  connectedCallback(): void {
    const field = document.getElementById(this.dataset.for ?? "");
    if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) return;
    this.#field = field;
    this.title = this.textContent ?? ""; // the sentence that the numbers replace
    field.addEventListener("input", this.#count);
    this.#count();
  }

  disconnectedCallback(): void {
    this.#field?.removeEventListener("input", this.#count);
  }
}

/** Number of Unicode code points of a text in normal form C. */
export function codePoints(text: string): number {
  return [...text.normalize("NFC")].length;
}

customElements.define("char-count", CharCount);
