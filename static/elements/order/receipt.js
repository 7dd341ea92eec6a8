/** `<et-order-receipt .order=${order}>`: what was bought and what it cost. This is what is printed. */

import { LitElement, css, html, nothing } from "lit";
import { isZero, money } from "../../core/format.js";
import { LocaleController, t } from "../../core/i18n.js";
import { base } from "../../style/shared.js";
import "../ui/picture.js";

export class EtOrderReceipt extends LitElement {
  static properties = { order: { attribute: false } };

  static styles = [
    base,
    css`
      li {
        display: grid;
        grid-template-columns: 64px minmax(0, 1fr) auto;
        gap: var(--space-12);
        align-items: center;
        padding: var(--space-12) 0;
        border-bottom: 1px solid var(--line);
      }
      li:first-child {
        padding-top: 0;
      }
      h3 {
        letter-spacing: 0;
      }
      dl {
        display: grid;
        grid-template-columns: 1fr auto;
        gap: var(--space-8) var(--space-16);
        padding-top: var(--space-16);
      }
      dt {
        color: var(--ink-soft);
      }
      dd {
        text-align: right;
      }
      .total {
        padding-top: var(--space-12);
        border-top: 1px solid var(--line);
        color: var(--ink);
        font-size: var(--type-20);
        font-weight: 800;
      }
      dl {
        column-gap: 0;
      }
      .tax {
        grid-column: 1 / -1;
        color: var(--ink-soft);
        font-size: var(--type-12);
        text-align: left;
      }
      @media print {
        et-picture {
          print-color-adjust: exact;
          -webkit-print-color-adjust: exact;
        }
        li {
          break-inside: avoid;
        }
      }
    `,
  ];

  constructor() {
    super();
    new LocaleController(this);
    /** @type {import("./order-view.js").OrderView | null} */
    this.order = null;
  }

  render() {
    const { order } = this;
    if (!order) return nothing;
    return html`
      <ul>
        ${order.lines.map(
          (line) => html`<li>
            <et-picture .image=${line.image} name=${line.title} sizes="64px"></et-picture>
            <div>
              <h3>${line.title}</h3>
              <p class="soft small">
                ${line.variant_title ? `${line.variant_title} · ` : ""}${t("order.quantity", {
                  n: line.quantity,
                  price: money(line.price),
                })}
              </p>
            </div>
            <b>${money(line.total)}</b>
          </li>`,
        )}
      </ul>
      <dl>
        <dt>${t("checkout.items")}</dt>
        <dd>${money(order.items)}</dd>
        ${order.shipping
          ? html`<dt>${t("checkout.shipping")} (${order.shipping.title})</dt>
              <dd>${isZero(order.shipping.price) ? t("checkout.free") : money(order.shipping.price)}</dd>`
          : nothing}
        <dt class="total">${t("checkout.total")}</dt>
        <dd class="total">${money(order.total)}</dd>
        ${isZero(order.refunded)
          ? nothing
          : html`<dt>${t("order.refunded")}</dt>
              <dd>−${money(order.refunded)}</dd>`}
        <dd class="tax">${t("checkout.tax")}</dd>
      </dl>
    `;
  }
}

customElements.define("et-order-receipt", EtOrderReceipt);
