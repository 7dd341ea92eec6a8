/**
 * `<et-line-change .line=${lineOfShow}>`: a dialog to change one line: units in the show, show price, limit; or to take
 * what is left out. Fires `change` with a line of `PATCH .../line-up`, and `close`.
 */

import { LitElement, css, html, nothing } from "lit";
import { amountText } from "../../core/amount.js";
import { LocaleController, t } from "../../core/i18n.js";
import { base, buttons, fields } from "../../style/shared.js";
import { field } from "../form/field.js";
import "../form/money-input.js";
import "../ui/dialog.js";

export class EtLineChange extends LitElement {
  static properties = {
    line: { attribute: false },
    currency: {},
    busy: { type: Boolean },
    units: { state: true },
    price: { state: true },
    limit: { state: true },
  };

  static styles = [
    base,
    buttons,
    fields,
    css`
      .out {
        margin-right: auto;
        color: var(--danger-text);
      }
    `,
  ];

  constructor() {
    super();
    new LocaleController(this);
    /** @type {any} */
    this.line = null;
    this.currency = "IDR";
    this.busy = false;
    this.units = "";
    /** @type {import("../../core/format.js").Money | null} */
    this.price = null;
    this.limit = "";
  }

  willUpdate(/** @type {import("lit").PropertyValues} */ changed) {
    if (!changed.has("line") || !this.line) return;
    this.units = String(this.line.initial);
    this.price = this.line.full_price ? this.line.price : null;
    this.limit = String(this.line.per_buyer_limit);
  }

  /** @param {Record<string, any>} change */
  #tell(change) {
    const detail = { variant_id: this.line.variant_id, ...change };
    this.dispatchEvent(new CustomEvent("change", { detail }));
  }

  #save() {
    const before = this.line.full_price ? this.line.price.amount : null;
    this.#tell({
      units: Number(this.units) - this.line.initial,
      ...((this.price?.amount ?? null) !== before ? { show_price: this.price } : {}),
      ...(Number(this.limit) && Number(this.limit) !== this.line.per_buyer_limit
        ? { per_buyer_limit: Number(this.limit) }
        : {}),
    });
  }

  render() {
    const { line } = this;
    const least = line ? line.initial - line.available : 0; // Held and sold units can't leave.
    return html`<et-dialog
      .label=${line?.title ?? ""}
      ?open=${Boolean(line)}
      @close=${() => this.dispatchEvent(new CustomEvent("close"))}
    >
      ${line
        ? html`<div class="fields">
            <div class="pair">
              ${field({
                name: "units",
                label: t("shows.units"),
                inputmode: "numeric",
                value: this.units,
                help: t("shows.left_of", { left: line.available, initial: line.initial }),
                onInput: (_, value) => (this.units = value.replace(/\D/g, "")),
              })}
              ${field({
                name: "limit",
                label: t("shows.limit"),
                inputmode: "numeric",
                value: this.limit,
                onInput: (_, value) => (this.limit = value.replace(/\D/g, "")),
              })}
            </div>
            <et-money-input
              .label=${t("shows.show_price")}
              .currency=${this.currency}
              .value=${this.price}
              .placeholder=${amountText(line.full_price ?? line.price)}
              @change=${(/** @type {CustomEvent} */ event) => {
                event.stopPropagation();
                this.price = event.detail;
              }}
            ></et-money-input>
          </div>`
        : nothing}
      <div slot="actions">
        <button class="button quiet out" ?disabled=${!line?.available} @click=${() => this.#tell({ units: -line.available })}>
          ${t("shows.take_out")}
        </button>
        <button
          class="button buy"
          aria-busy=${String(this.busy)}
          ?disabled=${Number(this.units) < least}
          @click=${this.#save}
        >
          ${t("studio.save")}
        </button>
      </div>
    </et-dialog>`;
  }
}

customElements.define("et-line-change", EtLineChange);
