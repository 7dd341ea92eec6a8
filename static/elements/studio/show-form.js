/** `<et-show-form>`: planning a new show. */

import { LitElement, css, html, nothing } from "lit";
import { api } from "../../core/api.js";
import { LocaleController, t } from "../../core/i18n.js";
import { explain, fieldErrors } from "../../core/refusal.js";
import { base, buttons, cards, fields } from "../../style/shared.js";
import { choice, field } from "../form/field.js";
import "../ui/empty.js";
import "../ui/icon.js";
import { toast } from "../ui/toast.js";
import { lineBody, lineDraft, linesReady } from "./line-drafts.js";
import { studio } from "./look.js";
import { go, guard } from "./route.js";
import { fromLocalInput } from "./show-words.js";
import { keepKey } from "./stream-key.js";
import "./variant-picker.js";

const HOLD_MINUTES = [3, 5, 10, 15, 30];

export class EtShowForm extends LitElement {
  static properties = {
    shop: { attribute: false },
    plan: { state: true },
    lines: { state: true },
    picking: { state: true },
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
      .check {
        align-items: flex-start;
      }
      .check input {
        margin-top: 3px;
      }
      .check small {
        display: block;
        color: var(--ink-soft);
        font-size: var(--type-14);
        text-wrap: pretty;
      }
    `,
  ];

  constructor() {
    super();
    new LocaleController(this);
    /** @type {any} */
    this.shop = null;
    this.plan = { title: "", starts_at: "", auto_start: false, hold_minutes: "5" };
    /** @type {import("./line-drafts.js").LineDraft[]} */
    this.lines = [];
    this.picking = false;
    /** @type {Record<string, string>} */
    this.errors = {};
    this.busy = false;
  }

  connectedCallback() {
    super.connectedCallback();
    guard(() => Boolean(this.plan.title || this.plan.starts_at || this.lines.length));
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    guard(null);
  }

  /** @param {string} name @param {any} value */
  #set = (name, value) => {
    this.plan = { ...this.plan, [name]: value };
    this.errors = {};
  };

  /** @param {Event} event */
  async #create(event) {
    event.preventDefault();
    const starts_at = fromLocalInput(this.plan.starts_at);
    if (starts_at && Date.parse(starts_at) < Date.now() - 60_000) {
      this.errors = { starts_at: t("shows.time_past") };
      return;
    }
    if (this.busy) return;
    this.busy = true;
    try {
      const made = await api("POST", "/api/shows", {
        title: this.plan.title.trim(),
        line_up: this.lines.map(lineBody),
        hold_ttl_s: Number(this.plan.hold_minutes) * 60,
        auto_start: this.plan.auto_start,
        ...(starts_at ? { starts_at } : {}),
      });
      keepKey(made.show_id, made.stream_key);
      toast(t("shows.created"), { tone: "good" });
      void go(`/studio/shows/${made.show_id}`, { asked: true, replace: true });
    } catch (error) {
      this.errors = fieldErrors(error);
      if (!Object.keys(this.errors).length) toast(explain(error), { tone: "danger" });
      this.busy = false;
    }
  }

  render() {
    return html`
      <div class="head">
        <a class="button icon back" href="/studio/shows" aria-label=${t("studio.shows")}>
          <et-icon name="arrow_left"></et-icon>
        </a>
        <h1>${t("shows.new_title")}</h1>
      </div>
      <form class="stack" novalidate @submit=${this.#create}>
        ${this.#about()} ${this.#lineUp()}
        <div class="savebar">
          <span class="said">${this.lines.length ? t("shows.products", { n: this.lines.length }) : nothing}</span>
          <button
            class="button buy"
            aria-busy=${String(this.busy)}
            ?disabled=${!this.plan.title.trim() || !linesReady(this.lines)}
          >
            ${t("shows.create")}
          </button>
        </div>
      </form>
      <et-variant-picker
        ?open=${this.picking}
        .taken=${this.lines.map((line) => line.variant_id)}
        @close=${() => (this.picking = false)}
        @pick=${(/** @type {CustomEvent<any[]>} */ event) => {
          this.lines = [...this.lines, ...event.detail.map(lineDraft)];
          this.picking = false;
        }}
      ></et-variant-picker>
    `;
  }

  #about() {
    const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
    return html`<section class="panel">
      ${field({
        name: "title",
        label: t("shows.name"),
        value: this.plan.title,
        placeholder: t("shows.name_hint"),
        error: this.errors.title,
        maxlength: 200,
        required: true,
        onInput: this.#set,
      })}
      <div class="pair">
        ${field({
          name: "starts_at",
          type: "datetime-local",
          label: t("shows.starts_at"),
          value: this.plan.starts_at,
          help: t("shows.starts_hint", { zone }),
          error: this.errors.starts_at,
          optional: true,
          onInput: this.#set,
        })}
        ${choice({
          name: "hold_minutes",
          label: t("shows.hold_ttl"),
          value: this.plan.hold_minutes,
          help: t("shows.hold_ttl_hint"),
          options: HOLD_MINUTES.map((n) => ({ value: String(n), text: t("shows.minutes", { n }) })),
          onInput: this.#set,
        })}
      </div>
      <label class="check">
        <input
          type="checkbox"
          .checked=${this.plan.auto_start}
          @change=${(/** @type {Event} */ event) =>
            this.#set("auto_start", /** @type {HTMLInputElement} */ (event.target).checked)}
        />
        <span>${t("shows.auto_start")}<small>${t("shows.auto_start_text")}</small></span>
      </label>
    </section>`;
  }

  #lineUp() {
    return html`<section class="panel">
      <header>
        <h2>${t("shows.line_up")}</h2>
        <button type="button" class="button small" @click=${() => (this.picking = true)}>
          <et-icon name="plus"></et-icon>${t("shows.add_products")}
        </button>
        <p>${t("shows.line_up_hint")}</p>
      </header>
      ${this.lines.length
        ? html`<et-line-drafts
            .lines=${this.lines}
            .currency=${this.shop.currency}
            @change=${(/** @type {CustomEvent} */ event) => (this.lines = event.detail)}
          ></et-line-drafts>`
        : html`<et-empty icon="products" .heading=${t("shows.line_up_empty")}></et-empty>`}
    </section>`;
  }
}

customElements.define("et-show-form", EtShowForm);
