/**
 * `<et-checkout-pay .draft .methods .errors declined>`: how to pay, by what the shop offers. Writes into the draft, fires
 * `edited` with the field's name and `submit` on Enter.
 */

import { LitElement, css, html, nothing } from "lit";
import { LocaleController, has, t } from "../../core/i18n.js";
import { base, cards, fields } from "../../style/shared.js";
import "../ui/icon.js";
import { choiceStyles } from "./choice-styles.js";
import "./card-form.js";
import { emptyDraft } from "./draft.js";

export class EtCheckoutPay extends LitElement {
  static properties = {
    draft: { attribute: false },
    methods: { attribute: false },
    errors: { attribute: false },
    declined: { type: Boolean },
    placed: { type: Boolean },
  };

  static styles = [
    base,
    fields,
    cards,
    choiceStyles,
    css`
      :host {
        display: grid;
        gap: var(--space-16);
      }
      .to {
        display: flex;
        align-items: flex-start;
        gap: var(--space-12);
        padding: var(--space-12) var(--space-16);
        border-radius: var(--corner-12);
        background: var(--surface-sunken);
        font-size: var(--type-14);
        overflow-wrap: anywhere;
      }
      .to div {
        flex: 1;
        min-width: 0;
      }
      .to button {
        min-height: var(--target);
        margin: -10px -8px;
        padding: 0 var(--space-8);
        border: 0;
        background: none;
        color: var(--buy-text);
        font-weight: 600;
        text-decoration: underline;
        text-underline-offset: 3px;
        cursor: pointer;
      }
    `,
  ];

  constructor() {
    super();
    new LocaleController(this);
    this.draft = emptyDraft();
    /** @type {string[]} */
    this.methods = [];
    /** @type {import("./draft.js").Errors} */
    this.errors = {};
    this.declined = false;
    this.placed = false; // the order stands already: only the payment is left to do
  }

  focusError() {
    const form = this.renderRoot.querySelector("et-card-form");
    /** @type {import("./card-form.js").EtCardForm | null} */ (form)?.focusError();
  }

  /** @param {string} name */
  #edited(name) {
    this.dispatchEvent(new CustomEvent("edited", { detail: name }));
  }

  /** @param {string} method */
  #choose(method) {
    this.draft.payment_method = method;
    this.#edited("payment_method");
  }

  render() {
    const { draft } = this;
    if (!this.methods.length) return html`<p class="note warn">${t("checkout.no_methods")}</p>`;
    return html`
      ${this.declined
        ? html`<p class="note danger" role="alert"><et-icon name="alert"></et-icon>${t("checkout.declined")}</p>`
        : nothing}
      ${draft.name ? this.#to() : nothing}
      ${this.methods.length > 1 && !this.placed ? this.#choices() : nothing}
      ${draft.payment_method === "test_card"
        ? html`<et-card-form
            number=${draft.card_number}
            error=${this.errors.card_number ?? ""}
            @edited=${(/** @type {CustomEvent<string>} */ event) => {
              draft.card_number = event.detail;
              this.#edited("card_number");
            }}
          ></et-card-form>`
        : nothing}
    `;
  }

  #to() {
    const { draft } = this;
    const where = [draft.street, draft.city, draft.region, draft.postal_code].filter(Boolean).join(", ");
    return html`<div class="to">
      <div>
        <b>${draft.name}</b><br />
        <span class="soft">${where}</span>
      </div>
      ${this.placed
        ? nothing
        : html`<button type="button" @click=${() => this.dispatchEvent(new CustomEvent("back"))}>
            ${t("checkout.change")}
          </button>`}
    </div>`;
  }

  #choices() {
    return html`<fieldset>
      <legend>${t("checkout.pay_how")}</legend>
      ${this.methods.map(
        (method) => html`<label class="choice">
          <input
            type="radio"
            name="method"
            .checked=${method === this.draft.payment_method}
            @change=${() => this.#choose(method)}
          />
          <span class="what">
            <b>${t(`method.${method}`)}</b>
            ${has(`method_more.${method}`) ? html`<small>${t(`method_more.${method}`)}</small>` : nothing}
          </span>
        </label>`,
      )}
    </fieldset>`;
  }
}

customElements.define("et-checkout-pay", EtCheckoutPay);
