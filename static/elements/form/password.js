/** `<et-password label="..">`: a password that can be shown. Fires `change` with `detail: string` at each key. */

import { LitElement, css, html, nothing } from "lit";
import { LocaleController, t } from "../../core/i18n.js";
import { base, buttons, fields } from "../../style/shared.js";
import "../../core/text/account.js";
import "../ui/icon.js";

export class EtPassword extends LitElement {
  static properties = {
    label: {},
    help: {},
    error: {},
    autocomplete: {},
    value: {},
    shown: { state: true },
  };

  static styles = [
    base,
    buttons,
    fields,
    css`
      :host {
        display: block;
      }
      .password {
        position: relative;
      }
      .field input {
        padding-right: 52px;
      }
      .button.icon {
        position: absolute;
        inset: 2px 2px auto auto;
        color: var(--ink-soft);
      }
      .button.icon[aria-pressed="true"] {
        color: var(--buy-text);
      }
    `,
  ];

  constructor() {
    super();
    new LocaleController(this);
    this.label = "";
    this.help = "";
    this.error = "";
    this.autocomplete = "current-password";
    this.value = "";
    this.shown = false;
  }

  focus() {
    this.renderRoot.querySelector("input")?.focus();
  }

  render() {
    return html`<div class="field">
      <label class="label" for="password">${this.label}</label>
      <div class="password">
        <input
          id="password"
          name="password"
          type=${this.shown ? "text" : "password"}
          autocomplete=${/** @type {any} */ (this.autocomplete)}
          required
          maxlength="200"
          aria-invalid=${this.error ? "true" : nothing}
          aria-describedby="password-more"
          .value=${this.value}
          @input=${(/** @type {Event} */ event) => {
            this.value = /** @type {HTMLInputElement} */ (event.target).value;
            this.dispatchEvent(new CustomEvent("change", { detail: this.value }));
          }}
          @keydown=${(/** @type {KeyboardEvent} */ event) => {
            // A form does not see the return key of a field in another shadow tree.
            if (event.key === "Enter") this.dispatchEvent(new CustomEvent("enter"));
          }}
        />
        <button
          type="button"
          class="button icon"
          aria-label=${t(this.shown ? "account.hide_password" : "account.show_password")}
          aria-pressed=${String(this.shown)}
          @click=${() => (this.shown = !this.shown)}
        >
          <et-icon name="eye"></et-icon>
        </button>
      </div>
      <span id="password-more">
        ${this.error ? html`<span class="error" role="alert">${this.error}</span>` : nothing}
        ${this.help ? html`<span class="help">${this.help}</span>` : nothing}
      </span>
    </div>`;
  }
}

customElements.define("et-password", EtPassword);
