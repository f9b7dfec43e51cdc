const KEY = "quadrant.theme"; // also in theme.ts, which applies it before the first paint

/** Light, dark or as the system has it: radio buttons named "theme" inside, with the values "light", "dark" and "auto". */
export class ThemeSwitch extends HTMLElement {
  connectedCallback(): void {
    const chosen = document.documentElement.dataset.theme ?? "auto";
    for (const radio of this.querySelectorAll<HTMLInputElement>("input[type=radio]")) {
      radio.checked = radio.value === chosen;
    }
    this.addEventListener("change", this.#change);
  }

  disconnectedCallback(): void {
    this.removeEventListener("change", this.#change);
  }

  #change = (event: Event): void => {
    const { value } = event.target as HTMLInputElement;
    if (value === "light" || value === "dark") document.documentElement.dataset.theme = value;
    else delete document.documentElement.dataset.theme;
    try {
      if (value === "auto") localStorage.removeItem(KEY);
      else localStorage.setItem(KEY, value);
    } catch {
      // Storage refused: it holds for this page.
    }
    // Canvas drawings read their colours when they paint.
    document.dispatchEvent(new CustomEvent("quadrant:theme", { detail: { theme: value } }));
  };
}

customElements.define("theme-switch", ThemeSwitch);
