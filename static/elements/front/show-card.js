/** `<et-show-card .show=${card}>`: a show on air, large, its first products beside its picture. */

import { LitElement, html, nothing } from "lit";
import { count, money } from "../../core/format.js";
import { LocaleController, t } from "../../core/i18n.js";
import { badges, base } from "../../style/shared.js";
import "../../core/text/common.js";
import "../../core/text/front.js";
import "../ui/icon.js";
import "../ui/picture.js";
import { showCardLook } from "./show-card-look.js";

export class EtShowCard extends LitElement {
  static properties = { show: { attribute: false }, named: { type: Boolean }, large: { type: Boolean, reflect: true } };

  static styles = [base, badges, showCardLook];

  constructor() {
    super();
    new LocaleController(this);
    /** @type {any} */
    this.show = null;
    this.named = false; // says whose shop it is
    this.large = false; // the only one: wide, its products beside it
  }

  render() {
    const { show } = this;
    const products = show.products ?? show.line_up ?? [];
    const live = show.state === "live";
    return html`<a href="/live/${show.slug}">
      <span class="picture">
        ${show.poster
          ? html`<img src=${show.poster} alt="" loading="lazy" />`
          : html`<et-picture .image=${products[0]?.image ?? null} .name=${show.title} sizes="420px" aria-hidden="true"></et-picture>`}
        <span class="top">
          <span class="badge live">${t("common.live")}</span>
          ${live ? nothing : html`<span class="badge glass">${t("front.paused")}</span>`}
          <span class="badge glass"><et-icon name="eye"></et-icon>${t("front.viewers", { n: count(show.viewers) })}</span>
        </span>
        <span class="name">
          ${this.named ? html`<small>${show.shop.name}</small>` : nothing}
          <strong>${show.title}</strong>
        </span>
        <span class="play" aria-hidden="true"><et-icon name="play"></et-icon></span>
      </span>
      <span class="goods">
        ${products.slice(0, this.large ? 4 : 3).map(
          (/** @type {any} */ product) => html`<span class="product">
            <et-picture .image=${product.image} .name=${product.title} sizes="48px" aria-hidden="true"></et-picture>
            <span class="text"><span class="clip">${product.title}</span><b>${money(product.price)}</b></span>
          </span>`,
        )}
      </span>
    </a>`;
  }
}

customElements.define("et-show-card", EtShowCard);
