/**
 * Lets a moderator work by keys: a letter presses the button or follows the link whose data-letter it is. Return and reject
 * want a reason: while none is chosen their letter leads to it. In the queue j and k go to the next and the previous
 * [data-case], and s chooses the one that has the focus. "?" opens the sheet of keys. Letters typed into a field stay
 * letters; Escape leaves a field.
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
    const key = event.key.toLowerCase();
    if (key === "?" ? this.#sheet() : go(key, target) || pressLetter(key)) event.preventDefault();
  };

  connectedCallback(): void {
    document.addEventListener("keydown", this.#press);
    for (const button of this.querySelectorAll<HTMLElement>("[data-sheet]")) button.hidden = false;
  }

  disconnectedCallback(): void {
    document.removeEventListener("keydown", this.#press);
  }

  #sheet(): boolean {
    this.querySelector<HTMLElement>("[popover]")?.togglePopover();
    return true;
  }
}

/** Along the cases of a queue; false where there is none. */
function go(key: string, from: HTMLElement | null): boolean {
  const cases = [...document.querySelectorAll<HTMLElement>("[data-case]")];
  const row = from?.closest("li") ?? null;
  const at = cases.findIndex((each) => row?.contains(each));
  if (key === "s" && at >= 0) {
    row?.querySelector<HTMLInputElement>("input[type=checkbox]")?.click();
    return true;
  }
  const step = key === "j" ? 1 : key === "k" ? -1 : 0;
  if (step === 0 || cases.length === 0) return false;
  cases[Math.min(Math.max(at + step, 0), cases.length - 1)]?.focus();
  return true;
}

function pressLetter(letter: string): boolean {
  const all = document.querySelectorAll<HTMLButtonElement | HTMLAnchorElement>("[data-letter]");
  const pressed = [...all].find((each) => each.dataset.letter === letter);
  if (!pressed) return false;
  const form = pressed instanceof HTMLButtonElement ? pressed.form : null;
  const reason = form?.querySelector<HTMLSelectElement>("select[name=reason]");
  const wanted = pressed instanceof HTMLButtonElement && ["return", "reject"].includes(pressed.value);
  if (wanted && reason && reason.value === "") reason.focus();
  else pressed.click();
  return true;
}

customElements.define("decision-keys", DecisionKeys);
