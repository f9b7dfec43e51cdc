export type FeedState = "live" | "catching-up" | "offline";

/**
 * Says in the bar whether this page is live. The feed tells it by the event "quadrant:feed" on the document
 * (detail.state). The words are the server's, translated: data-live, data-catching-up, data-offline.
 */
export class FeedStateElement extends HTMLElement {
  #hear = (event: Event): void => {
    const state = (event as CustomEvent<{ state?: string }>).detail?.state?.replace(/[ _]/, "-");
    if (state === "live" || state === "catching-up" || state === "offline") this.#say(state);
  };

  connectedCallback(): void {
    document.addEventListener("quadrant:feed", this.#hear);
  }

  disconnectedCallback(): void {
    document.removeEventListener("quadrant:feed", this.#hear);
  }

  #say(state: FeedState): void {
    if (this.dataset.state === state) return; // a screen reader hears a change, not every beat
    this.dataset.state = state;
    const words = document.createElement("span");
    words.textContent = this.getAttribute(`data-${state}`) ?? state;
    this.replaceChildren(words);
  }
}

customElements.define("feed-state", FeedStateElement);
