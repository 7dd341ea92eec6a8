/** `<et-sign-in>`: e-mail and password; then on to where one came from (`?next=`), else the studio. */

import { LitElement, css, html, nothing } from "lit";
import { ApiError, api } from "../../core/api.js";
import { LocaleController, t } from "../../core/i18n.js";
import { query } from "../../core/page.js";
import { explain } from "../../core/refusal.js";
import { base, buttons, cards, fields } from "../../style/shared.js";
import "../../core/text/account.js";
import "../../core/text/common.js";
import { field } from "../form/field.js";
import "../form/password.js";
import "./frame.js";
import { goOn, links } from "./onward.js";

export class EtSignIn extends LitElement {
  static properties = {
    email: { state: true },
    password: { state: true },
    error: { state: true },
    busy: { state: true },
  };

  static styles = [base, buttons, cards, fields, links, css``];

  constructor() {
    super();
    new LocaleController(this);
    this.email = query("email") ?? "";
    this.password = "";
    this.error = "";
    this.busy = false;
  }

  /** @param {Event} [event] */
  async #submit(event) {
    event?.preventDefault();
    if (this.busy || !this.email || !this.password) return;
    this.busy = true;
    this.error = "";
    try {
      await api("POST", "/api/login", { email: this.email, password: this.password });
      await goOn();
    } catch (error) {
      const wrong = error instanceof ApiError && [401, 422].includes(error.status);
      this.error = wrong ? t("account.wrong") : explain(error);
      this.busy = false;
    }
  }

  render() {
    return html`<et-account-frame .heading=${t("account.sign_in_title")} .lead=${t("account.sign_in_lead")}>
      <form class="fields" novalidate @submit=${this.#submit}>
        ${query("reset") ? html`<p class="note good">${t("account.reset_done")}</p>` : nothing}
        ${this.error ? html`<p class="note danger" role="alert">${this.error}</p>` : nothing}
        ${field({
          name: "email",
          type: "email",
          label: t("account.email"),
          value: this.email,
          autocomplete: "username",
          required: true,
          onInput: (_, value) => (this.email = value),
        })}
        <et-password
          .label=${t("account.password")}
          .value=${this.password}
          @change=${(/** @type {CustomEvent<string>} */ event) => (this.password = event.detail)}
          @enter=${() => this.#submit()}
        ></et-password>
        <button class="button buy wide tall" aria-busy=${String(this.busy)} ?disabled=${!this.email || !this.password}>
          ${t("account.sign_in")}
        </button>
        <p class="links">
          <a href="/reset">${t("account.forgot")}</a>
          <span>${t("account.no_account")} <a href="/sign-up${location.search}">${t("account.sign_up")}</a></span>
        </p>
      </form>
    </et-account-frame>`;
  }
}

customElements.define("et-sign-in", EtSignIn);
