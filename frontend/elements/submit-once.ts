import { forget } from "./browser-copy";
import { keyOf } from "./form-fields";

/**
 * Around a form that must arrive once.
 *
 *     <submit-once><form method="post">… <input type="hidden" name="key"> …</form></submit-once>
 *
 * It fills the hidden `key`, so that the server knows a repeated POST; a second click waits for the first answer. The page
 * that says that the server has a form lets this browser forget its copy (<draft-keeper>):
 * `<submit-once data-acknowledged="mexico.option.new.7">`.
 */
export class SubmitOnce extends HTMLElement {
  #sent = false;

  connectedCallback(): void {
    forget(this.dataset.acknowledged);
    const form = this.#form;
    if (!form) return;
    const key = keyOf(form);
    if (key && !key.value) key.value = crypto.randomUUID();
    this.addEventListener("submit", this.#refuseSecond, true); // before htmx on the form hears of it
    this.addEventListener("submit", this.#submitted);
    this.addEventListener("htmx:before:request", this.#requested);
    this.addEventListener("htmx:finally:request", this.#requested);
    window.addEventListener("pageshow", this.#answered);
  }

  disconnectedCallback(): void {
    window.removeEventListener("pageshow", this.#answered);
  }

  get #form(): HTMLFormElement | null {
    return this.querySelector("form");
  }

  #refuseSecond = (event: Event): void => {
    if (event.target !== this.#form || !this.#sent) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  };

  #submitted = (event: Event): void => {
    // Where a script has taken the submit over, it is sent when that script sends (htmx:before:request).
    if (event.target === this.#form && !event.defaultPrevented) this.#mark();
  };

  /** Only the form's own request counts: something within it may ask for other things while it is written. */
  #requested = (event: Event): void => {
    if (event.target !== this.#form) return;
    if (event.type === "htmx:before:request") this.#mark();
    else this.#answered();
  };

  #mark = (): void => {
    this.#sent = true;
    this.toggleAttribute("data-sent", true);
  };

  #answered = (): void => {
    this.#sent = false;
    this.removeAttribute("data-sent");
  };
}

customElements.define("submit-once", SubmitOnce);
