/**
 * Lets a moderator decide by keys: a letter presses the button whose data-letter it is. Return and reject want a reason:
 * while none is chosen their letter leads to it. "?" opens the sheet of keys. Letters typed into a field stay letters;
 * Escape leaves a field.
 */
export class DecisionKeys extends HTMLElement {
  #press = (event: KeyboardEvent): void => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const target = event.target as HTMLElement | null;
    const typing = target?.closest("input:not([type=radio], [type=checkbox]), textarea, select") ?? null;
    if (typing) {
      if (event.key === "Escape") (typing as HTMLElement).blur();
      return;
    }
    if (event.key === "?") {
      event.preventDefault();
      this.querySelector<HTMLElement>("[popover]")?.togglePopover();
      return;
    }
    const button = [...document.querySelectorAll<HTMLButtonElement>("button[data-letter]")].find(
      (each) => each.dataset.letter === event.key.toLowerCase(),
    );
    if (!button) return;
    event.preventDefault();
    const reason = button.form?.querySelector<HTMLSelectElement>("select[name=reason]");
    const wanted = button.value === "return" || button.value === "reject";
    if (wanted && reason && reason.value === "") reason.focus();
    else button.click();
  };

  connectedCallback(): void {
    document.addEventListener("keydown", this.#press);
    for (const button of this.querySelectorAll<HTMLElement>("[data-sheet]")) button.hidden = false;
  }

  disconnectedCallback(): void {
    document.removeEventListener("keydown", this.#press);
  }
}

customElements.define("decision-keys", DecisionKeys);
