/** `<et-order-page order_id="ord_..">`: one order as the seller works on it. */

import { LitElement, css, html, nothing } from "lit";
import { ApiError, api } from "../../core/api.js";
import { isZero, money, time } from "../../core/format.js";
import { LocaleController, has, t } from "../../core/i18n.js";
import { explain } from "../../core/refusal.js";
import { badges, base, buttons, cards, skeletons } from "../../style/shared.js";
import "../../core/text/orders.js";
import { copyText } from "../form/copy.js";
import "../ui/empty.js";
import "../ui/icon.js";
import "../ui/picture.js";
import { toast } from "../ui/toast.js";
import { studio } from "./look.js";
import "./order-actions.js";
import { addressLines, orderBadge, paymentBadge } from "./order-words.js";
import { orderLook } from "./order-look.js";
import { Poll } from "./poll.js";

export class EtOrderPage extends LitElement {
  static properties = {
    shop: { attribute: false },
    order_id: {},
    order: { state: true },
    failed: { state: true },
  };

  static styles = [base, buttons, cards, badges, skeletons, studio, orderLook, css``];

  constructor() {
    super();
    new LocaleController(this);
    /** @type {any} */
    this.shop = null;
    this.order_id = "";
    /** @type {any} */
    this.order = null;
    this.failed = "";
    this.poll = new Poll(this, () => this.#load(), 6);
  }

  async #load() {
    try {
      this.order = await api("GET", `/api/orders/${this.order_id}`);
      this.failed = "";
    } catch (error) {
      const gone = error instanceof ApiError && error.status === 404;
      if (!this.order) this.failed = gone ? t("studio.not_found_text") : explain(error);
    }
  }

  async #copyAddress() {
    if (await copyText(addressLines(this.order.address).join("\n"))) toast(t("common.copied"), { tone: "good" });
  }

  render() {
    if (this.failed) {
      return html`<et-empty icon="bag" .heading=${t("studio.load_failed")}>
        ${this.failed}<a slot="action" class="button" href="/studio/orders">${t("studio.orders")}</a>
      </et-empty>`;
    }
    const { order } = this;
    if (!order) return html`<span class="skeleton" style="height:420px" aria-label=${t("common.loading")}></span>`;
    const state = orderBadge(order.state);
    const payment = paymentBadge(order.payment.state);
    return html`
      <div class="head">
        <a class="button icon back" href="/studio/orders" aria-label=${t("studio.orders")}>
          <et-icon name="arrow_left"></et-icon>
        </a>
        <h1>${t("orders.title", { number: order.number })}</h1>
        <et-order-actions
          .order=${order}
          @order-changed=${(/** @type {CustomEvent} */ event) => (this.order = { ...order, ...event.detail })}
        ></et-order-actions>
      </div>
      <p class="sub">
        <span class="badge ${state.tone}">${state.text}</span>
        <span class="badge ${payment.tone}">${payment.text}</span>
        <span>${time(order.created_at)}</span>
      </p>
      ${order.payment.is_test
        ? html`<p class="note warn"><et-icon name="card"></et-icon>${t("orders.test_note")}</p>`
        : nothing}
      <div class="columns">
        <div class="stack">${this.#lines(order)} ${this.#history(order)}</div>
        <div class="stack">${this.#buyer(order)}</div>
      </div>
    `;
  }

  /** @param {any} order */
  #lines(order) {
    return html`<section class="panel">
      <h2>${t("orders.lines")}</h2>
      <ul class="lines">
        ${order.lines.map(
          (/** @type {any} */ line) => html`<li>
            <et-picture .image=${line.image} .name=${line.title} sizes="56px" aria-hidden="true"></et-picture>
            <span class="text"><strong>${line.title}</strong><small>${[line.variant_title, line.sku].filter(Boolean).join(" · ")}</small></span>
            <span class="number soft">${line.quantity} × ${money(line.price)}</span>
            <strong class="number">${money(line.total)}</strong>
          </li>`,
        )}
      </ul>
      <dl class="sums">
        <div><dt>${t("orders.subtotal")}</dt><dd>${money(order.items)}</dd></div>
        ${order.shipping
          ? html`<div><dt>${t("orders.shipping")} <small>${order.shipping.title}</small></dt><dd>${money(order.shipping.price)}</dd></div>`
          : nothing}
        <div class="total"><dt>${t("orders.total")}</dt><dd>${money(order.total)}</dd></div>
        ${isZero(order.refunded)
          ? nothing
          : html`<div class="refund"><dt>${t("orders.refunded")}</dt><dd>−${money(order.refunded)}</dd></div>`}
      </dl>
    </section>`;
  }

  /** @param {any} order */
  #buyer(order) {
    const lines = addressLines(order.address);
    const { contact } = order;
    return html`<section class="panel">
        <header>
          <h2>${t("orders.ship_to")}</h2>
          ${lines.length
            ? html`<button class="button icon" aria-label=${t("orders.copy_address")} @click=${this.#copyAddress}>
                <et-icon name="copy"></et-icon>
              </button>`
            : nothing}
        </header>
        <address>${lines.length ? lines.map((line) => html`<span>${line}</span>`) : t("orders.no_address")}</address>
        ${order.carrier || order.tracking
          ? html`<p class="note"><et-icon name="truck"></et-icon><span>${order.carrier} <strong>${order.tracking}</strong></span></p>`
          : nothing}
      </section>
      ${contact
        ? html`<section class="panel">
            <h2>${t("orders.contact")}</h2>
            <address>
              <span>${contact.name}</span>
              <a href="mailto:${contact.email}">${contact.email}</a>
              ${contact.phone ? html`<a href="tel:${contact.phone}">${contact.phone}</a>` : nothing}
            </address>
          </section>`
        : nothing}
      <section class="panel">
        <h2>${t("orders.payment")}</h2>
        <p class="soft">${t("orders.paid_with")} ${t(`pay.${order.payment.provider}`)}</p>
        <a class="button small" href=${order.order_url} target="_blank" rel="noopener">
          <et-icon name="external"></et-icon>${t("orders.open_page")}
        </a>
      </section>`;
  }

  /** @param {any} order */
  #history(order) {
    return html`<section class="panel">
      <h2>${t("orders.history")}</h2>
      <ol class="history">
        ${(order.history ?? []).map((/** @type {any} */ event) => {
          const key = `orders.event.${event.kind}`;
          const more = event.data?.text ?? event.data?.reason ?? event.data?.tracking ?? "";
          return html`<li>
            <strong>${has(key) ? t(key) : event.kind}</strong>
            <small>${time(event.at)}${event.by ? ` · ${has(`orders.by.${event.by}`) ? t(`orders.by.${event.by}`) : event.by}` : ""}</small>
            ${more ? html`<p>${more}</p>` : nothing}
          </li>`;
        })}
      </ol>
    </section>`;
  }
}

customElements.define("et-order-page", EtOrderPage);
