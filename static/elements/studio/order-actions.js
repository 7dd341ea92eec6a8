/** `<et-order-actions .order=${order}>`: what the seller may do with an order now. Fires `order-changed`. */

import { LitElement, css, html, nothing } from "lit";
import { api } from "../../core/api.js";
import { compareAmounts } from "../../core/amount.js";
import { money } from "../../core/format.js";
import { LocaleController, t } from "../../core/i18n.js";
import { explain } from "../../core/refusal.js";
import { base, buttons, fields } from "../../style/shared.js";
import "../../core/text/orders.js";
import { field } from "../form/field.js";
import "../form/money-input.js";
import "../ui/dialog.js";
import "../ui/icon.js";
import { toast } from "../ui/toast.js";
import { actionsOf } from "./order-words.js";

/** @typedef {"" | "ship" | "deliver" | "cancel" | "refund"} Action */

export class EtOrderActions extends LitElement {
  static properties = {
    order: { attribute: false },
    action: { state: true },
    values: { state: true },
    amount: { state: true },
    restock: { state: true },
    busy: { state: true },
  };

  static styles = [
    base,
    buttons,
    fields,
    css`
      :host,
      .actions {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-8);
      }
      @media (max-width: 639px) {
        :host {
          flex-basis: 100%;
        }
        .actions {
          flex: 1;
        }
        .actions .button {
          flex: 1 1 auto;
        }
      }
      .danger-text {
        color: var(--danger-text);
      }
    `,
  ];

  constructor() {
    super();
    new LocaleController(this);
    /** @type {any} */
    this.order = null;
    /** @type {Action} */
    this.action = "";
    this.values = { carrier: "", tracking: "", reason: "" };
    /** @type {import("../../core/format.js").Money | null} */
    this.amount = null;
    this.restock = false;
    this.busy = false;
  }

  /** What can still be refunded. */
  get most() {
    const { total, refunded } = this.order;
    const digits = total.amount.split(".")[1]?.length ?? 0;
    return { ...total, amount: (Number(total.amount) - Number(refunded.amount)).toFixed(digits) };
  }

  /** Goods come back with the last of the money only. */
  get #mayRestock() {
    return this.amount !== null && Number(this.amount.amount) === Number(this.most.amount);
  }

  /** @param {Action} action */
  #ask(action) {
    this.values = { carrier: "", tracking: "", reason: "" };
    this.amount = action === "refund" ? this.most : null;
    this.restock = false;
    this.action = action;
  }

  get #body() {
    const { carrier, tracking, reason } = this.values;
    if (this.action === "ship") return { carrier: carrier.trim() || null, tracking: tracking.trim() || null };
    if (this.action === "cancel") return { reason: reason.trim() || null };
    if (this.action === "refund") {
      return { amount: this.amount, reason: reason.trim(), restock: this.restock && this.#mayRestock };
    }
    return {};
  }

  async #do() {
    this.busy = true;
    try {
      const order = await api("POST", `/api/orders/${this.order.order_id}/${this.action}`, this.#body);
      this.action = "";
      toast(t("orders.done"), { tone: "good" });
      this.dispatchEvent(new CustomEvent("order-changed", { detail: order }));
    } catch (error) {
      toast(explain(error), { tone: "danger" });
    }
    this.busy = false;
  }

  render() {
    const may = actionsOf(this.order);
    return html`<div class="actions">
        ${may.cancel
          ? html`<button class="button quiet danger-text" @click=${() => this.#ask("cancel")}>${t("orders.cancel")}</button>`
          : nothing}
        ${may.refund ? html`<button class="button" @click=${() => this.#ask("refund")}>${t("orders.refund")}</button>` : nothing}
        ${may.ship
          ? html`<button class="button buy" @click=${() => this.#ask("ship")}>
              <et-icon name="truck"></et-icon>${t("orders.ship")}
            </button>`
          : nothing}
        ${may.deliver
          ? html`<button class="button buy" @click=${() => this.#ask("deliver")}>${t("orders.deliver")}</button>`
          : nothing}
      </div>
      ${this.#dialog()}`;
  }

  #dialog() {
    const { number } = this.order;
    const danger = this.action === "cancel" || this.action === "refund";
    const over = this.amount && compareAmounts(this.amount, this.most) > 0;
    const ready = this.action !== "refund" || (this.amount && !over && this.values.reason.trim());
    const titles = { "": "", ship: "ship_title", deliver: "deliver", cancel: "cancel_title", refund: "refund_title" };
    const yes = {
      "": "",
      ship: t("orders.ship_yes"),
      deliver: t("orders.deliver"),
      cancel: t("orders.cancel_yes"),
      refund: t("orders.refund_yes", { amount: money(this.amount) }),
    };
    return html`<et-dialog
      .label=${this.action ? t(`orders.${titles[this.action]}`, { number }) : ""}
      ?open=${Boolean(this.action)}
      @close=${() => (this.action = "")}
    >
      <div class="fields">${this.#fields(Boolean(over))}</div>
      <div slot="actions">
        <button class="button" @click=${() => (this.action = "")}>${t("common.back")}</button>
        <button
          class="button ${danger ? "danger" : "buy"}"
          aria-busy=${String(this.busy)}
          ?disabled=${!ready}
          @click=${this.#do}
        >
          ${yes[this.action]}
        </button>
      </div>
    </et-dialog>`;
  }

  /** @param {boolean} over */
  #fields(over) {
    if (this.action === "deliver") return html`<p class="soft">${t("orders.deliver_text")}</p>`;
    if (this.action === "ship") {
      return html`${this.#text("carrier", t("orders.carrier"), t("orders.carrier_hint"))}
      ${this.#text("tracking", t("orders.tracking"), "")}`;
    }
    if (this.action === "cancel") {
      return html`<p class="soft">${t("orders.cancel_text")}</p>
        ${this.#text("reason", t("orders.reason"), "")}`;
    }
    if (this.action !== "refund") return nothing;
    const most = money(this.most);
    return html`<et-money-input
        .label=${t("orders.refund_amount")}
        .currency=${this.order.total.currency}
        .value=${this.amount}
        .error=${over ? t("orders.refund_over", { most }) : ""}
        @change=${(/** @type {CustomEvent} */ event) => (this.amount = event.detail)}
      ></et-money-input>
      ${this.#text("reason", t("orders.reason"), "")}
      <label class="check">
        <input
          type="checkbox"
          .checked=${this.restock && this.#mayRestock}
          ?disabled=${!this.#mayRestock}
          @change=${(/** @type {Event} */ event) => (this.restock = /** @type {HTMLInputElement} */ (event.target).checked)}
        />
        ${t("orders.restock")}
      </label>`;
  }

  /** @param {"carrier" | "tracking" | "reason"} name @param {string} label @param {string} placeholder */
  #text(name, label, placeholder) {
    return field({
      name,
      label,
      placeholder,
      value: this.values[name],
      optional: name !== "reason" || this.action === "cancel",
      help: name === "reason" ? t("orders.reason_hint") : "",
      maxlength: name === "reason" ? 500 : 100,
      onInput: (_, value) => (this.values = { ...this.values, [name]: value }),
    });
  }
}

customElements.define("et-order-actions", EtOrderActions);
