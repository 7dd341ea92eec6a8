/**
 * `<et-sign-up>`: a new account. The first one on a server owns it and opens its shop; later ones come by invitation
 * (`token`) or, where sign-up is open, by themselves, with or without a shop.
 */

import { LitElement, css, html, nothing } from "lit";
import { ApiError, api } from "../../core/api.js";
import { CURRENCIES } from "../../core/amount.js";
import { LocaleController, intlLocale, t } from "../../core/i18n.js";
import { pageData } from "../../core/page.js";
import { explain, fieldErrors } from "../../core/refusal.js";
import { base, buttons, cards, fields } from "../../style/shared.js";
import "../../core/text/account.js";
import "../../core/text/common.js";
import { choice, field } from "../form/field.js";
import "../form/password.js";
import "./frame.js";
import { goOn, links } from "./onward.js";

export class EtSignUp extends LitElement {
  static properties = {
    token: {},
    heading: {},
    lead: {},
    invitedEmail: { attribute: false },
    values: { state: true },
    errors: { state: true },
    error: { state: true },
    busy: { state: true },
  };

  static styles = [
    base,
    buttons,
    cards,
    fields,
    links,
    css`
      .shop {
        display: grid;
        gap: var(--space-16);
        padding-top: var(--space-16);
        border-top: 1px solid var(--line);
      }
    `,
  ];

  constructor() {
    super();
    new LocaleController(this);
    this.token = "";
    this.heading = "";
    this.lead = "";
    this.invitedEmail = "";
    // Known from the page's shell; with an invitation it does not matter.
    this.first = pageData().first_account === true;
    this.values = { email: "", password: "", name: "", shop: "", currency: "IDR" };
    /** @type {Record<string, string>} */
    this.errors = {};
    this.error = "";
    this.busy = false;
  }

  willUpdate(/** @type {import("lit").PropertyValues} */ changed) {
    if (changed.has("invitedEmail") && this.invitedEmail) this.values = { ...this.values, email: this.invitedEmail };
  }

  /** @param {string} name @param {string} value */
  #set = (name, value) => {
    this.values = { ...this.values, [name]: value };
    const { [name]: _, ...others } = this.errors;
    this.errors = others;
  };

  /** @param {Event} [event] */
  async #submit(event) {
    event?.preventDefault();
    if (this.busy) return;
    this.busy = true;
    this.error = "";
    const { email, password, name, shop, currency } = this.values;
    const timezone = Intl.DateTimeFormat().resolvedOptions().timeZone || "Asia/Jakarta";
    try {
      await api("POST", "/api/accounts", {
        email,
        password,
        name,
        ...(this.token ? { invitation: this.token } : {}),
        ...(!this.token && shop.trim() ? { shop: { name: shop, currency, timezone } } : {}),
      });
      await goOn();
    } catch (error) {
      this.#refused(error);
      this.busy = false;
    }
  }

  /** @param {unknown} error */
  #refused(error) {
    const code = error instanceof ApiError ? error.code : "";
    this.errors = fieldErrors(error);
    if (code === "email_taken") this.errors = { email: t("account.email_taken") };
    else if (code === "invitation_needed") this.error = t("account.closed");
    else if (!Object.keys(this.errors).length) this.error = explain(error);
  }

  render() {
    const heading = this.heading || t(this.first ? "account.first_title" : "account.up_title");
    const lead = this.lead || t(this.first ? "account.first_lead" : "account.up_lead");
    const { email, password, name, shop } = this.values;
    const ready = email && password.length >= 8 && name.trim() && (!this.first || shop.trim());
    return html`<et-account-frame .heading=${heading} .lead=${lead}>
      <form class="fields" novalidate @submit=${this.#submit}>
        ${this.error ? html`<p class="note danger" role="alert">${this.error}</p>` : nothing}
        ${field({
          name: "name",
          label: t("account.name"),
          value: name,
          help: t("account.name_hint"),
          error: this.errors.name,
          autocomplete: "name",
          maxlength: 40,
          required: true,
          onInput: this.#set,
        })}
        ${field({
          name: "email",
          type: "email",
          label: t("account.email"),
          value: email,
          error: this.errors.email,
          autocomplete: "username",
          required: true,
          onInput: this.#set,
        })}
        <et-password
          .label=${t("account.password")}
          .help=${t("account.password_hint")}
          .error=${this.errors.password ?? ""}
          .value=${password}
          autocomplete="new-password"
          @change=${(/** @type {CustomEvent<string>} */ event) => this.#set("password", event.detail)}
          @enter=${() => this.#submit()}
        ></et-password>
        ${this.token ? nothing : this.#shop()}
        <button class="button buy wide tall" aria-busy=${String(this.busy)} ?disabled=${!ready}>
          ${t(this.token ? "account.invite_accept" : shop ? "account.create_shop" : "account.sign_up")}
        </button>
        <p class="links">
          <span>${t("account.have_account")} <a href="/sign-in?next=${this.#here()}">${t("account.sign_in")}</a></span>
        </p>
      </form>
    </et-account-frame>`;
  }

  #here() {
    return this.token ? encodeURIComponent(location.pathname) : "/studio";
  }

  #shop() {
    const names = new Intl.DisplayNames(intlLocale(), { type: "currency" });
    return html`<div class="shop">
      ${field({
        name: "shop",
        label: t("account.shop_name"),
        value: this.values.shop,
        help: t("account.shop_name_hint"),
        error: this.errors["shop.name"] ?? this.errors.shop,
        autocomplete: "organization",
        maxlength: 80,
        required: this.first,
        optional: !this.first,
        onInput: this.#set,
      })}
      ${choice({
        name: "currency",
        label: t("account.currency"),
        value: this.values.currency,
        help: t("account.currency_hint"),
        options: CURRENCIES.map((code) => ({ value: code, text: `${code} · ${names.of(code)}` })),
        onInput: this.#set,
      })}
    </div>`;
  }
}

customElements.define("et-sign-up", EtSignUp);
