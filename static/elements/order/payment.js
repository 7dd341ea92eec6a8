/**
 * `<et-order-payment .order=${order}>`: how and whether it is paid, and paying again while that may be. Fires `changed`
 * after a payment.
 */

import { LitElement, css, html, nothing } from "lit";
import { ApiError } from "../../core/api.js";
import { payCheckout } from "../../core/checkout.js";
import { money, shortTime } from "../../core/format.js";
import { LocaleController, t } from "../../core/i18n.js";
import { explain, fieldErrors } from "../../core/refusal.js";
import { badges, base, buttons, cards } from "../../style/shared.js";
import "../checkout/card-form.js";
import { checkCard, digits, emptyDraft } from "../checkout/draft.js";
import "../ui/icon.js";

/** @type {Record<string, string>} */
const TONES = {
  due: "warn",
  processing: "info",
  authorised: "info",
  paid: "good",
  failed: "danger",
  disputed: "danger",
};

export class EtOrderPayment extends LitElement {
  static properties = {
    order: { attribute: false },
    number: { state: true },
    error: { state: true },
    trouble: { state: true },
    busy: { state: true },
  };

  static styles = [
    base,
    badges,
    buttons,
    cards,
    css`
      :host {
        display: grid;
        gap: var(--space-12);
      }
      .line {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: var(--space-12);
      }
      form {
        display: grid;
        gap: var(--space-12);
      }
      @media print {
        .again {
          display: none;
        }
      }
      .again {
        display: grid;
        gap: var(--space-12);
      }
    `,
  ];

  constructor() {
    super();
    new LocaleController(this);
    /** @type {import("./order-view.js").OrderView | null} */
    this.order = null;
    this.number = "";
    this.error = "";
    this.trouble = "";
    this.busy = false;
  }

  /** @param {string} checkoutId */
  async #pay(checkoutId) {
    if (this.busy) return;
    this.error = checkCard({ ...emptyDraft(), card_number: this.number }).card_number ?? "";
    this.trouble = "";
    if (this.error) return;
    this.busy = true;
    try {
      await payCheckout(checkoutId, { card_number: digits(this.number) });
      this.number = "";
      this.dispatchEvent(new CustomEvent("changed"));
    } catch (error) {
      const declined = error instanceof ApiError && error.code === "card_declined";
      this.error = fieldErrors(error).card_number ?? "";
      if (!this.error) this.trouble = declined ? t("error.card_declined") : explain(error);
      if (error instanceof ApiError && error.status === 409) this.dispatchEvent(new CustomEvent("changed"));
    }
    this.busy = false;
  }

  render() {
    const { order } = this;
    if (!order) return nothing;
    const { payment } = order;
    const when = payment.paid_at
      ? t("order.paid_on", { time: shortTime(payment.paid_at) })
      : order.checkout_id
        ? t("order.pay_by", { time: shortTime(payment.pay_by) })
        : "";
    return html`
      <div class="line">
        <div>
          <b>${t(`method.${payment.provider}`)}</b>
          ${when ? html`<p class="soft small">${when}</p>` : nothing}
        </div>
        <span class="badge ${TONES[payment.state] ?? ""}">${t(`order.payment.${payment.state}`)}</span>
      </div>
      ${order.checkout_id && payment.provider === "test_card" ? this.#again(order, order.checkout_id) : nothing}
    `;
  }

  /**
   * @param {import("./order-view.js").OrderView} order
   * @param {string} checkoutId
   */
  #again(order, checkoutId) {
    return html`<div class="again">
      ${this.trouble
        ? html`<p class="note danger" role="alert"><et-icon name="alert"></et-icon>${this.trouble}</p>`
        : nothing}
      <et-card-form
        number=${this.number}
        error=${this.error}
        @edited=${(/** @type {CustomEvent<string>} */ event) => {
          this.number = event.detail;
          this.error = "";
        }}
        @submit=${() => this.#pay(checkoutId)}
      ></et-card-form>
      <button class="button buy wide" aria-busy=${String(this.busy)} @click=${() => this.#pay(checkoutId)}>
        ${t("order.pay_again", { total: money(order.total) })}
      </button>
    </div>`;
  }
}

customElements.define("et-order-payment", EtOrderPayment);
