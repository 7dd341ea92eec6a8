/**
 * `<et-dialog open label="..">`: a modal that traps and gives back the focus and closes with Esc or a touch beside it.
 * In the middle on a wide screen, a sheet from below on a phone; `placement="sheet"` or `"side"` says it for wide
 * screens too. Fires `close` when the person wants it closed; the owner sets `open` to false.
 * Slots: default, `actions` (a foot that stays in view), `head` (beside the title), `top` (a head of one's own, with `plain`). Built on the browser's `<dialog>`,
 * which makes the rest of the page inert.
 */

import { LitElement, css, html, nothing } from "lit";
import { LocaleController, t } from "../../core/i18n.js";
import { base, buttons } from "../../style/shared.js";
import "../../core/text/common.js";
import "./icon.js";

export class EtDialog extends LitElement {
  static properties = {
    open: { type: Boolean, reflect: true },
    label: {},
    placement: { reflect: true },
    plain: { type: Boolean, reflect: true },
    busy: { type: Boolean },
  };

  static styles = [
    base,
    buttons,
    css`
      dialog {
        display: none;
        position: fixed;
        inset: 0;
        width: min(560px, 100vw - 2 * var(--space-24));
        max-width: none;
        max-height: min(90dvh, 860px);
        margin: auto;
        padding: 0;
        border: 0;
        border-radius: var(--corner-20);
        background: var(--surface-raised);
        color: var(--ink);
        box-shadow: var(--shadow-2);
        overflow: hidden;
      }
      dialog[open] {
        display: flex;
        flex-direction: column;
        animation: rise var(--motion) var(--ease-out);
      }
      dialog::backdrop {
        background: var(--dialog-scrim, var(--scrim));
        animation: appear var(--motion) var(--ease-out);
      }
      header {
        display: flex;
        align-items: center;
        gap: var(--space-8);
        flex: none;
        min-height: 60px;
        padding: var(--space-8) var(--space-8) var(--space-8) var(--space-24);
      }
      header h2 {
        flex: 1;
        min-width: 0;
      }
      .top {
        flex: none;
      }
      .content {
        flex: 1 1 auto;
        min-height: 0;
        padding: var(--space-4) var(--space-24) var(--space-24);
        overflow-y: auto;
        overscroll-behavior: contain;
      }
      .actions {
        flex: none;
      }
      .actions ::slotted(*) {
        display: flex;
        gap: var(--space-12);
        justify-content: flex-end;
        padding: var(--space-12) var(--space-24) max(var(--space-16), env(safe-area-inset-bottom));
        border-top: 1px solid var(--line);
      }
      :host([placement="side"]) dialog {
        inset: 0 0 0 auto;
        height: 100dvh;
        max-height: none;
        margin: 0;
        width: min(440px, 100vw);
        border-radius: var(--corner-20) 0 0 var(--corner-20);
        animation-name: slide;
      }
      @media (max-width: 639px) {
        dialog,
        :host([placement="side"]) dialog {
          inset: auto 0 0 0;
          width: 100vw;
          height: var(--sheet-height, auto);
          max-height: 92dvh;
          margin: 0;
          border-radius: var(--corner-20) var(--corner-20) 0 0;
          padding-bottom: env(safe-area-inset-bottom);
        }
        dialog[open] {
          animation-name: sheet;
          animation-duration: var(--motion-slow);
        }
        header {
          padding-left: var(--space-16);
        }
        .content {
          padding-inline: var(--space-16);
        }
        .actions ::slotted(*) {
          padding-inline: var(--space-16);
        }
      }
      :host([placement="sheet"]) dialog {
        inset: auto 0 0 0;
        margin: 0 auto;
        border-radius: var(--corner-20) var(--corner-20) 0 0;
      }
      :host([placement="sheet"]) dialog[open] {
        animation-name: sheet;
        animation-duration: var(--motion-slow);
      }
      @keyframes rise {
        from {
          opacity: 0;
          transform: translateY(12px) scale(0.98);
        }
      }
      @keyframes sheet {
        from {
          transform: translateY(100%);
        }
      }
      @keyframes slide {
        from {
          transform: translateX(100%);
        }
      }
      @keyframes appear {
        from {
          opacity: 0;
        }
      }
    `,
  ];

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
    } else if (!this.open && this.dialog.open) {
      this.dialog.close();
      if (this.opener instanceof HTMLElement && this.opener.isConnected) this.opener.focus();
    }
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    if (this.dialog?.open) this.dialog.close();
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
      <dialog aria-label=${this.label} @cancel=${this.#cancelled} @mousedown=${this.#pressed}>
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
