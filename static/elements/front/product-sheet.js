/** `<et-product-sheet open .product=${product}>`: pictures, description, variants. Fires `buy` with a line, and `close`. */

import { LitElement, html, nothing } from "lit";
import { money } from "../../core/format.js";
import { LocaleController, t } from "../../core/i18n.js";
import { badges, base, buttons } from "../../style/shared.js";
import "../../core/text/common.js";
import "../../core/text/front.js";
import "../ui/dialog.js";
import "../ui/picture.js";
import "../ui/stepper.js";
import { sheetLook } from "./product-sheet-look.js";

const MOST = 99;

export class EtProductSheet extends LitElement {
  static properties = {
    product: { attribute: false },
    busy: { type: Boolean },
    trouble: {},
    chosen: { state: true },
    quantity: { state: true },
  };

  static styles = [base, buttons, badges, sheetLook];

  constructor() {
    super();
    new LocaleController(this);
    /** @type {any} null: closed */
    this.product = null;
    this.busy = false;
    this.trouble = "";
    this.chosen = "";
    this.quantity = 1;
  }

  willUpdate(/** @type {import("lit").PropertyValues} */ changed) {
    if (!changed.has("product") || !this.product) return;
    const there = this.product.variants.find((/** @type {any} */ each) => each.stock > 0) ?? this.product.variants[0];
    this.chosen = there?.variant_id ?? "";
    this.quantity = 1;
  }

  get variant() {
    return this.product?.variants.find((/** @type {any} */ each) => each.variant_id === this.chosen);
  }

  #buy() {
    const detail = { variant_id: this.chosen, quantity: this.quantity };
    this.dispatchEvent(new CustomEvent("buy", { detail }));
  }

  render() {
    const { product, variant } = this;
    const none = !variant?.stock;
    return html`<et-dialog
      .label=${product?.title ?? ""}
      ?open=${Boolean(product)}
      @close=${() => this.dispatchEvent(new CustomEvent("close"))}
    >
      ${product ? this.#content(product) : nothing}
      <div slot="actions" class="foot">
        <et-stepper
          .value=${this.quantity}
          .max=${Math.min(variant?.stock ?? 1, MOST)}
          ?disabled=${none}
          @change=${(/** @type {CustomEvent<number>} */ event) => (this.quantity = event.detail)}
        ></et-stepper>
        <button class="button buy tall" aria-busy=${String(this.busy)} ?disabled=${none} @click=${this.#buy}>
          ${none ? t("common.sold_out") : `${t("front.buy")} · ${money(variant.price)}`}
        </button>
      </div>
    </et-dialog>`;
  }

  /** @param {any} product */
  #content(product) {
    const images = product.images.length ? product.images : [null];
    return html`
      <div class="pictures" tabindex=${images.length > 1 ? 0 : nothing}>
        ${images.map(
          (/** @type {any} */ image, /** @type {number} */ index) =>
            html`<et-picture .image=${image} .name="${product.title}, ${t("front.picture", { n: index + 1 })}" sizes="(min-width: 640px) 512px, 92vw"></et-picture>`,
        )}
      </div>
      ${product.variants.length > 1
        ? html`<fieldset>
            <legend>${t("front.choose")}</legend>
            ${product.variants.map((/** @type {any} */ variant) => this.#choice(variant))}
          </fieldset>`
        : nothing}
      ${product.description ? html`<p class="description">${product.description}</p>` : nothing}
      ${this.trouble ? html`<p class="trouble" role="alert">${this.trouble}</p>` : nothing}
    `;
  }

  /** @param {any} variant */
  #choice(variant) {
    return html`<label class=${variant.stock ? "" : "gone"}>
      <input
        type="radio"
        name="variant"
        ?disabled=${!variant.stock}
        .checked=${variant.variant_id === this.chosen}
        @change=${() => {
          this.chosen = variant.variant_id;
          this.quantity = 1;
        }}
      />
      <span>${variant.title || variant.sku}</span>
      <b>${variant.stock ? money(variant.price) : t("common.sold_out")}</b>
    </label>`;
  }
}

customElements.define("et-product-sheet", EtProductSheet);
