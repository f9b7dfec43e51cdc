/**
 * Tells the server once that this page is in front of somebody: `<first-look data-url="…/opened/">`. A page that was only
 * fetched or rendered ahead, or lies in a hidden tab, tells nothing until it is looked at.
 */
export class FirstLook extends HTMLElement {
  connectedCallback(): void {
    document.addEventListener("visibilitychange", this.#look);
    document.addEventListener("prerenderingchange", this.#look);
    this.#look();
  }

  disconnectedCallback(): void {
    document.removeEventListener("visibilitychange", this.#look);
    document.removeEventListener("prerenderingchange", this.#look);
  }

  #look = (): void => {
    const ahead = "prerendering" in document && document.prerendering;
    if (ahead || document.visibilityState !== "visible" || !this.dataset.url) return;
    this.disconnectedCallback();
    const token = document.querySelector<HTMLMetaElement>('meta[name="csrf-token"]')?.content ?? "";
    // Lost on a bad connection it is lost: the sheet itself will tell.
    fetch(this.dataset.url, { method: "POST", headers: { "X-CSRFToken": token }, keepalive: true }).catch(() => {});
  };
}

customElements.define("first-look", FirstLook);
