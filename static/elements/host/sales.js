/** `<et-host-sales .sales=${sales}>`: paid orders as they come in, the newest first. */

import { LitElement, css, html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { clock, money } from "../../core/format.js";
import { LocaleController, t } from "../../core/i18n.js";
import { badges, base, cards } from "../../style/shared.js";
import "../../core/text/host.js";
import "../../core/text/orders.js";

export class EtHostSales extends LitElement {
  static properties = { sales: { attribute: false } };

  static styles = [
    base,
    badges,
    cards,
    css`
      h2 {
        font-size: var(--type-16);
      }
      li {
        display: flex;
        align-items: center;
        gap: var(--space-8);
        min-height: 48px;
        border-bottom: 1px solid var(--line);
        font-size: var(--type-14);
        animation: arrive var(--motion-slow) var(--ease-out);
      }
      li:last-child {
        border: 0;
      }
      li span:first-child {
        flex: 1;
        min-width: 0;
      }
      small {
        display: block;
        color: var(--ink-soft);
      }
      p {
        padding: var(--space-16) 0;
        font-size: var(--type-14);
      }
      @keyframes arrive {
        from {
          background: color-mix(in srgb, var(--buy) 30%, transparent);
          transform: translateY(-8px);
        }
      }
    `,
  ];

  constructor() {
    super();
    new LocaleController(this);
    /** @type {import("../../core/desk.js").Sale[]} */
    this.sales = [];
  }

  render() {
    return html`<section class="card flat">
      <h2>${t("host.orders")}</h2>
      ${this.sales.length
        ? html`<ul aria-live="polite">
            ${repeat(
              this.sales,
              (sale) => sale.offset,
              (sale) => html`<li>
                <span class="clip">${sale.name}<small>${clock(sale.at)} · ${t("host.pieces", { n: sale.pieces })}</small></span>
                ${sale.is_test ? html`<span class="badge test">${t("orders.test")}</span>` : nothing}
                <strong class="number">${money(sale.total)}</strong>
              </li>`,
            )}
          </ul>`
        : html`<p class="soft">${t("host.orders_empty")}</p>`}
    </section>`;
  }
}

customElements.define("et-host-sales", EtHostSales);
