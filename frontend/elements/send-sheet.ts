const PATIENCE_MS = 45_000; // a slow link takes seconds; longer than this nothing comes any more

/**
 * Sends the form in it without leaving the page, so that a dead connection costs nothing: what was chosen stays where it is,
 * the notice [data-unsent] says so, and it is sent by itself when the connection is back. The form's key makes a sheet that
 * arrived without its answer the same sheet. A refusal is shown as the page that the form itself would lead to.
 *
 *     <send-sheet><form method="post">…</form><div data-unsent role="alert" hidden>…</div></send-sheet>
 */
export class SendSheet extends HTMLElement {
  #waiting = false;

  connectedCallback(): void {
    this.addEventListener("submit", this.#submit);
    window.addEventListener("online", this.#again);
  }

  disconnectedCallback(): void {
    window.removeEventListener("online", this.#again);
  }

  #submit = (event: SubmitEvent): void => {
    if (!(event.target instanceof HTMLFormElement) || event.defaultPrevented) return;
    event.preventDefault();
    void this.#send(event.target);
  };

  #again = (): void => {
    const form = this.querySelector("form");
    if (this.#waiting && form) void this.#send(form);
  };

  async #send(form: HTMLFormElement): Promise<void> {
    this.#say(false);
    form.dispatchEvent(new Event("htmx:before:request", { bubbles: true })); // <submit-once> holds the next click
    try {
      const answer = await fetch(form.action, {
        method: "POST",
        body: new FormData(form),
        headers: { Accept: "application/json" },
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      if (answer.ok) location.assign((await answer.json()).next);
      else form.submit(); // as without script: the answer is the page with its sentences
    } catch {
      form.dispatchEvent(new Event("htmx:finally:request", { bubbles: true }));
      this.#say(true);
    }
  }

  #say(unsent: boolean): void {
    this.#waiting = unsent;
    const note = this.querySelector<HTMLElement>("[data-unsent]");
    if (note) note.hidden = !unsent;
  }
}

customElements.define("send-sheet", SendSheet);
