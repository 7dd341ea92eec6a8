/** `<et-orders-table .orders=${orders}>`: a row an order; up and down move, Enter opens. Cards on a phone. */

import { LitElement, css, html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { money, shortTime } from "../../core/format.js";
import { LocaleController, t } from "../../core/i18n.js";
import { badges, base, tables } from "../../style/shared.js";
import "../../core/text/orders.js";
import { orderBadge, paymentBadge } from "./order-words.js";
import { go } from "./route.js";

export class EtOrdersTable extends LitElement {
  static properties = { orders: { attribute: false } };

  static styles = [
    base,
    badges,
    tables,
    css`
      :host {
        display: block;
        min-width: 0;
      }
      tbody tr {
        cursor: pointer;
      }
      td strong,
      td small {
        display: block;
      }
      td small {
        color: var(--ink-soft);
      }
      td.number strong {
        font-size: var(--type-16);
      }
      .who {
        max-width: 220px;
      }
      a {
        color: inherit;
        text-decoration: none;
      }
      @media (max-width: 699px) {
        thead {
          position: absolute;
          width: 1px;
          height: 1px;
          overflow: hidden;
          clip-path: inset(50%);
        }
        tbody {
          display: block;
        }
        tr {
          display: grid;
          grid-template-columns: minmax(0, 1fr) auto;
          gap: var(--space-4) var(--space-12);
          align-items: center;
          padding: var(--space-12) var(--space-16);
          border-bottom: 1px solid var(--line);
        }
        tbody tr:last-child {
          border-bottom: 0;
        }
        td {
          padding: 0;
          border: 0;
        }
        .who {
          grid-column: 1;
          grid-row: 1;
          max-width: none;
        }
        .total {
          grid-column: 2;
          grid-row: 1;
        }
        .id {
          grid-column: 1;
          grid-row: 2;
          display: flex;
          gap: var(--space-8);
          align-items: center;
          color: var(--ink-soft);
          font-size: var(--type-12);
        }
        .id strong {
          font-weight: 500;
        }
        .when {
          display: none;
        }
        .states {
          grid-column: 2;
          grid-row: 2;
          text-align: right;
        }
        .payment {
          display: none;
        }
      }
    `,
  ];

  constructor() {
    super();
    new LocaleController(this);
    /** @type {any[]} */
    this.orders = [];
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const row = event.composedPath().find((node) => node instanceof HTMLTableRowElement);
    if (!(row instanceof HTMLTableRowElement)) return;
    const to = { ArrowDown: row.nextElementSibling, ArrowUp: row.previousElementSibling }[event.key];
    if (to instanceof HTMLElement) {
      event.preventDefault();
      to.focus();
    } else if (event.key === "Enter") {
      this.#open(row.dataset.id ?? "");
    }
  }

  /** @param {string} id */
  #open(id) {
    void go(`/studio/orders/${id}`);
  }

  render() {
    return html`<div class="table">
      <table>
        <thead>
          <tr>
            <th scope="col">${t("orders.number")}</th>
            <th scope="col">${t("orders.buyer")}</th>
            <th scope="col">${t("orders.state")}</th>
            <th scope="col">${t("orders.payment")}</th>
            <th scope="col">${t("orders.when")}</th>
            <th scope="col" class="number">${t("orders.total")}</th>
          </tr>
        </thead>
        <tbody @keydown=${this.#key}>
          ${repeat(this.orders, (order) => order.order_id, (order) => this.#row(order))}
        </tbody>
      </table>
    </div>`;
  }

  /** @param {any} order */
  #row(order) {
    const state = orderBadge(order.state);
    const payment = paymentBadge(order.payment.state);
    const pieces = order.lines.reduce((/** @type {number} */ sum, /** @type {any} */ line) => sum + line.quantity, 0);
    const [first, ...others] = order.lines;
    const what = first ? `${first.title}${others.length ? ` +${others.length}` : ""}` : "";
    return html`<tr tabindex="0" data-id=${order.order_id} @click=${() => this.#open(order.order_id)}>
      <td class="id">
        <strong><a href="/studio/orders/${order.order_id}" tabindex="-1" @click=${(/** @type {Event} */ event) => event.preventDefault()}>#${order.number}</a></strong>
        ${order.payment.is_test ? html`<span class="badge test">${t("orders.test")}</span>` : nothing}
      </td>
      <td class="who">
        <strong class="clip">${order.contact?.name ?? "–"}</strong>
        <small class="clip">${what} · ${t("orders.items", { n: pieces })}</small>
      </td>
      <td class="states"><span class="badge ${state.tone}">${state.text}</span></td>
      <td class="payment"><span class="badge ${payment.tone}">${payment.text}</span></td>
      <td class="when">${shortTime(order.created_at)}</td>
      <td class="total number"><strong>${money(order.total)}</strong></td>
    </tr>`;
  }
}

customElements.define("et-orders-table", EtOrdersTable);
