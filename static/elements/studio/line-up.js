/** `<et-line-up-editor .show=${show}>`: the line-up of a show that exists: what is left and sold, add, change, take out. */

import { LitElement, css, html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { ApiError, api } from "../../core/api.js";
import { money } from "../../core/format.js";
import { LocaleController, t } from "../../core/i18n.js";
import { explain } from "../../core/refusal.js";
import { base, buttons, fields } from "../../style/shared.js";
import "../form/money-input.js";
import "../ui/dialog.js";
import "../ui/empty.js";
import "../ui/icon.js";
import "../ui/picture.js";
import { toast } from "../ui/toast.js";
import { lineBody, lineDraft, linesReady } from "./line-drafts.js";
import "./line-change.js";
import { studio } from "./look.js";
import { rows } from "./rows.js";
import "./variant-picker.js";

export class EtLineUpEditor extends LitElement {
  static properties = {
    show: { attribute: false },
    fixed: { type: Boolean },
    picking: { state: true },
    drafts: { state: true },
    line: { state: true },
    busy: { state: true },
  };

  static styles = [
    base,
    buttons,
    fields,
    studio,
    rows,
    css`
      .rows {
        border: 0;
        border-radius: 0;
        margin: 0 calc(-1 * var(--space-16));
      }
      .of {
        color: var(--ink-soft);
        font-weight: 700;
        min-width: 2ch;
      }
      @media (max-width: 559px) {
        .rows .line {
          display: grid;
          grid-template-columns: 1ch 56px minmax(0, 1fr) var(--target);
          row-gap: 2px;
        }
        .of,
        .line et-picture,
        .line .button {
          grid-row: 1 / 3;
        }
        .line .figures {
          grid-area: 2 / 3;
          display: flex;
          flex-wrap: wrap;
          gap: 0 var(--space-12);
          align-items: baseline;
        }
        .line .button {
          grid-column: 4;
        }
      }
      s {
        color: var(--ink-soft);
        font-weight: 400;
      }
    `,
  ];

  constructor() {
    super();
    new LocaleController(this);
    /** @type {any} */
    this.show = null;
    this.fixed = false; // the show is over
    this.picking = false;
    /** @type {import("./line-drafts.js").LineDraft[]} */
    this.drafts = [];
    /** @type {any} the line that is being changed */
    this.line = null;
    this.busy = false;
  }

  /** @param {any[]} lines */
  async #send(lines) {
    this.busy = true;
    try {
      const show = await api("PATCH", `/api/shows/${this.show.show_id}/line-up`, { lines });
      this.dispatchEvent(new CustomEvent("show-changed", { detail: show }));
      this.drafts = [];
      this.line = null;
    } catch (error) {
      const short = error instanceof ApiError && error.code === "out_of_stock";
      const available = short ? (/** @type {ApiError} */ (error).details.available ?? 0) : 0;
      toast(short ? t("shows.not_enough", { available }) : explain(error), { tone: "danger" });
    }
    this.busy = false;
  }

  render() {
    return html`<section class="panel">
        <header>
          <h2>${t("shows.line_up")}</h2>
          ${this.fixed
            ? nothing
            : html`<button class="button small" @click=${() => (this.picking = true)}>
                <et-icon name="plus"></et-icon>${t("shows.add_products")}
              </button>`}
          <p>${t("shows.line_up_hint")}</p>
        </header>
        ${this.show.line_up.length
          ? html`<ul class="rows">
              ${repeat(this.show.line_up, (/** @type {any} */ line) => line.variant_id, (line) => this.#row(line))}
            </ul>`
          : html`<et-empty icon="products" .heading=${t("shows.line_up_empty")}></et-empty>`}
      </section>
      ${this.#dialogs()}`;
  }

  /** @param {any} line */
  #row(line) {
    return html`<li class="line">
      <span class="of" aria-hidden="true">${line.number}</span>
      <et-picture .image=${line.image} .name=${line.title} sizes="56px" aria-hidden="true"></et-picture>
      <span class="text">
        <strong>${line.title}</strong>
        <small>${[line.variant_title, t("shows.left_of", { left: line.available, initial: line.initial })].filter(Boolean).join(" · ")}</small>
      </span>
      <span class="figures">
        <strong>${line.full_price ? html`<s>${money(line.full_price)}</s> ` : nothing}${money(line.price)}</strong>
        <small class="soft small">${t("shows.sold_count", { n: line.sold })}</small>
      </span>
      ${this.fixed
        ? nothing
        : html`<button class="button icon" aria-label="${line.title}: ${t("shows.units")}" @click=${() => (this.line = line)}>
            <et-icon name="edit"></et-icon>
          </button>`}
    </li>`;
  }

  #dialogs() {
    return html`
      <et-variant-picker
        ?open=${this.picking}
        .taken=${this.show.line_up.map((/** @type {any} */ line) => line.variant_id)}
        @close=${() => (this.picking = false)}
        @pick=${(/** @type {CustomEvent<any[]>} */ event) => {
          this.drafts = event.detail.map(lineDraft);
          this.picking = false;
        }}
      ></et-variant-picker>
      <et-dialog .label=${t("shows.add_products")} ?open=${this.drafts.length > 0} @close=${() => (this.drafts = [])}>
        <et-line-drafts
          .lines=${this.drafts}
          .currency=${this.show.shop.currency}
          @change=${(/** @type {CustomEvent} */ event) => (this.drafts = event.detail)}
        ></et-line-drafts>
        <div slot="actions">
          <button class="button" @click=${() => (this.drafts = [])}>${t("common.cancel")}</button>
          <button
            class="button buy"
            aria-busy=${String(this.busy)}
            ?disabled=${!linesReady(this.drafts)}
            @click=${() => this.#send(this.drafts.map(lineBody))}
          >
            ${t("studio.save")}
          </button>
        </div>
      </et-dialog>
      <et-line-change
        .line=${this.line}
        .currency=${this.show.shop.currency}
        ?busy=${this.busy}
        @close=${() => (this.line = null)}
        @change=${(/** @type {CustomEvent} */ event) => this.#send([event.detail])}
      ></et-line-change>
    `;
  }
}

customElements.define("et-line-up-editor", EtLineUpEditor);
