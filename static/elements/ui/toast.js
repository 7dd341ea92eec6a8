/**
 * Short messages that come and go by themselves: `toast("Saved")`, `toast(text, {tone: "danger"})`,
 * `toast("Deleted", {action: "Undo", onAction})`. Read out politely.
 */

import { LitElement, css, html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { base, buttons } from "../../style/shared.js";
import "./icon.js";

/**
 * @typedef {object} ToastOptions
 * @property {"plain" | "good" | "danger"} [tone]
 * @property {string} [action] the text of a button
 * @property {() => void} [onAction]
 * @property {number} [seconds] how long it stays; 4 by default, 8 with an action
 */
/** @typedef {ToastOptions & {id: number, text: string}} Message */

const ICONS = { plain: "info", good: "check_circle", danger: "alert" };

export class EtToasts extends LitElement {
  static properties = { messages: { state: true } };

  static styles = [
    base,
    buttons,
    css`
      :host {
        position: fixed;
        inset: auto 0 max(var(--space-24), env(safe-area-inset-bottom)) 0;
        z-index: 100;
        display: grid;
        justify-items: center;
        gap: var(--space-8);
        width: auto;
        height: auto;
        margin: 0;
        padding: 0 var(--space-16);
        border: 0;
        background: none;
        overflow: visible;
        pointer-events: none;
      }
      /* On a phone the lower part is where things are done. */
      @media (max-width: 639px) {
        :host {
          inset: max(64px, calc(env(safe-area-inset-top) + 56px)) 0 auto;
        }
      }
      div {
        display: flex;
        align-items: center;
        gap: var(--space-8);
        max-width: 480px;
        min-height: 48px;
        padding: var(--space-8) var(--space-16);
        border-radius: var(--corner-12);
        background: #2b2724;
        color: #fff;
        box-shadow: var(--shadow-2);
        font-size: var(--type-14);
        font-weight: 500;
        pointer-events: auto;
        animation: arrive var(--motion-slow) var(--ease-out);
      }
      .danger {
        background: #7c1d16;
      }
      et-icon {
        --icon-size: 20px;
      }
      .button {
        margin-right: calc(-1 * var(--space-8));
        flex: none;
        background: none;
        color: #ffc24a;
        white-space: nowrap;
      }
      @keyframes arrive {
        from {
          opacity: 0;
          transform: translateY(12px);
        }
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Message[]} */
    this.messages = [];
  }

  connectedCallback() {
    super.connectedCallback();
    this.setAttribute("role", "status");
    this.setAttribute("aria-live", "polite");
    // A popover lies above modal dialogs too, where a z-index would not reach.
    if ("popover" in this) this.setAttribute("popover", "manual");
  }

  /** @param {Message} message */
  add(message) {
    this.messages = [...this.messages.slice(-2), message];
    if (this.matches(":popover-open")) this.hidePopover();
    this.showPopover?.();
    setTimeout(() => this.remove_(message.id), (message.seconds ?? (message.action ? 8 : 4)) * 1000);
  }

  /** @param {number} id */
  remove_(id) {
    this.messages = this.messages.filter((message) => message.id !== id);
  }

  render() {
    return repeat(
      this.messages,
      (message) => message.id,
      (message) =>
        html`<div class=${message.tone ?? "plain"}>
          <et-icon name=${ICONS[message.tone ?? "plain"]}></et-icon>
          <span>${message.text}</span>
          ${message.action
            ? html`<button
                class="button quiet small"
                @click=${() => {
                  message.onAction?.();
                  this.remove_(message.id);
                }}
              >
                ${message.action}
              </button>`
            : nothing}
        </div>`,
    );
  }
}

customElements.define("et-toasts", EtToasts);

let last = 0;

/**
 * Shows a message on this page.
 *
 * @param {string} text
 * @param {ToastOptions} [options]
 */
export function toast(text, options = {}) {
  let host = /** @type {EtToasts | null} */ (document.querySelector("et-toasts"));
  if (!host) {
    host = /** @type {EtToasts} */ (document.createElement("et-toasts"));
    document.body.append(host);
  }
  host.add({ ...options, id: ++last, text });
}
