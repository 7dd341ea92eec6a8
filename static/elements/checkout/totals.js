/** `<et-totals .quote=${quote} option="reg">`: subtotal, discount, shipping, and with `whole` the total. */

import { LitElement, css, html, nothing } from "lit";
import { isZero, money } from "../../core/format.js";
import { LocaleController, t } from "../../core/i18n.js";
import { base } from "../../style/shared.js";

export class EtTotals extends LitElement {
  static properties = {
    quote: { attribute: false },
    option: {},
    cheapest: { type: Boolean },
    whole: { type: Boolean },
  };

  static styles = [
    base,
    css`
      dl {
        display: grid;
        grid-template-columns: 1fr auto;
        gap: var(--space-4) var(--space-16);
        font-size: var(--type-14);
      }
      dt {
        color: var(--ink-soft);
      }
      dd {
        text-align: right;
      }
      .total {
        padding-top: var(--space-4);
        color: var(--ink);
        font-size: var(--type-16);
        font-weight: 700;
      }
      dd.total {
        font-size: var(--type-20);
        font-weight: 800;
      }
      p {
        color: var(--ink-soft);
        font-size: var(--type-12);
      }
    `,
  ];

  constructor() {
    super();
    new LocaleController(this);
    /** @type {import("../../core/checkout.js").Quote | null} */
    this.quote = null;
    this.option = ""; // the shipping option chosen; the cheapest by default
    this.cheapest = false; // nothing chosen yet: say so
    this.whole = false; // with the total itself
  }

  render() {
    const { quote } = this;
    if (!quote) return nothing;
    const chosen = quote.shipping_options.find((one) => one.option_id === (this.option || quote.shipping_option));
    const shipping = chosen?.price ?? quote.shipping;
    const several = this.cheapest && quote.shipping_options.length > 1;
    return html`<dl>
        <dt>${t("checkout.items")}</dt>
        <dd>${money(quote.items)}</dd>
        ${isZero(quote.discount)
          ? nothing
          : html`<dt>${t("checkout.discount")}</dt>
              <dd>−${money(quote.discount)}</dd>`}
        ${quote.shipping_options.length
          ? html`<dt>${t(several ? "checkout.shipping_from" : "checkout.shipping")}</dt>
              <dd>${isZero(shipping) ? t("checkout.free") : money(shipping)}</dd>`
          : nothing}
        ${this.whole
          ? html`<dt class="total">${t("checkout.total")}</dt>
              <dd class="total">${money(chosen?.total ?? quote.total)}</dd>`
          : nothing}
      </dl>
      <p>${t("checkout.tax")}</p>`;
  }
}

customElements.define("et-totals", EtTotals);
