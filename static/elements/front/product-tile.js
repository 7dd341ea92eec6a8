/** `<et-product-tile .product=${product}>`: a product in the grid. Fires `open`. */

import { LitElement, css, html } from "lit";
import { compareAmounts } from "../../core/amount.js";
import { money } from "../../core/format.js";
import { LocaleController, t } from "../../core/i18n.js";
import { badges, base } from "../../style/shared.js";
import "../../core/text/common.js";
import "../../core/text/front.js";
import "../ui/picture.js";

const FEW = 5;

export class EtProductTile extends LitElement {
  static properties = { product: { attribute: false } };

  static styles = [
    base,
    badges,
    css`
      :host {
        display: block;
        min-width: 0;
      }
      button {
        display: grid;
        gap: var(--space-4);
        align-content: start;
        width: 100%;
        height: 100%;
        padding: 0;
        border: 0;
        border-radius: var(--corner-20);
        background: none;
        text-align: left;
        cursor: pointer;
      }
      .picture {
        position: relative;
        margin-bottom: var(--space-4);
      }
      et-picture {
        --picture-corner: var(--corner-20);
        transition: filter var(--motion) var(--ease-out);
      }
      .gone et-picture {
        filter: grayscale(0.8) opacity(0.6);
      }
      .badge {
        position: absolute;
        inset: auto auto var(--space-8) var(--space-8);
      }
      .title {
        display: -webkit-box;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 2;
        overflow: hidden;
        font-size: var(--type-14);
        line-height: 1.35;
      }
      b {
        font-size: var(--type-16);
      }
    `,
  ];

  constructor() {
    super();
    new LocaleController(this);
    /** @type {any} */
    this.product = null;
  }

  render() {
    const { product } = this;
    const prices = product.variants.map((/** @type {any} */ each) => each.price).sort(compareAmounts);
    const stock = product.variants.reduce((/** @type {number} */ all, /** @type {any} */ each) => all + each.stock, 0);
    const many = prices.length > 1 && compareAmounts(prices[0], prices.at(-1)) !== 0;
    return html`<button class=${stock ? "" : "gone"} @click=${() => this.dispatchEvent(new CustomEvent("open"))}>
      <span class="picture">
        <et-picture .image=${product.images[0] ?? null} .name=${product.title} sizes="(min-width: 900px) 240px, 45vw" aria-hidden="true"></et-picture>
        ${stock
          ? stock <= FEW
            ? html`<span class="badge warn">${t("common.left", { n: stock })}</span>`
            : ""
          : html`<span class="badge">${t("common.sold_out")}</span>`}
      </span>
      <span class="title">${product.title}</span>
      <b>${many ? t("front.from", { price: money(prices[0]) }) : money(prices[0])}</b>
    </button>`;
  }
}

customElements.define("et-product-tile", EtProductTile);
