/**
 * Keeps true who holds which option while moderators look at the queue: every [data-claim] of the page names an option by
 * its number and says it in words; the state beside it (.state in the same row) follows too. It hears of changes from the feed (the document's "quadrant:events"), which carries no
 * names, and asks data-url?option=17 for the words, once for all that came within a moment. Nothing moves.
 */
export class ReviewClaims extends HTMLElement {
  #stale = new Set<string>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  #hear = (event: Event): void => {
    const lines: unknown = (event as CustomEvent).detail;
    if (!Array.isArray(lines)) return;
    for (const [, kind, data] of lines) {
      if (!/^(option|options|acceptance)\./.test(kind ?? "")) continue;
      const { option, options = [], submitted = [], in_review = [] } = data ?? {};
      for (const number of [option, ...options, ...submitted, ...in_review]) {
        if (place(String(number))) this.#stale.add(String(number));
      }
    }
    if (this.#stale.size > 0) this.#timer ??= setTimeout(this.#ask, 100 + Math.random() * 400); // not everybody at once
  };

  connectedCallback(): void {
    document.addEventListener("quadrant:events", this.#hear);
  }

  disconnectedCallback(): void {
    document.removeEventListener("quadrant:events", this.#hear);
    clearTimeout(this.#timer);
  }

  #ask = async (): Promise<void> => {
    this.#timer = undefined;
    const asked = [...this.#stale];
    this.#stale.clear();
    const query = new URLSearchParams(asked.map((number) => ["option", number]));
    try {
      const answer = await fetch(`${this.dataset.url}?${query}`, { headers: { Accept: "application/json" } });
      if (!answer.ok) return;
      const words: Record<string, Said> = await answer.json();
      for (const [number, said] of Object.entries(words)) show(number, said);
    } catch {
      // Not reached: the page stays as it was, and a decision on what somebody else holds is refused with who it is.
    }
  };
}

interface Said {
  claim: string;
  state: string;
  kind: string; // of .state: settled, warn, bad or none
}

function show(number: string, said: Said): void {
  const claim = place(number);
  if (!claim) return;
  claim.textContent = said.claim;
  const state = claim.closest("li, .row")?.querySelector<HTMLElement>(".state");
  if (!state) return;
  state.textContent = said.state;
  if (said.kind) state.dataset.kind = said.kind;
  else delete state.dataset.kind;
}

function place(number: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-claim="${CSS.escape(number)}"]`);
}

customElements.define("review-claims", ReviewClaims);
