/**
 * `<et-composer .send=${say} name="..">`: writes into the chat. What was typed stays until the server has taken it.
 * Fires `rename`.
 */

import { LitElement, css, html, nothing } from "lit";
import { LocaleController, has, t } from "../../core/i18n.js";
import { base, buttons, stageTokens } from "../../style/shared.js";
import "../ui/icon.js";

const MOST_CHARACTERS = 300;

const TAP_MS = 400;

export class EtComposer extends LitElement {
  static properties = {
    name: {},
    overlay: { type: Boolean, reflect: true },
    send: { attribute: false },
    text: { state: true },
    trouble: { state: true },
    sending: { state: true },
    focused: { state: true },
  };

  static styles = [
    base,
    buttons,
    css`
      :host {
        display: block;
        position: relative;
        min-width: 0;
      }
      :host([overlay]) {
        ${stageTokens}
      }
      form {
        display: flex;
        align-items: center;
        border: 1px solid var(--line-strong);
        border-radius: var(--corner-round);
        background: var(--surface);
      }
      :host([overlay]) form {
        border-color: transparent;
        background: var(--stage-glass);
        backdrop-filter: blur(12px);
        -webkit-backdrop-filter: blur(12px);
      }
      form:focus-within {
        outline: 2px solid var(--focus);
        outline-offset: -1px;
      }
      input {
        flex: 1;
        min-width: 0;
        height: var(--target);
        padding: 0 0 0 var(--space-16);
        border: 0;
        background: none;
      }
      input:focus-visible {
        outline: none; /* The whole field shows it. */
      }
      input::placeholder {
        color: var(--ink-soft);
        opacity: 1;
      }
      .button.icon {
        --icon-size: 20px;
        color: var(--buy-text);
      }
      .who {
        display: flex;
        align-items: center;
        gap: var(--space-8);
        padding: 0 var(--space-16);
        color: var(--ink-soft);
        font-size: var(--type-12);
      }
      .who button {
        min-height: 32px;
        padding: 0;
        border: 0;
        background: none;
        color: var(--ink);
        font-weight: 600;
        text-decoration: underline;
        text-underline-offset: 3px;
        white-space: nowrap;
        cursor: pointer;
      }
      .trouble {
        padding: var(--space-4) var(--space-16);
        color: var(--danger-text);
        font-size: var(--type-12);
        font-weight: 600;
      }
      :host([overlay]) :is(.who, .trouble) {
        width: max-content;
        max-width: 84vw;
        margin-bottom: var(--space-4);
        border-radius: var(--corner-round);
        background: var(--stage-glass-strong);
      }
    `,
  ];

  constructor() {
    super();
    new LocaleController(this);
    this.name = "";
    this.overlay = false;
    /** @type {((text: string) => Promise<{error?: {code: string}}>) | null} */
    this.send = null;
    this.text = "";
    this.trouble = "";
    this.sending = false;
    this.focused = false;
    this.leaving = 0;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearTimeout(this.leaving);
  }

  /** @param {SubmitEvent} event */
  async #submit(event) {
    event.preventDefault();
    const text = this.text.trim();
    if (!text || this.sending || !this.send) return;
    this.sending = true;
    const { error } = await this.send(text);
    this.sending = false;
    this.trouble = error ? reason(error.code) : "";
    if (!error && this.text.trim() === text) this.text = "";
  }

  #entered() {
    clearTimeout(this.leaving);
    this.focused = true;
  }

  /** @param {FocusEvent} event */
  #left(event) {
    if (this.renderRoot.contains(/** @type {Node | null} */ (event.relatedTarget))) return;
    // What stands above moves when the name goes: not while the finger that took the focus is still down on it.
    this.leaving = window.setTimeout(() => (this.focused = false), TAP_MS);
  }

  render() {
    return html`<div @focusin=${this.#entered} @focusout=${this.#left}>
      ${this.trouble ? html`<p class="trouble" role="alert">${this.trouble}</p>` : nothing}
      ${this.focused && this.name && !this.trouble
        ? html`<div class="who">
            <span class="clip">${t("chat.as", { name: this.name })}</span>
            <button type="button" @click=${() => this.dispatchEvent(new CustomEvent("rename"))}>
              ${t("chat.rename")}
            </button>
          </div>`
        : nothing}
      <form @submit=${this.#submit}>
        <input
          aria-label=${t("chat.write")}
          placeholder=${t("chat.write")}
          autocomplete="off"
          enterkeyhint="send"
          maxlength=${MOST_CHARACTERS}
          .value=${this.text}
          @input=${this.#typed}
        />
        <button class="button icon" aria-label=${t("chat.send")} ?disabled=${!this.text.trim() || this.sending}>
          <et-icon name="send"></et-icon>
        </button>
      </form>
    </div>`;
  }

  /** @param {InputEvent} event */
  #typed(event) {
    this.text = /** @type {HTMLInputElement} */ (event.target).value;
    this.trouble = "";
  }
}

/** @param {string} code */
function reason(code) {
  if (code === "muted") return t("chat.muted");
  if (code === "too_many") return t("chat.too_often");
  if (code === "too_long") return t("chat.too_long");
  return has(`error.${code}`) && code !== "not_signed_in" ? t(`error.${code}`) : t("chat.failed");
}

customElements.define("et-composer", EtComposer);
