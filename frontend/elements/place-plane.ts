const STEP = 0.05;
const ANSWERED = "input[type=radio]:checked";

/**
 * A small board over the two sliders of a sheet: a tap places the option, another one corrects it. It holds no answer of its
 * own: it moves the sliders, which say the rest (<axis-answer>), and draws what they and their answers in words say. An axis
 * that is answered in words keeps its word, and a tap answers the other one alone; without script the sliders are there.
 *
 *     <place-plane hidden data-label="Place on both axes" data-none="not placed yet">
 *       <button type="button"><svg viewBox="0 0 100 100">… <path/> <circle/></svg></button></place-plane>
 */
export class PlacePlane extends HTMLElement {
  #form: HTMLFormElement | null = null;
  #field: HTMLButtonElement | null = null;

  connectedCallback(): void {
    this.#form = this.closest("form");
    this.#field = this.querySelector("button");
    if (!this.#slider("x") || !this.#slider("y") || !this.#field) return;
    this.#field.addEventListener("click", this.#tap);
    this.#field.addEventListener("pointermove", this.#drag);
    this.#field.addEventListener("keydown", this.#press);
    this.#form?.addEventListener("input", this.#draw);
    this.#form?.addEventListener("change", this.#draw);
    this.hidden = false;
    this.#draw();
  }

  disconnectedCallback(): void {
    this.#form?.removeEventListener("input", this.#draw);
    this.#form?.removeEventListener("change", this.#draw);
  }

  #slider(axis: string): HTMLInputElement | null {
    return this.#form?.querySelector<HTMLInputElement>(`input[type=range][name=${axis}]`) ?? null;
  }

  /** The answer that is chosen on an axis: "placed", one of the words, or nothing yet. */
  #answer(axis: string): string {
    return this.#form?.querySelector<HTMLInputElement>(`input[name=${axis}_answer]:checked`)?.value ?? "";
  }

  #tap = (event: MouseEvent): void => {
    if (event.detail === 0)
      this.#go(); // Enter or Space, not a tap
    else this.#placeAt(event);
  };

  // A mouse or pen draws the point along; a finger scrolls the page, and taps.
  #drag = (event: PointerEvent): void => {
    if (event.buttons === 1 && event.pointerType !== "touch") this.#placeAt(event);
  };

  #placeAt({ clientX, clientY }: MouseEvent): void {
    const box = this.#field?.getBoundingClientRect();
    if (!box?.width || !box.height) return;
    this.#place(((clientX - box.left) / box.width) * 2 - 1, 1 - ((clientY - box.top) / box.height) * 2);
  }

  #press = (event: KeyboardEvent): void => {
    const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[event.key];
    if (!way || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    const by = STEP * (event.shiftKey ? 5 : 1);
    const [dx = 0, dy = 0] = way;
    this.#place(this.#at("x") + dx * by, this.#at("y") + dy * by);
  };

  /** Enter in the middle of nowhere places the option in the middle; once it is placed, the sheet goes on below. */
  #go(): void {
    if (this.hasAttribute("data-unplaced")) this.#place(this.#at("x"), this.#at("y"));
  }

  #at(axis: string): number {
    return this.#answer(axis) === "placed" ? Number(this.#slider(axis)?.value) : 0;
  }

  #place(x: number, y: number): void {
    const worded = ["x", "y"].filter((axis) => this.#answer(axis) && this.#answer(axis) !== "placed");
    for (const [axis, value] of Object.entries({ x, y })) {
      const slider = this.#slider(axis);
      if (!slider || (worded.length === 1 && worded[0] === axis)) continue;
      slider.value = String(Math.round(Math.max(-1, Math.min(1, value)) / STEP) * STEP);
      slider.dispatchEvent(new Event("input", { bubbles: true }));
      slider.dispatchEvent(new Event("change", { bubbles: true }));
    }
  }

  #draw = (): void => {
    const [x, y] = ["x", "y"].map((axis) => (this.#answer(axis) === "placed" ? this.#at(axis) : undefined));
    const left = x === undefined ? undefined : 50 + 50 * x;
    const top = y === undefined ? undefined : 50 - 50 * y;
    this.toggleAttribute("data-unplaced", left === undefined && top === undefined);
    this.toggleAttribute("data-whole", left !== undefined && top !== undefined);
    const lines = [left === undefined ? "" : `M${left} 0V100`, top === undefined ? "" : `M0 ${top}H100`];
    this.querySelector("path")?.setAttribute("d", lines.join(""));
    this.querySelector("circle")?.setAttribute("cx", String(left ?? 50));
    this.querySelector("circle")?.setAttribute("cy", String(top ?? 50));
    this.#field?.setAttribute("aria-label", `${this.dataset.label}: ${this.#words()}`);
  };

  /** Where the point is, as somebody hears it: "Social 0.35, Internal 0.50", or the word that was chosen. */
  #words(): string {
    const said = ["x", "y"].map((axis) => {
      const chosen = this.#form?.querySelector<HTMLInputElement>(`${ANSWERED}[name=${axis}_answer]`);
      if (chosen?.value !== "placed") return chosen?.closest("label")?.textContent?.trim() ?? "";
      const ends = [...(this.#slider(axis)?.parentElement?.querySelectorAll(".slider-ends span") ?? [])];
      const at = this.#at(axis);
      return `${ends[at < 0 ? 0 : 1]?.textContent ?? axis} ${Math.abs(at).toFixed(2)}`;
    });
    return said.filter(Boolean).join(", ") || (this.dataset.none ?? "");
  }
}

customElements.define("place-plane", PlacePlane);
