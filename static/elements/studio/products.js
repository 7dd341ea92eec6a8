/** `<et-products>`: the shop's products, with search. */

import { LitElement, html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { api } from "../../core/api.js";
import { compareAmounts } from "../../core/amount.js";
import { money } from "../../core/format.js";
import { LocaleController, t } from "../../core/i18n.js";
import { explain } from "../../core/refusal.js";
import { badges, base, buttons, cards, fields, skeletons } from "../../style/shared.js";
import "../ui/empty.js";
import "../ui/icon.js";
import "../ui/picture.js";
import { studio } from "./look.js";
import { rows } from "./rows.js";

/** @typedef {{variant_id: string, sku: string, title: string, price: import("../../core/format.js").Money, stock: number, weight_g: number | null}} Variant */
/** @typedef {{product_id: string, title: string, description: string, images: import("../ui/picture.js").Image[], variants: Variant[]}} Product */

export class EtProducts extends LitElement {
  static properties = {
    shop: { attribute: false },
    products: { state: true },
    next: { state: true },
    wanted: { state: true },
    error: { state: true },
  };

  static styles = [base, buttons, cards, badges, fields, skeletons, studio, rows];

  constructor() {
    super();
    new LocaleController(this);
    /** @type {any} */
    this.shop = null;
    /** @type {Product[] | null} */
    this.products = null;
    /** @type {string | null} */
    this.next = null;
    this.wanted = "";
    this.error = "";
  }

  connectedCallback() {
    super.connectedCallback();
    void this.#load();
  }

  /** @param {string} [cursor] */
  async #load(cursor) {
    this.error = "";
    try {
      const answer = await api("GET", `/api/products?limit=100${cursor ? `&cursor=${encodeURIComponent(cursor)}` : ""}`);
      this.products = [...(cursor ? (this.products ?? []) : []), ...answer.products];
      this.next = answer.next ?? null;
    } catch (error) {
      this.error = explain(error);
    }
  }

  get shown() {
    const words = this.wanted.toLowerCase().split(/\s+/u).filter(Boolean);
    return (this.products ?? []).filter((product) => {
      const text = [product.title, ...product.variants.flatMap((each) => [each.title, each.sku])].join(" ").toLowerCase();
      return words.every((word) => text.includes(word));
    });
  }

  /** Searching looks through all products, so the rest is fetched first. @param {string} text */
  async #search(text) {
    this.wanted = text;
    while (this.wanted && this.next && !this.error) await this.#load(this.next);
  }

  render() {
    return html`
      <div class="head">
        <h1>${t("studio.products")}</h1>
        <a class="button buy" href="/studio/products/new"><et-icon name="plus"></et-icon>${t("products.add")}</a>
      </div>
      ${this.error ? this.#failed() : !this.products ? this.#waiting() : this.#list()}
    `;
  }

  #list() {
    if (!this.products?.length) {
      return html`<et-empty icon="products" .heading=${t("products.none")}>
        ${t("products.none_text")}
        <a slot="action" class="button buy" href="/studio/products/new">${t("products.add")}</a>
      </et-empty>`;
    }
    const shown = this.shown;
    return html`
      <label class="search">
        <span class="visually-hidden">${t("products.search")}</span>
        <et-icon name="search"></et-icon>
        <input
          class="input"
          type="search"
          placeholder=${t("products.search")}
          .value=${this.wanted}
          @input=${(/** @type {Event} */ event) => this.#search(/** @type {HTMLInputElement} */ (event.target).value)}
        />
      </label>
      ${shown.length
        ? html`<ul class="rows">
            ${repeat(shown, (product) => product.product_id, (product) => this.#row(product))}
          </ul>`
        : html`<et-empty icon="search" .heading=${t("products.no_match")}>${t("products.no_match_text")}</et-empty>`}
      ${this.next && !this.wanted
        ? html`<button class="button" @click=${() => this.#load(this.next ?? "")}>${t("studio.show_more")}</button>`
        : nothing}
    `;
  }

  /** @param {Product} product */
  #row(product) {
    const stock = product.variants.reduce((total, variant) => total + variant.stock, 0);
    const skus = product.variants.length === 1 ? product.variants[0]?.sku : "";
    return html`<li>
      <a class="line" href="/studio/products/${product.product_id}">
        <et-picture .image=${product.images[0] ?? null} .name=${product.title} sizes="56px" aria-hidden="true"></et-picture>
        <span class="text">
          <strong>${product.title}</strong>
          <small>${skus || t("products.variants", { n: product.variants.length })}</small>
        </span>
        <span class="figures">
          <strong>${priceRange(product.variants)}</strong>
          ${stock
            ? html`<small class="soft small">${t("products.stock", { n: stock })}</small>`
            : html`<span class="badge warn">${t("products.no_stock")}</span>`}
        </span>
        <et-icon class="chevron" name="chevron_right"></et-icon>
      </a>
    </li>`;
  }

  #failed() {
    return html`<et-empty icon="alert" .heading=${t("studio.load_failed")}>
      ${this.error}
      <button slot="action" class="button" @click=${() => this.#load()}>${t("common.retry")}</button>
    </et-empty>`;
  }

  #waiting() {
    return html`<ul class="rows" aria-busy="true" aria-label=${t("common.loading")}>
      ${[1, 2, 3, 4].map(
        () => html`<li class="line">
          <span class="skeleton" style="width:56px;height:56px"></span>
          <span class="skeleton" style="width:45%;height:20px"></span>
        </li>`,
      )}
    </ul>`;
  }
}

customElements.define("et-products", EtProducts);

/**
 * "Rp85.000", or "mulai Rp85.000" when variants differ.
 *
 * @param {Variant[]} variants
 */
export function priceRange(variants) {
  const prices = variants.map((variant) => variant.price).sort(compareAmounts);
  const [least, most] = [prices[0], prices.at(-1)];
  if (!least || !most) return "";
  return compareAmounts(least, most) ? t("products.from", { price: money(least) }) : money(least);
}
