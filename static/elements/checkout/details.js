/**
 * `<et-checkout-details .draft=${draft} .errors=${errors} .quote=${quote}>`: who and where, and how it is sent. Writes
 * into the draft as it is typed and fires `edited` with the field's name.
 */

import { LitElement, css, html, nothing } from "lit";
import { isZero, money } from "../../core/format.js";
import { LocaleController, t } from "../../core/i18n.js";
import { base, fields } from "../../style/shared.js";
import { emptyDraft } from "./draft.js";
import { choiceStyles } from "./choice-styles.js";

/** @typedef {import("./draft.js").DetailField} DetailField */

export class EtCheckoutDetails extends LitElement {
  static properties = {
    draft: { attribute: false },
    errors: { attribute: false },
    quote: { attribute: false },
  };

  static styles = [
    base,
    fields,
    choiceStyles,
    css`
      form {
        display: grid;
        gap: var(--space-16);
      }
      fieldset {
        margin: var(--space-8) 0 0;
      }
    `,
  ];

  constructor() {
    super();
    new LocaleController(this);
    this.draft = emptyDraft();
    /** @type {import("./draft.js").Errors} */
    this.errors = {};
    /** @type {import("../../core/checkout.js").Quote | null} */
    this.quote = null;
  }

  /** Brings the first field that is wrong into view and puts the cursor there. */
  async focusError() {
    await this.updateComplete;
    /** @type {HTMLElement | null} */ (this.renderRoot.querySelector('[aria-invalid="true"]'))?.focus();
  }

  /**
   * @param {string} name
   * @param {string} value
   */
  #edit(name, value) {
    Object.assign(this.draft, { [name]: value });
    this.dispatchEvent(new CustomEvent("edited", { detail: name }));
  }

  /**
   * @param {DetailField} name
   * @param {{autocomplete: string, type?: string, inputmode?: string, help?: string, optional?: boolean}} how
   */
  #field(name, how) {
    const error = this.errors[name];
    const words = error ? `${name}-error` : how.help ? `${name}-help` : nothing;
    return html`<label class="field">
      <span class="label">
        ${t(`checkout.${name}`)}
        ${how.optional ? html`<span class="optional">(${t("common.optional")})</span>` : nothing}
      </span>
      <input
        name=${name}
        type=${how.type ?? "text"}
        inputmode=${how.inputmode ?? "text"}
        autocomplete=${how.autocomplete}
        autocapitalize=${how.type === "email" ? "none" : "words"}
        maxlength="200"
        .value=${this.draft[name]}
        aria-required=${String(!how.optional)}
        aria-invalid=${String(Boolean(error))}
        aria-describedby=${words}
        @input=${(/** @type {InputEvent} */ event) =>
          this.#edit(name, /** @type {HTMLInputElement} */ (event.target).value)}
      />
      ${error
        ? html`<span class="error" id="${name}-error">${error}</span>`
        : how.help
          ? html`<span class="help" id="${name}-help">${how.help}</span>`
          : nothing}
    </label>`;
  }

  render() {
    return html`<form novalidate @submit=${this.#submit}>
      ${this.#field("email", {
        autocomplete: "email",
        type: "email",
        inputmode: "email",
        help: t("checkout.email_help"),
      })}
      ${this.#field("name", { autocomplete: "name" })}
      ${this.#field("phone", { autocomplete: "tel", type: "tel", inputmode: "tel", optional: true })}
      ${this.#field("street", { autocomplete: "street-address", help: t("checkout.street_help") })}
      <div class="pair">
        ${this.#field("city", { autocomplete: "address-level2" })}
        ${this.#field("postal_code", { autocomplete: "postal-code", inputmode: "numeric" })}
      </div>
      ${this.#field("region", { autocomplete: "address-level1", optional: true })} ${this.#shipping()}
      <button hidden></button>
    </form>`;
  }

  #shipping() {
    const options = this.quote?.shipping_options ?? [];
    if (!options.length) return nothing;
    const chosen = this.draft.shipping_option || this.quote?.shipping_option;
    return html`<fieldset>
      <legend>${t("checkout.shipping_how")}</legend>
      ${options.map(
        (option) => html`<label class="choice">
          <input
            type="radio"
            name="shipping_option"
            .checked=${option.option_id === chosen}
            @change=${() => this.#edit("shipping_option", option.option_id)}
          />
          <span class="what">
            <b>${option.title}</b>${option.days_text ? html`<small>${option.days_text}</small>` : nothing}
          </span>
          <b>${isZero(option.price) ? t("checkout.free") : money(option.price)}</b>
        </label>`,
      )}
    </fieldset>`;
  }

  /** @param {SubmitEvent} event */
  #submit(event) {
    event.preventDefault(); // Enter in a field means the one button.
    this.dispatchEvent(new CustomEvent("submit"));
  }
}

customElements.define("et-checkout-details", EtCheckoutDetails);
