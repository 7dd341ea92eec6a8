/** `<et-reset>`: asks for a link by e-mail; with the link's `?token=` a new password is chosen. */

import { LitElement, html, nothing } from "lit";
import { ApiError, api } from "../../core/api.js";
import { LocaleController, t } from "../../core/i18n.js";
import { query } from "../../core/page.js";
import { explain } from "../../core/refusal.js";
import { base, buttons, cards, fields } from "../../style/shared.js";
import "../../core/text/account.js";
import "../../core/text/common.js";
import { field } from "../form/field.js";
import "../form/password.js";
import "../ui/icon.js";
import "./frame.js";
import { links } from "./onward.js";

export class EtReset extends LitElement {
  static properties = {
    email: { state: true },
    password: { state: true },
    sent: { state: true },
    error: { state: true },
    busy: { state: true },
  };

  static styles = [base, buttons, cards, fields, links];

  constructor() {
    super();
    new LocaleController(this);
    this.token = query("token") ?? "";
    this.email = "";
    this.password = "";
    this.sent = false;
    this.error = "";
    this.busy = false;
  }

  /** @param {any} body */
  async #send(body) {
    if (this.busy) return false;
    this.busy = true;
    this.error = "";
    try {
      await api("POST", "/api/password-reset", body);
      return true;
    } catch (error) {
      const dead = this.token && error instanceof ApiError && !error.details.password && error.status < 429;
      this.error = dead ? t("account.reset_dead") : explain(error);
      return false;
    } finally {
      this.busy = false;
    }
  }

  /** @param {Event} [event] */
  async #submit(event) {
    event?.preventDefault();
    if (this.token) {
      const done = await this.#send({ token: this.token, password: this.password });
      if (done) location.assign("/sign-in?reset=1");
    } else {
      this.sent = await this.#send({ email: this.email });
    }
  }

  render() {
    if (this.sent) {
      return html`<et-account-frame .heading=${t("account.reset_sent_title")}>
        <p class="note good"><et-icon name="mail"></et-icon>${t("account.reset_sent", { email: this.email })}</p>
        ${this.#back()}
      </et-account-frame>`;
    }
    const kind = this.token ? "reset_new" : "reset";
    return html`<et-account-frame .heading=${t(`account.${kind}_title`)} .lead=${t(`account.${kind}_lead`)}>
      <form class="fields" novalidate @submit=${this.#submit}>
        ${this.error ? html`<p class="note danger" role="alert">${this.error}</p>` : nothing}
        ${this.token
          ? html`<et-password
              .label=${t("account.password")}
              .help=${t("account.password_hint")}
              .value=${this.password}
              autocomplete="new-password"
              @change=${(/** @type {CustomEvent<string>} */ event) => (this.password = event.detail)}
              @enter=${() => this.#submit()}
            ></et-password>`
          : field({
              name: "email",
              type: "email",
              label: t("account.email"),
              value: this.email,
              autocomplete: "username",
              required: true,
              onInput: (_, value) => (this.email = value),
            })}
        <button
          class="button buy wide tall"
          aria-busy=${String(this.busy)}
          ?disabled=${this.token ? this.password.length < 8 : !this.email}
        >
          ${t(this.token ? "account.reset_save" : "account.reset_send")}
        </button>
        ${this.#back()}
      </form>
    </et-account-frame>`;
  }

  #back() {
    return html`<p class="links"><a href="/sign-in">${t("account.back_to_sign_in")}</a></p>`;
  }
}

customElements.define("et-reset", EtReset);
