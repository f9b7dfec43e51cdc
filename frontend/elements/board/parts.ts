/** What board.html must have. */
export function part(board: HTMLElement, selector: string): HTMLElement {
  const found = board.querySelector<HTMLElement>(selector);
  if (!found) throw new Error(`board.html has no ${selector}`);
  return found;
}

/** Write a text where it is not there yet. */
export function write(place: HTMLElement, text: string): void {
  if (place.textContent !== text) place.textContent = text;
}
