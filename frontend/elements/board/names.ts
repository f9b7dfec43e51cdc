/** The narratives' names in the margins, each in the corner of its anchor, and the tint of that quarter. */
import type { Corner, Name } from "./model";

export class Names {
  #board: HTMLElement;
  #shown = "";

  constructor(board: HTMLElement) {
    this.#board = board;
  }

  show(names: readonly Name[], address: (narrative: number) => string): void {
    const key = JSON.stringify(names);
    if (this.#shown === key) return; // a name that is being read or has the focus stays
    this.#shown = key;
    for (const place of this.#board.querySelectorAll<HTMLElement>(".board-names")) {
      const corner = place.dataset.corner as Corner;
      const here = names.filter((name) => name.corner === corner);
      place.replaceChildren(...here.map((name) => link(name, address(name.number))));
      const region = this.#board.querySelector<HTMLElement>(`.board-regions [data-corner="${corner}"]`);
      if (region) region.dataset.hue = String(here[0]?.hue ?? 0);
    }
  }
}

function link({ hue, numeral, nickname, count }: Name, address: string): HTMLAnchorElement {
  const link = document.createElement("a");
  link.className = "board-name";
  link.href = address;
  link.dataset.hue = String(hue);
  for (const [tag, text] of [
    ["i", numeral],
    ["b", nickname],
    ["small", String(count)],
  ] as const) {
    const part = document.createElement(tag);
    part.textContent = text;
    link.append(part);
  }
  return link;
}
