/**
 * `<et-line-drafts .lines=${drafts} currency="IDR">`: variants on their way into a show: how many units, at which price,
 * how many per buyer. Fires `change` with all lines.
 */

import { LitElement, css, html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { amountText } from "../../core/amount.js";
import { LocaleController, t } from "../../core/i18n.js";
import { base, buttons, fields } from "../../style/shared.js";
import "../form/money-input.js";
import "../ui/icon.js";
import "../ui/picture.js";

/** @typedef {import("./variant-picker.js").PickedVariant} PickedVariant */
/** @typedef {PickedVariant & {units: string, show_price: import("../../core/format.js").Money | null, per_buyer_limit: string}} LineDraft */

/** @param {PickedVariant} variant @returns {LineDraft} */
export function lineDraft(variant) {
  return { ...variant, units: String(Math.min(variant.stock, 20)), show_price: null, per_buyer_limit: "5" };
}

/** A line as `POST /api/shows` and `PATCH .../line-up` take it. @param {LineDraft} line */
export function lineBody(line) {
  return {
    variant_id: line.variant_id,
    units: Number(line.units),
    ...(line.show_price ? { show_price: line.show_price } : {}),
    ...(Number(line.per_buyer_limit) ? { per_buyer_limit: Number(line.per_buyer_limit) } : {}),
  };
}

/** @param {LineDraft[]} lines whether all of them may be sent */
export function linesReady(lines) {
  return lines.every((line) => Number(line.units) >= 1 && Number(line.units) <= line.stock);
}

export class EtLineDrafts extends LitElement {
  static properties = { lines: { attribute: false }, currency: {} };

  static styles = [
    base,
    buttons,
    fields,
    css`
      li {
        display: grid;
        grid-template-columns: 56px minmax(0, 1fr) var(--target);
        gap: var(--space-12);
        align-items: center;
        padding: var(--space-12) 0;
        border-bottom: 1px solid var(--line);
      }
      .text small {
        display: block;
        color: var(--ink-soft);
        font-size: var(--type-14);
      }
      .set {
        grid-column: 1 / -1;
        display: grid;
        grid-template-columns: minmax(0, 1fr) minmax(0, 1.5fr) minmax(0, 1fr);
        gap: var(--space-12);
        align-items: start;
      }
      .set .label {
        overflow-wrap: anywhere;
      }
      .digits input {
        text-align: right;
      }
      .remove {
        color: var(--ink-soft);
      }
    `,
  ];

  constructor() {
    super();
    new LocaleController(this);
    /** @type {LineDraft[]} */
    this.lines = [];
    this.currency = "IDR";
  }

  /** @param {LineDraft[]} lines */
  #tell(lines) {
    this.dispatchEvent(new CustomEvent("change", { detail: lines }));
  }

  /** @param {LineDraft} line @param {Partial<LineDraft>} change */
  #set(line, change) {
    this.#tell(this.lines.map((each) => (each.variant_id === line.variant_id ? { ...each, ...change } : each)));
  }

  render() {
    return html`<ul>
      ${repeat(this.lines, (line) => line.variant_id, (line) => this.#row(line))}
    </ul>`;
  }

  /** @param {LineDraft} line */
  #row(line) {
    const over = Number(line.units) > line.stock;
    return html`<li>
      <et-picture .image=${line.image} .name=${line.title} sizes="56px" aria-hidden="true"></et-picture>
      <span class="text">
        ${line.title}<small>${[line.variant_title, t("shows.on_shelf", { n: line.stock })].filter(Boolean).join(" · ")}</small>
      </span>
      <button
        type="button"
        class="button icon remove"
        aria-label="${t("shows.take_out")}: ${line.title}"
        @click=${() => this.#tell(this.lines.filter((each) => each !== line))}
      >
        <et-icon name="trash"></et-icon>
      </button>
      <div class="set">
        ${this.#number(line, "units", t("shows.units"), over)}
        <et-money-input
          .label=${t("shows.show_price")}
          .currency=${this.currency}
          .value=${line.show_price}
          .placeholder=${amountText(line.price)}
          @change=${(/** @type {CustomEvent} */ event) => this.#set(line, { show_price: event.detail })}
        ></et-money-input>
        ${this.#number(line, "per_buyer_limit", t("shows.limit"), false)}
      </div>
    </li>`;
  }

  /** @param {LineDraft} line @param {"units" | "per_buyer_limit"} name @param {string} label @param {boolean} over */
  #number(line, name, label, over) {
    return html`<label class="field digits">
      <span class="label">${label}</span>
      <input
        inputmode="numeric"
        autocomplete="off"
        maxlength="6"
        .value=${line[name]}
        aria-invalid=${over ? "true" : nothing}
        @input=${(/** @type {Event} */ event) => {
          const input = /** @type {HTMLInputElement} */ (event.target);
          input.value = input.value.replace(/\D/g, "");
          this.#set(line, { [name]: input.value });
        }}
      />
      ${over
        ? html`<span class="error" role="alert">${t("shows.not_enough", { available: line.stock })}</span>`
        : nothing}
    </label>`;
  }
}

customElements.define("et-line-drafts", EtLineDrafts);
