/** `<et-tokens>`: the API tokens of who is signed in. */

import { LitElement, css, html, nothing } from "lit";
import { api } from "../../core/api.js";
import { date } from "../../core/format.js";
import { LocaleController, t } from "../../core/i18n.js";
import { explain } from "../../core/refusal.js";
import { base, buttons, cards, fields } from "../../style/shared.js";
import "../../core/text/settings.js";
import { confirm } from "../form/confirm.js";
import "../form/copy.js";
import { field } from "../form/field.js";
import { toast } from "../ui/toast.js";
import { studio } from "./look.js";
import { rows } from "./rows.js";

export class EtTokens extends LitElement {
  static properties = { tokens: { state: true }, made: { state: true }, name: { state: true } };

  static styles = [
    base,
    buttons,
    cards,
    fields,
    studio,
    rows,
    css`
      form {
        display: flex;
        gap: var(--space-12);
        align-items: end;
      }
      form .field {
        flex: 1;
      }
      form .button {
        min-height: 48px;
      }
    `,
  ];

  constructor() {
    super();
    new LocaleController(this);
    /** @type {any[]} */
    this.tokens = [];
    this.made = "";
    this.name = "";
  }

  connectedCallback() {
    super.connectedCallback();
    void this.#load();
  }

  async #load() {
    this.tokens = (await api("GET", "/api/tokens").catch(() => ({ tokens: [] }))).tokens;
  }

  /** @param {Event} event */
  async #make(event) {
    event.preventDefault();
    try {
      this.made = (await api("POST", "/api/tokens", { name: this.name })).token;
      this.name = "";
      await this.#load();
    } catch (error) {
      toast(explain(error), { tone: "danger" });
    }
  }

  /** @param {any} token */
  async #delete(token) {
    const { name } = token;
    const yes = t("tokens.delete");
    if (!(await confirm({ title: t("tokens.delete_title", { name }), text: t("tokens.delete_text"), yes }))) return;
    await api("DELETE", `/api/tokens/${token.token_id}`).catch((error) => toast(explain(error), { tone: "danger" }));
    await this.#load();
  }

  render() {
    return html`<section class="panel">
      <header>
        <h2>${t("tokens.title")}</h2>
        <a href="/api/docs" target="_blank">${t("tokens.docs")}</a>
        <p>${t("tokens.lead")}</p>
      </header>
      ${this.tokens.length
        ? html`<ul class="rows">
            ${this.tokens.map(
              (token) => html`<li class="line">
                <span class="text"><strong>${token.name}</strong><small>${t("tokens.made", { date: date(token.created_at) })}</small></span>
                <button class="button small quiet" aria-label="${t("tokens.delete")}: ${token.name}" @click=${() => this.#delete(token)}>
                  ${t("tokens.delete")}
                </button>
              </li>`,
            )}
          </ul>`
        : nothing}
      ${this.made
        ? html`<et-copy .label=${t("tokens.token")} .value=${this.made}></et-copy>
            <p class="note warn">${t("tokens.once")}</p>`
        : nothing}
      <form @submit=${this.#make}>
        ${field({
          name: "token_name",
          label: t("tokens.name"),
          value: this.name,
          placeholder: t("tokens.name_hint"),
          maxlength: 80,
          onInput: (_, value) => (this.name = value),
        })}
        <button class="button" ?disabled=${!this.name.trim()}>${t("tokens.make")}</button>
      </form>
    </section>`;
  }
}

customElements.define("et-tokens", EtTokens);
