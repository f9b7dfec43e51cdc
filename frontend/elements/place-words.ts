/**
 * Two sliders that place something on the board, and their place in words: "34% Social, 60% Internal".
 *
 *     <place-words data-middle="in the middle"> <input type="range" name="x" data-negative="Social" data-positive="Kinetic"> …
 *       <output data-place></output> </place-words>
 */
export class PlaceWords extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener("input", this.#say);
    this.#say();
  }

  disconnectedCallback(): void {
    this.removeEventListener("input", this.#say);
  }

  #say = (): void => {
    const sliders = [...this.querySelectorAll<HTMLInputElement>('input[type="range"]')];
    const words = sliders.map((slider) => this.#towards(slider));
    sliders.forEach((slider, nth) => {
      slider.setAttribute("aria-valuetext", words[nth] ?? "");
    });
    const place = this.querySelector("[data-place]");
    if (place) place.textContent = words.join(", ");
  };

  #towards({ value, dataset: { negative = "", positive = "" } }: HTMLInputElement): string {
    const share = Math.round(Math.abs(Number(value)) * 100);
    if (!share) return this.dataset.middle ?? "";
    return `${share}% ${Number(value) < 0 ? negative : positive}`;
  }
}

customElements.define("place-words", PlaceWords);
