/**
 * `<et-dialog open label="..">`: a modal that traps and gives back the focus and closes with Esc or a touch beside it.
 * In the middle on a wide screen, a sheet from below on a phone; `placement="sheet"` or `"side"` says it for wide
 * screens too. Fires `close` when the person wants it closed; the owner sets `open` to false.
 * Slots: default, `actions` (a foot that stays in view), `head` (beside the title), `top` (a head of one's own, with `plain`). Built on the browser's `<dialog>`,
 * which makes the rest of the page inert.
 */

import { LitElement, html, nothing } from "lit";
import { LocaleController, t } from "../../core/i18n.js";
import { base, buttons } from "../../style/shared.js";
import "../../core/text/common.js";
import { dialogStyles } from "./dialog-styles.js";
import "./icon.js";

export class EtDialog extends LitElement {
  static properties = {
    open: { type: Boolean, reflect: true },
    label: {},
    placement: { reflect: true },
    plain: { type: Boolean, reflect: true },
    busy: { type: Boolean },
  };

  static styles = [base, buttons, dialogStyles];

  constructor() {
    super();
    new LocaleController(this);
    this.open = false;
    this.label = "";
    /** @type {"" | "sheet" | "side"} */
    this.placement = "";
    this.plain = false; // no head of its own: the content brings a title and a close button
    this.busy = false; // does not close by Esc or a touch beside it
    /** @type {Element | null} */
    this.opener = null;
  }

  get dialog() {
    return /** @type {HTMLDialogElement} */ (this.renderRoot.querySelector("dialog"));
  }

  updated(/** @type {import("lit").PropertyValues} */ changed) {
    if (!changed.has("open")) return;
    if (this.open && !this.dialog.open) {
      this.opener = deepActive();
      this.dialog.showModal();
      this.#focusFirst();
    } else if (!this.open && this.dialog.open) {
      this.dialog.close();
      if (this.opener instanceof HTMLElement && this.opener.isConnected) this.opener.focus();
    }
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    if (this.dialog?.open) this.dialog.close();
  }

  /** To the beginning of the content, when it became another one. */
  toTop() {
    const content = this.renderRoot.querySelector(".content");
    if (content) content.scrollTop = 0;
    // A sheet that has just been made (the page grew or shrank) is drawn a moment after its owner.
    if (this.open && this.dialog?.open) this.#focusFirst();
  }

  /** What asks for the focus, else the dialog itself: the browser would take the first button, whatever that does. */
  async #focusFirst() {
    await 0; // The content is drawn by its owner, a moment later.
    const wanted = this.querySelector("[autofocus]");
    if (wanted instanceof HTMLElement) wanted.focus();
    else this.dialog.focus();
  }

  ask() {
    if (!this.busy) this.dispatchEvent(new CustomEvent("close"));
  }

  /** @param {Event} event */
  #cancelled(event) {
    event.preventDefault(); // The owner decides, by `open`.
    this.ask();
  }

  /** @param {MouseEvent} event */
  #pressed(event) {
    if (event.target === this.dialog) this.ask(); // The backdrop counts as the dialog itself.
  }

  render() {
    return html`
      <dialog tabindex="-1" aria-label=${this.label} @cancel=${this.#cancelled} @mousedown=${this.#pressed}>
        ${this.plain
          ? nothing
          : html`<header>
              <h2>${this.label}</h2>
              <slot name="head"></slot>
              <button class="button icon" aria-label=${t("common.close")} @click=${this.ask}>
                <et-icon name="close"></et-icon>
              </button>
            </header>`}
        <div class="top"><slot name="top"></slot></div>
        <div class="content" part="content"><slot></slot></div>
        <div class="actions"><slot name="actions"></slot></div>
      </dialog>
    `;
  }
}

/** The focused element, through shadow roots. */
function deepActive() {
  let active = document.activeElement;
  while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
  return active;
}

customElements.define("et-dialog", EtDialog);
