/**
 * `<et-variant-picker open .taken=${ids}>`: a dialog to choose variants of the shop's products. Fires `pick` with what
 * was chosen (`PickedVariant[]`), and `close`.
 */

import { LitElement, css, html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { api } from "../../core/api.js";
import { money } from "../../core/format.js";
import { LocaleController, t } from "../../core/i18n.js";
import { explain } from "../../core/refusal.js";
import { base, buttons, fields, skeletons } from "../../style/shared.js";
import "../ui/dialog.js";
import "../ui/empty.js";
import "../ui/icon.js";
import "../ui/picture.js";
import { studio } from "./look.js";

/**
 * @typedef {object} PickedVariant
 * @property {string} variant_id
 * @property {string} title of the product
 * @property {string} variant_title
 * @property {import("../ui/picture.js").Image | null} image
 * @property {import("../../core/format.js").Money} price
 * @property {number} stock on the shelf
 */

export class EtVariantPicker extends LitElement {
  static properties = {
    open: { type: Boolean },
    taken: { attribute: false },
    variants: { state: true },
    chosen: { state: true },
    wanted: { state: true },
    error: { state: true },
  };

  static styles = [
    base,
    buttons,
    fields,
    skeletons,
    studio,
    css`
      :host {
        display: contents;
      }
      .search {
        display: block;
        margin-bottom: var(--space-8);
      }
      li .check {
        gap: var(--space-12);
        padding: var(--space-8) 0;
        border-bottom: 1px solid var(--line);
      }
      et-picture {
        flex: none;
        width: 48px;
      }
      .text {
        flex: 1;
        min-width: 0;
      }
      .text small,
      .price small {
        display: block;
        color: var(--ink-soft);
        font-size: var(--type-14);
      }
      .price {
        text-align: right;
        white-space: nowrap;
      }
      ul {
        min-height: 260px;
      }
    `,
  ];

  constructor() {
    super();
    new LocaleController(this);
    this.open = false;
    /** @type {string[]} variants that are in already, and are not offered */
    this.taken = [];
    /** @type {PickedVariant[] | null} */
    this.variants = null;
    /** @type {string[]} */
    this.chosen = [];
    this.wanted = "";
    this.error = "";
  }

  willUpdate(/** @type {import("lit").PropertyValues} */ changed) {
    if (changed.has("open") && this.open) void this.#load();
  }

  async #load() {
    this.chosen = [];
    this.wanted = "";
    this.error = "";
    try {
      this.variants = await loadVariants();
    } catch (error) {
      this.error = explain(error);
    }
  }

  get shown() {
    const wanted = this.wanted.toLowerCase();
    return (this.variants ?? []).filter(
      (variant) =>
        !this.taken.includes(variant.variant_id) &&
        `${variant.title} ${variant.variant_title}`.toLowerCase().includes(wanted),
    );
  }

  #done() {
    const picked = (this.variants ?? []).filter((variant) => this.chosen.includes(variant.variant_id));
    this.dispatchEvent(new CustomEvent("pick", { detail: picked }));
  }

  render() {
    return html`<et-dialog
      .label=${t("shows.pick_title")}
      ?open=${this.open}
      @close=${() => this.dispatchEvent(new CustomEvent("close"))}
    >
      <label class="search">
        <span class="visually-hidden">${t("products.search")}</span>
        <et-icon name="search"></et-icon>
        <input
          class="input"
          type="search"
          placeholder=${t("products.search")}
          .value=${this.wanted}
          @input=${(/** @type {Event} */ event) => (this.wanted = /** @type {HTMLInputElement} */ (event.target).value)}
        />
      </label>
      ${this.#list()}
      <div slot="actions">
        <button class="button" @click=${() => this.dispatchEvent(new CustomEvent("close"))}>${t("common.cancel")}</button>
        <button class="button buy" ?disabled=${!this.chosen.length} @click=${this.#done}>
          ${t("shows.pick_done", { n: this.chosen.length })}
        </button>
      </div>
    </et-dialog>`;
  }

  #list() {
    if (this.error) return html`<et-empty icon="alert" .heading=${t("studio.load_failed")}>${this.error}</et-empty>`;
    if (!this.variants) return html`<span class="skeleton" style="height:260px"></span>`;
    if (!this.variants.length) {
      return html`<et-empty icon="products" .heading=${t("products.none")}>
        ${t("shows.none_products")}
        <a slot="action" class="button buy" href="/studio/products/new">${t("products.add")}</a>
      </et-empty>`;
    }
    return html`<ul>
      ${repeat(this.shown, (variant) => variant.variant_id, (variant) => this.#row(variant))}
    </ul>`;
  }

  /** @param {PickedVariant} variant */
  #row(variant) {
    const { variant_id: id } = variant;
    return html`<li>
      <label class="check">
        <input
          type="checkbox"
          ?disabled=${!variant.stock}
          .checked=${this.chosen.includes(id)}
          @change=${(/** @type {Event} */ event) => {
            const on = /** @type {HTMLInputElement} */ (event.target).checked;
            this.chosen = on ? [...this.chosen, id] : this.chosen.filter((each) => each !== id);
          }}
        />
        <et-picture .image=${variant.image} .name=${variant.title} sizes="48px" aria-hidden="true"></et-picture>
        <span class="text">${variant.title}${variant.variant_title ? html`<small>${variant.variant_title}</small>` : nothing}</span>
        <span class="price">${money(variant.price)}<small>${t("shows.on_shelf", { n: variant.stock })}</small></span>
      </label>
    </li>`;
  }
}

customElements.define("et-variant-picker", EtVariantPicker);

/** All variants of all products, as rows to choose. @returns {Promise<PickedVariant[]>} */
export async function loadVariants() {
  /** @type {PickedVariant[]} */
  const found = [];
  let cursor = "";
  do {
    const answer = await api("GET", `/api/products?limit=100${cursor}`);
    for (const product of answer.products) {
      for (const variant of product.variants) {
        const { variant_id, title: variant_title, price, stock } = variant;
        found.push({ variant_id, variant_title, price, stock, title: product.title, image: product.images[0] ?? null });
      }
    }
    cursor = answer.next ? `&cursor=${encodeURIComponent(answer.next)}` : "";
  } while (cursor && found.length < 2_000);
  return found;
}
