/** `<et-invite token="..">`: what one is invited to; accepts for who is signed in, else makes the account. */

import { LitElement, html, nothing } from "lit";
import { api, me } from "../../core/api.js";
import { LocaleController, t } from "../../core/i18n.js";
import { explain } from "../../core/refusal.js";
import { base, buttons, cards, fields, skeletons } from "../../style/shared.js";
import "../../core/text/account.js";
import "../../core/text/common.js";
import "./frame.js";
import "./sign-up.js";

export class EtInvite extends LitElement {
  static properties = {
    token: {},
    invitation: { state: true },
    person: { state: true },
    loaded: { state: true },
    error: { state: true },
    busy: { state: true },
  };

  static styles = [base, buttons, cards, fields, skeletons];

  constructor() {
    super();
    new LocaleController(this);
    this.token = "";
    /** @type {any} */
    this.invitation = null;
    /** @type {any} */
    this.person = null;
    this.loaded = false;
    this.error = "";
    this.busy = false;
  }

  async connectedCallback() {
    super.connectedCallback();
    const path = `/api/invitations/${encodeURIComponent(this.token)}`;
    [this.invitation, this.person] = await Promise.all([
      api("GET", path).catch(() => null),
      me().catch(() => null),
    ]);
    this.loaded = true;
  }

  async #accept() {
    this.busy = true;
    this.error = "";
    try {
      await api("POST", `/api/invitations/${encodeURIComponent(this.token)}/accept`, {});
      location.assign("/studio");
    } catch (error) {
      this.error = explain(error);
      this.busy = false;
    }
  }

  render() {
    if (!this.loaded) {
      return html`<et-account-frame><span class="skeleton" style="height:200px"></span></et-account-frame>`;
    }
    if (!this.invitation) {
      return html`<et-account-frame .heading=${t("account.invite_dead_title")} .lead=${t("account.invite_dead")}>
        <a class="button wide" href="/sign-in">${t("account.back_to_sign_in")}</a>
      </et-account-frame>`;
    }
    const heading = t("account.invite_title", { shop: this.invitation.shop });
    const lead = t("account.invite_lead", { role: t(`role.${this.invitation.role}`) });
    if (!this.person || this.person.is_guest) {
      return html`<et-sign-up
        .token=${this.token}
        .heading=${heading}
        .lead=${lead}
        .invitedEmail=${this.invitation.email ?? ""}
      ></et-sign-up>`;
    }
    return html`<et-account-frame .heading=${heading} .lead=${lead}>
      <div class="stack">
        <p class="note">${t("account.invite_signed_in", { name: this.person.name })}</p>
        ${this.error ? html`<p class="note danger" role="alert">${this.error}</p>` : nothing}
        <button class="button buy wide tall" aria-busy=${String(this.busy)} @click=${this.#accept}>
          ${t("account.invite_accept")}
        </button>
      </div>
    </et-account-frame>`;
  }
}

customElements.define("et-invite", EtInvite);
