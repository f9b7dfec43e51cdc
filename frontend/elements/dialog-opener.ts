/**
 * A button that opens a dialog: `<dialog-opener data-dialog="add"><button type="button">Add</button></dialog-opener>` and
 * `<dialog id="add">`. The dialog closes by itself: Escape, or a form with method="dialog".
 */
export class DialogOpener extends HTMLElement {
  connectedCallback(): void {
    this.addEventListener("click", this.#open);
  }

  disconnectedCallback(): void {
    this.removeEventListener("click", this.#open);
  }

  #open = (): void => {
    const dialog = document.getElementById(this.dataset.dialog ?? "");
    if (dialog instanceof HTMLDialogElement && !dialog.open) dialog.showModal();
  };
}

customElements.define("dialog-opener", DialogOpener);
