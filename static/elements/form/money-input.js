/**
 * `<et-money-input label="Harga" currency="IDR" .value=${money}>`: an amount with the currency's symbol before it and
 * its groups put in while one types. Fires `change` with `detail: Money | null`. `compact` leaves the visible label out.
 */

import { LitElement, css, html, nothing } from "lit";
import { live } from "lit/directives/live.js";
import { amountText, digitsOf, parseAmount, symbolOf } from "../../core/amount.js";
import { LocaleController } from "../../core/i18n.js";
import { base, fields } from "../../style/shared.js";

export class EtMoneyInput extends LitElement {
  static properties = {
    label: {},
    currency: {},
    value: { attribute: false },
    error: {},
    placeholder: {},
    compact: { type: Boolean },
    required: { type: Boolean },
    typed: { state: true },
  };

  static styles = [
    base,
    fields,
    css`
      :host {
        display: block;
        min-width: 0;
      }
      .money {
        position: relative;
        display: block;
      }
      .symbol {
        position: absolute;
        inset: 0 auto 0 var(--space-12);
        display: grid;
        place-items: center;
        color: var(--ink-soft);
        pointer-events: none;
      }
      .field input {
        padding-left: calc(var(--space-16) + var(--symbol-width, 2ch));
        text-align: right;
      }
    `,
  ];

  constructor() {
    super();
    new LocaleController(this);
    this.label = "";
    this.currency = "IDR";
    /** @type {import("../../core/format.js").Money | null} */
    this.value = null;
    this.error = "";
    this.placeholder = "";
    this.compact = false;
    this.required = false;
    /** @type {string | null} what stands in the field while one types */
    this.typed = null;
  }

  /** @param {InputEvent} event */
  #input(event) {
    const text = /** @type {HTMLInputElement} */ (event.target).value;
    this.value = parseAmount(text, this.currency);
    this.typed = digitsOf(this.currency) ? text : amountText(this.value);
    this.dispatchEvent(new CustomEvent("change", { detail: this.value }));
  }

  render() {
    const symbol = symbolOf(this.currency);
    return html`<label class="field">
      <span class=${this.compact ? "visually-hidden" : "label"}>${this.label}</span>
      <span class="money" style="--symbol-width:${symbol.length}ch">
        <span class="symbol" aria-hidden="true">${symbol}</span>
        <input
          inputmode=${digitsOf(this.currency) ? "decimal" : "numeric"}
          autocomplete="off"
          placeholder=${this.placeholder}
          ?required=${this.required}
          aria-invalid=${this.error ? "true" : nothing}
          .value=${live(this.typed ?? amountText(this.value))}
          @input=${this.#input}
          @change=${(/** @type {Event} */ event) => event.stopPropagation()}
          @blur=${() => (this.typed = null)}
        />
      </span>
      ${this.error ? html`<span class="error" role="alert">${this.error}</span>` : nothing}
    </label>`;
  }
}

customElements.define("et-money-input", EtMoneyInput);
