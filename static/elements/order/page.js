/** `<et-order-page order="..">`: an order for its buyer: how far it is, what is in it, and what can be done about it. */

import { LitElement, html, nothing } from "lit";
import { ApiError } from "../../core/api.js";
import { time } from "../../core/format.js";
import { LocaleController, t } from "../../core/i18n.js";
import { OrderCalls } from "../../core/order.js";
import { query } from "../../core/page.js";
import { explain } from "../../core/refusal.js";
import { badges, base, buttons, cards, skeletons } from "../../style/shared.js";
import "../../core/text/common.js";
import "../../core/text/viewer.js";
import "../ui/empty.js";
import "../ui/language.js";
import { toast } from "../ui/toast.js";
import "../watch/shop-mark.js";
import "./delivery.js";
import { orderStyles } from "./page-styles.js";
import "./payment.js";
import "./problem.js";
import "./receipt.js";
import "./seller.js";
import "./steps.js";

/** @typedef {import("./order-view.js").OrderView} OrderView */

const AGAIN_MS = 30_000;
const OVER = ["completed", "cancelled", "returned"];

export class EtOrderPage extends LitElement {
  static properties = {
    order: {},
    view: { state: true },
    failure: { state: true },
    asking: { state: true },
    busy: { state: true },
  };

  static styles = [base, badges, buttons, cards, skeletons, orderStyles];

  constructor() {
    super();
    new LocaleController(this);
    this.order = "";
    /** @type {OrderView | null} */
    this.view = null;
    /** @type {ApiError | null} */
    this.failure = null;
    this.asking = false; // the problem's dialog is open
    this.busy = false;
    /** @type {OrderCalls | null} */
    this.calls = null;
    this.timer = 0;
    this.shown = () => document.visibilityState === "visible" && this.#load();
  }

  connectedCallback() {
    super.connectedCallback();
    this.calls = new OrderCalls(this.order, query("token"));
    this.#load();
    document.addEventListener("visibilitychange", this.shown);
    this.timer = window.setInterval(() => {
      if (!document.hidden && this.view && !OVER.includes(this.view.state)) this.#load();
    }, AGAIN_MS);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.timer);
    document.removeEventListener("visibilitychange", this.shown);
  }

  async #load() {
    try {
      this.view = await this.calls?.get();
      this.failure = null;
      if (this.view) document.title = `${t("order.title", { number: this.view.number })} · ${this.view.shop.name}`;
    } catch (error) {
      if (!this.view && error instanceof ApiError) this.failure = error;
    }
  }

  async #received() {
    this.busy = true;
    try {
      this.view = (await this.calls?.received()) ?? this.view;
      toast(t("order.received_done"), { tone: "good" });
      await this.#load();
    } catch (error) {
      toast(explain(error), { tone: "danger" });
    }
    this.busy = false;
  }

  /** @param {string} text */
  #tellProblem = async (text) => {
    await this.calls?.problem(text);
    toast(t("order.problem_done"), { tone: "good" });
    await this.#load();
  };

  render() {
    const { view } = this;
    if (this.failure) return this.#trouble(this.failure);
    return html`
      <header class="top">
        ${view
          ? html`<a href="/${view.shop.slug}"
              ><et-shop-mark .shop=${/** @type {any} */ (view.shop)}></et-shop-mark>
              <span class="clip">${view.shop.name}</span></a
            >`
          : html`<span></span>`}
        <et-language></et-language>
      </header>
      <main>${view ? this.#order(view) : this.#loading()}</main>
      <et-order-problem
        ?open=${this.asking}
        .send=${this.#tellProblem}
        @close=${() => (this.asking = false)}
      ></et-order-problem>
    `;
  }

  /** @param {OrderView} view */
  #order(view) {
    return html`
      <div class="title">
        <h1><span class="on-paper">${t("order.receipt")}</span>${t("order.title", { number: view.number })}</h1>
        ${view.payment.is_test ? html`<span class="badge test">${t("common.test_mode")}</span>` : nothing}
        <p class="soft">${t("order.placed_at", { time: time(view.created_at) })}</p>
      </div>
      ${view.payment.is_test
        ? html`<p class="note warn"><et-icon name="info"></et-icon>${t("order.is_test")}</p>`
        : nothing}
      <section class="card screen"><et-order-steps .order=${view}></et-order-steps></section>
      ${view.checkout_id ? this.#payment(view) : this.#answer(view)}
      <div class="columns">
        <div class="column">
          <section class="card">
            <h2>${t("order.lines")}</h2>
            <et-order-receipt .order=${view}></et-order-receipt>
          </section>
          <button class="button screen" @click=${() => window.print()}>
            <et-icon name="print"></et-icon>${t("order.print")}
          </button>
        </div>
        <div class="column">
          ${view.checkout_id ? nothing : this.#payment(view)}
          <section class="card">
            <h2>${t("order.shipping")}</h2>
            <et-order-delivery .order=${view}></et-order-delivery>
          </section>
          <section class="card">
            <h2>${t("order.seller")}</h2>
            <et-order-seller .order=${view} @problem=${() => (this.asking = true)}></et-order-seller>
          </section>
        </div>
      </div>
    `;
  }

  /** While it can be paid, paying comes first. */
  /** @param {OrderView} view */
  #payment(view) {
    return html`<section class="card">
      <h2>${t("order.payment")}</h2>
      <et-order-payment .order=${view} @changed=${() => this.#load()}></et-order-payment>
    </section>`;
  }

  /** @param {OrderView} view */
  #answer(view) {
    if (view.state !== "shipped" && view.state !== "delivered") return nothing;
    return html`<section class="card answer screen">
      <div>
        <h2 class="close">${t("order.received_ask")}</h2>
        <p class="soft small">${t("order.received_more")}</p>
      </div>
      <button class="button buy" aria-busy=${String(this.busy)} @click=${this.#received}>
        <et-icon name="check"></et-icon>${t("order.received")}
      </button>
    </section>`;
  }

  #loading() {
    return html`<span class="visually-hidden" role="status">${t("order.loading")}</span>
      <span class="skeleton line"></span>
      <span class="skeleton block"></span>
      <span class="skeleton block"></span>`;
  }

  /** @param {ApiError} failure */
  #trouble(failure) {
    const passing = failure.status === 0 || failure.status >= 500 || failure.status === 429;
    return html`<main>
      <et-empty icon=${passing ? "wifi_off" : "search"} heading=${t(passing ? "order.open_failed" : "order.not_found")}>
        ${passing ? explain(failure) : t("order.not_found_more")}
        ${passing
          ? html`<button slot="action" class="button buy" @click=${() => this.#load()}>${t("common.retry")}</button>`
          : html`<a slot="action" class="button" href="/">${t("watch.home")}</a>`}
      </et-empty>
    </main>`;
  }
}

customElements.define("et-order-page", EtOrderPage);
