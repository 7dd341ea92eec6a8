/** `<et-settings .shop=${shop}>`: everything an owner sets for the shop, in one form. Fires `shop-changed`. */

import { LitElement, css, html, nothing } from "lit";
import { api } from "../../core/api.js";
import { CURRENCIES } from "../../core/amount.js";
import { LocaleController, t } from "../../core/i18n.js";
import { explain, fieldErrors } from "../../core/refusal.js";
import { base, buttons, cards, fields } from "../../style/shared.js";
import "../../core/text/orders.js";
import "../../core/text/settings.js";
import { choice, field } from "../form/field.js";
import { toast } from "../ui/toast.js";
import { studio } from "./look.js";
import { guard } from "./route.js";
import { settingsChange, settingsDraft } from "./settings-draft.js";
import "./shipping.js";
import "./tokens.js";

const PAYMENTS = ["test_card", "stripe", "bank_transfer", "cash_on_delivery"];

export class EtSettings extends LitElement {
  static properties = {
    shop: { attribute: false },
    draft: { state: true },
    errors: { state: true },
    busy: { state: true },
  };

  static styles = [
    base,
    buttons,
    cards,
    fields,
    studio,
    css`
      .colour {
        display: flex;
        align-items: center;
        gap: var(--space-12);
      }
    `,
  ];

  constructor() {
    super();
    new LocaleController(this);
    /** @type {any} */
    this.shop = null;
    /** @type {any} */
    this.stored = null;
    /** @type {any} */
    this.draft = null;
    /** @type {Record<string, string>} */
    this.errors = {};
    this.busy = false;
  }

  get dirty() {
    return JSON.stringify(this.stored) !== JSON.stringify(this.draft);
  }

  connectedCallback() {
    super.connectedCallback();
    guard(() => this.dirty);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    guard(null);
  }

  willUpdate(/** @type {import("lit").PropertyValues} */ changed) {
    if (!changed.has("shop") || !this.shop) return;
    this.stored = settingsDraft(this.shop);
    this.draft = this.stored;
  }

