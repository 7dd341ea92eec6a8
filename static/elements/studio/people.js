/** `<et-people .shop=${shop}>`: who works in the shop, their roles, and invitations. */

import { LitElement, css, html, nothing } from "lit";
import { api } from "../../core/api.js";
import { date } from "../../core/format.js";
import { LocaleController, t } from "../../core/i18n.js";
import { explain } from "../../core/refusal.js";
import { base, buttons, cards, fields, skeletons } from "../../style/shared.js";
import "../../core/text/settings.js";
import { confirm } from "../form/confirm.js";
import "../form/copy.js";
import { choice, field } from "../form/field.js";
import "../ui/icon.js";
import { toast } from "../ui/toast.js";
import { studio } from "./look.js";
import { rows } from "./rows.js";

const ROLES = ["owner", "host", "moderator"];

export class EtPeople extends LitElement {
  static properties = {
    shop: { attribute: false },
    person: { attribute: false },
    people: { state: true },
    invitations: { state: true },
    email: { state: true },
    role: { state: true },
    url: { state: true },
    busy: { state: true },
  };

  static styles = [
    base,
    buttons,
    cards,
    fields,
    skeletons,
    studio,
    rows,
    css`
      .face {
        display: grid;
        place-items: center;
        flex: none;
        width: 44px;
        height: 44px;
        border-radius: 50%;
        background: var(--buy-ground);
        color: var(--buy-text);
        font-weight: 700;
      }
      .line select {
        max-width: 150px;
      }
      .text strong,
      .text small {
        overflow-wrap: anywhere;
      }
    `,
  ];

  constructor() {
    super();
    new LocaleController(this);
    /** @type {any} */
    this.shop = null;
    /** @type {any} */
    this.person = null;
    /** @type {any[] | null} */
    this.people = null;
    /** @type {any[]} */
    this.invitations = [];
    this.email = "";
    this.role = "host";
    this.url = "";
    this.busy = false;
  }

  connectedCallback() {
    super.connectedCallback();
    void this.#load();
  }

  get path() {
    return `/api/shops/${this.shop.shop_id}`;
  }

  async #load() {
    await this.#try(async () => {
      const [{ people }, { invitations }] = await Promise.all([
        api("GET", `${this.path}/people`),
        api("GET", `${this.path}/invitations`),
      ]);
      this.people = people;
      this.invitations = invitations;
    });
  }

  /** @param {() => Promise<void>} act */
  async #try(act) {
    try {
      await act();
    } catch (error) {
      toast(explain(error), { tone: "danger" });
      this.requestUpdate();
    }
  }

  /** @param {any} person @param {string} role */
  #setRole(person, role) {
    return this.#try(async () => {
      this.people = (await api("PATCH", `${this.path}/people/${person.account_id}`, { role })).people;
      toast(t("studio.saved"), { tone: "good" });
    });
  }

  /** @param {any} person */
  async #remove(person) {
    const { name } = person;
    const question = { title: t("people.remove_title", { name }), text: t("people.remove_text", { name }) };
    if (!(await confirm({ ...question, yes: t("people.remove") }))) return;
    await this.#try(async () => {
      await api("DELETE", `${this.path}/people/${person.account_id}`);
      toast(t("people.removed", { name }));
      await this.#load();
    });
  }

  /** @param {Event} event */
  async #invite(event) {
    event.preventDefault();
    this.busy = true;
    await this.#try(async () => {
      const body = { role: this.role, ...(this.email ? { email: this.email } : {}) };
      this.url = (await api("POST", `${this.path}/invitations`, body)).url;
      this.email = "";
      await this.#load();
    });
    this.busy = false;
  }

  /** @param {any} invitation */
  #withdraw(invitation) {
    return this.#try(async () => {
      await api("DELETE", `${this.path}/invitations/${invitation.invitation_id}`);
      toast(t("people.withdrawn"));
      await this.#load();
    });
  }

  render() {
    return html`
      <div class="head"><h1>${t("people.title")}</h1></div>
      ${this.people
        ? html`<ul class="rows">
            ${this.people.map((person) => this.#person(person))}
          </ul>`
        : html`<span class="skeleton" style="height:144px" aria-label=${t("common.loading")}></span>`}
      ${this.#invitation()}
      ${this.invitations.length
        ? html`<section class="panel">
            <h2>${t("people.open")}</h2>
            <ul class="rows">
              ${this.invitations.map((invitation) => this.#open(invitation))}
            </ul>
          </section>`
        : nothing}
    `;
  }

  /** @param {any} person */
  #person(person) {
    const self = person.account_id === this.person.person_id;
    return html`<li class="line">
      <span class="face" aria-hidden="true">${[...person.name][0]?.toUpperCase()}</span>
      <span class="text"><strong>${person.name}${self ? ` (${t("people.you")})` : ""}</strong><small>${person.email}</small></span>
      <select
        class="input"
        aria-label="${t("people.role")}: ${person.name}"
        @change=${(/** @type {Event} */ event) => this.#setRole(person, /** @type {HTMLSelectElement} */ (event.target).value)}
      >
        ${ROLES.map((role) => html`<option value=${role} ?selected=${role === person.role}>${t(`role.${role}`)}</option>`)}
      </select>
      ${self
        ? nothing
        : html`<button class="button icon" aria-label="${t("people.remove")}: ${person.name}" @click=${() => this.#remove(person)}>
            <et-icon name="trash"></et-icon>
          </button>`}
    </li>`;
  }

  #invitation() {
    return html`<form class="panel" novalidate @submit=${this.#invite}>
      <h2>${t("people.invite")}</h2>
      <div class="pair">
        ${field({
          name: "email",
          type: "email",
          label: t("people.invite_email"),
          value: this.email,
          help: t("people.invite_email_hint"),
          optional: true,
          onInput: (_, value) => (this.email = value),
        })}
        ${choice({
          name: "role",
          label: t("people.role"),
          value: this.role,
          options: ROLES.map((role) => ({ value: role, text: t(`people.role_${role}`) })),
          onInput: (_, value) => (this.role = value),
        })}
      </div>
      <div><button class="button buy" aria-busy=${String(this.busy)}>${t("people.invite_send")}</button></div>
      ${this.url
        ? html`<et-copy .label=${t("people.invite_link")} .value=${this.url}></et-copy>
            <p class="note warn">${t("people.invite_once")}</p>`
        : nothing}
    </form>`;
  }

  /** @param {any} invitation */
  #open(invitation) {
    return html`<li class="line">
      <span class="text">
        <strong>${invitation.email ?? t("people.anyone")}</strong>
        <small>${t(`role.${invitation.role}`)} · ${t("people.until", { date: date(invitation.expires_at) })}</small>
      </span>
      <button class="button small quiet" @click=${() => this.#withdraw(invitation)}>${t("people.withdraw")}</button>
    </li>`;
  }
}

customElements.define("et-people", EtPeople);