  /** @param {string} name @param {any} value */
  #set = (name, value) => {
    this.draft = { ...this.draft, [name]: value };
    this.errors = {};
  };

  /** @param {Event} event */
  async #save(event) {
    event.preventDefault();
    if (this.busy) return;
    this.busy = true;
    try {
      const shop = await api("PATCH", `/api/shops/${this.shop.shop_id}`, settingsChange(this.stored, this.draft));
      this.dispatchEvent(new CustomEvent("shop-changed", { detail: shop }));
      toast(t("settings.saved"), { tone: "good" });
    } catch (error) {
      this.errors = fieldErrors(error);
      toast(explain(error), { tone: "danger" });
    }
    this.busy = false;
  }

  /** @param {string} name @param {string} label @param {Partial<import("../form/field.js").Field>} [more] */
  #field(name, label, more = {}) {
    return field({
      name,
      label,
      value: this.draft[name],
      error: this.errors[name] ?? this.errors[name.replace("_", ".")],
      onInput: this.#set,
      ...more,
    });
  }

  render() {
    if (!this.draft) return nothing;
    return html`
      <div class="head"><h1>${t("studio.settings")}</h1></div>
      <form class="stack" novalidate @submit=${this.#save}>
        ${this.#shop()} ${this.#shipping()} ${this.#payments()} ${this.#contact()} ${this.#policies()}
        ${this.dirty
          ? html`<div class="savebar">
              <span class="said" role="status">${t("studio.unsaved")}</span>
              <button type="button" class="button quiet" @click=${() => (this.draft = this.stored)}>
                ${t("studio.leave_yes")}
              </button>
              <button class="button buy" aria-busy=${String(this.busy)} ?disabled=${!this.draft.name.trim()}>
                ${t("studio.save")}
              </button>
            </div>`
          : nothing}
      </form>
      <et-tokens></et-tokens>
    `;
  }

  #shop() {
    const zones = [...new Set([this.draft.timezone, ...Intl.supportedValuesOf("timeZone")])];
    return html`<section class="panel">
      <h2>${t("settings.shop")}</h2>
      <div class="pair">
        ${this.#field("name", t("settings.name"), { maxlength: 80, required: true })}
        ${this.#field("slug", t("settings.slug"), { maxlength: 60, help: t("settings.slug_hint") })}
      </div>
      <div class="pair">
        ${choice({
          name: "currency",
          label: t("settings.currency"),
          value: this.draft.currency,
          help: t("settings.currency_fixed"),
          options: CURRENCIES.map((code) => ({ value: code, text: code })),
          onInput: this.#set,
        })}
        ${choice({
          name: "timezone",
          label: t("settings.timezone"),
          value: this.draft.timezone,
          options: zones.map((zone) => ({ value: zone, text: zone.replaceAll("_", " ") })),
          onInput: this.#set,
        })}
      </div>
      <div class="field">
        <label class="label" for="accent">${t("settings.accent")}</label>
        <div class="colour">
          <input
            id="accent"
            type="color"
            .value=${this.draft.accent || "#ffb81a"}
            @input=${(/** @type {Event} */ event) => this.#set("accent", /** @type {HTMLInputElement} */ (event.target).value)}
          />
          ${this.draft.accent
            ? html`<button type="button" class="button small quiet" @click=${() => this.#set("accent", "")}>
                ${t("settings.no_accent")}
              </button>`
            : nothing}
        </div>
        <span class="help">${t("settings.accent_hint")}</span>
      </div>
    </section>`;
  }

  #shipping() {
    return html`<section class="panel">
      <header><h2>${t("settings.shipping")}</h2><p>${t("settings.shipping_hint")}</p></header>
      <et-shipping
        .options=${this.draft.shipping_options}
        .currency=${this.draft.currency}
        @change=${(/** @type {CustomEvent} */ event) => this.#set("shipping_options", event.detail)}
      ></et-shipping>
    </section>`;
  }

  #payments() {
    const { payment_methods: chosen } = this.draft;
    return html`<section class="panel">
      <header><h2>${t("settings.payments")}</h2><p>${t("settings.payments_hint")}</p></header>
      <div>
        ${PAYMENTS.map(
          (method) => html`<label class="check">
            <input
              type="checkbox"
              .checked=${chosen.includes(method)}
              @change=${(/** @type {Event} */ event) => {
                const on = /** @type {HTMLInputElement} */ (event.target).checked;
                this.#set("payment_methods", PAYMENTS.filter((each) => (each === method ? on : chosen.includes(each))));
              }}
            />
            ${t(`pay.${method}`)}
          </label>`,
        )}
      </div>
      ${chosen.includes("bank_transfer")
        ? html`<div class="pair">
            ${this.#field("bank_bank", t("settings.bank"), { maxlength: 80 })}
            ${this.#field("bank_holder", t("settings.bank_holder"), { maxlength: 80 })}
            ${this.#field("bank_number", t("settings.bank_number"), { maxlength: 40, inputmode: "numeric" })}
          </div>`
        : nothing}
    </section>`;
  }

  #contact() {
    return html`<section class="panel">
      <header><h2>${t("settings.contact")}</h2><p>${t("settings.contact_hint")}</p></header>
      <div class="pair">
        ${this.#field("contact_email", t("settings.email"), { type: "email", maxlength: 254 })}
        ${this.#field("contact_phone", t("settings.phone"), { type: "tel", maxlength: 40 })}
      </div>
      ${this.#field("contact_address", t("settings.address"), { type: "textarea", maxlength: 500 })}
    </section>`;
  }

  #policies() {
    return html`<section class="panel">
      <h2>${t("settings.policies")}</h2>
      ${this.#field("policies_returns", t("settings.returns"), { type: "textarea", maxlength: 20000 })}
      ${this.#field("policies_privacy", t("settings.privacy"), { type: "textarea", maxlength: 20000 })}
    </section>`;
  }
}

customElements.define("et-settings", EtSettings);
