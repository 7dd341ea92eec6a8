/** `<et-orders>`: the shop's orders: search, filters in the address, a table that the keyboard moves in, CSV. */

import { LitElement, html, nothing } from "lit";
import { api } from "../../core/api.js";
import { LocaleController, t } from "../../core/i18n.js";
import { explain } from "../../core/refusal.js";
import { base, buttons, fields, skeletons } from "../../style/shared.js";
import "../../core/text/orders.js";
import "../ui/empty.js";
import "../ui/icon.js";
import { studio } from "./look.js";
import { PAYMENTS, STATES } from "./order-words.js";
import "./orders-table.js";
import { Poll } from "./poll.js";

const FILTERS = /** @type {const} */ (["q", "state", "payment", "show"]);
const TYPING_MS = 300;

export class EtOrders extends LitElement {
  static properties = {
    shop: { attribute: false },
    orders: { state: true },
    next: { state: true },
    filters: { state: true },
    shows: { state: true },
    error: { state: true },
  };

  static styles = [base, buttons, fields, skeletons, studio];

  constructor() {
    super();
    new LocaleController(this);
    /** @type {any} */
    this.shop = null;
    /** @type {any[] | null} */
    this.orders = null;
    /** @type {string | null} */
    this.next = null;
    const address = new URLSearchParams(location.search);
    /** @type {Record<string, string>} */
    this.filters = Object.fromEntries(FILTERS.map((name) => [name, address.get(name) ?? ""]));
    /** @type {any[]} */
    this.shows = [];
    this.error = "";
    this.timer = 0;
    this.asked = 0; // so that an answer to an older question is not shown
    this.poll = new Poll(this, () => this.#load(), 5);
  }

  async connectedCallback() {
    super.connectedCallback();
    this.shows = (await api("GET", "/api/shows?limit=100").catch(() => ({ shows: [] }))).shows;
  }

  get query() {
    const chosen = FILTERS.filter((name) => this.filters[name]).map((name) => [name, this.filters[name] ?? ""]);
    return new URLSearchParams(chosen).toString();
  }

  get filtered() {
    return Boolean(this.query);
  }

  async #load() {
    // Pages that were asked for stay: the poll asks for as many as are shown.
    const limit = Math.min(200, Math.max(50, this.orders?.length ?? 0));
    const asked = ++this.asked;
    try {
      const answer = await api("GET", `/api/orders?limit=${limit}&${this.query}`);
      if (asked !== this.asked) return;
      if ((this.orders?.length ?? 0) > answer.orders.length && answer.next) {
        const known = new Set(answer.orders.map((/** @type {any} */ order) => order.order_id));
        this.orders = [...answer.orders, ...(this.orders ?? []).filter((order) => !known.has(order.order_id))];
      } else {
        this.orders = answer.orders;
        this.next = answer.next ?? null;
      }
      this.error = "";
    } catch (error) {
      if (!this.orders) this.error = explain(error);
    }
  }

  async #more() {
    const cursor = encodeURIComponent(this.next ?? "");
    const answer = await api("GET", `/api/orders?limit=100&${this.query}&cursor=${cursor}`).catch(() => null);
    if (!answer) return;
    this.orders = [...(this.orders ?? []), ...answer.orders];
    this.next = answer.next ?? null;
  }

  /** @param {string} name @param {string} value @param {number} [waitMs] */
  #filter(name, value, waitMs = 0) {
    this.filters = { ...this.filters, [name]: value };
    history.replaceState(null, "", `/studio/orders${this.query ? `?${this.query}` : ""}`);
    clearTimeout(this.timer);
    this.timer = window.setTimeout(() => {
      this.orders = null;
      void this.#load();
    }, waitMs);
  }

  #clear() {
    this.filters = Object.fromEntries(FILTERS.map((name) => [name, ""]));
    this.#filter("q", "");
  }

  render() {
    return html`
      <div class="head">
        <h1>${t("studio.orders")}</h1>
        <a class="button" href="/api/orders.csv${this.query ? `?${this.query}` : ""}" download>
          <et-icon name="download"></et-icon>${t("orders.csv")}
        </a>
      </div>
      ${this.#tools()} ${this.#list()}
    `;
  }

  #tools() {
    return html`<div class="tools">
      <label class="search">
        <span class="visually-hidden">${t("orders.search")}</span>
        <et-icon name="search"></et-icon>
        <input
          class="input"
          type="search"
          placeholder=${t("orders.search")}
          .value=${this.filters.q ?? ""}
          @input=${(/** @type {Event} */ event) =>
            this.#filter("q", /** @type {HTMLInputElement} */ (event.target).value, TYPING_MS)}
        />
      </label>
      ${this.#select("state", t("orders.all_states"), STATES.map((state) => [state, t(`orders.state.${state}`)]))}
      ${this.#select("payment", t("orders.all_payments"), PAYMENTS.map((state) => [state, t(`orders.pay.${state}`)]))}
      ${this.#select("show", t("orders.all_shows"), this.shows.map((show) => [show.show_id, show.title]))}
    </div>`;
  }

  /** @param {string} name @param {string} all @param {string[][]} options */
  #select(name, all, options) {
    return html`<select
      class="input"
      aria-label=${all}
      @change=${(/** @type {Event} */ event) => this.#filter(name, /** @type {HTMLSelectElement} */ (event.target).value)}
    >
      <option value="" ?selected=${!this.filters[name]}>${all}</option>
      ${options.map(
        ([value, text]) => html`<option value=${value ?? ""} ?selected=${this.filters[name] === value}>${text}</option>`,
      )}
    </select>`;
  }

  #list() {
    if (this.error) {
      return html`<et-empty icon="alert" .heading=${t("studio.load_failed")}>
        ${this.error}
        <button slot="action" class="button" @click=${() => this.poll.now()}>${t("common.retry")}</button>
      </et-empty>`;
    }
    if (!this.orders) return html`<span class="skeleton" style="height:360px" aria-label=${t("common.loading")}></span>`;
    if (!this.orders.length) {
      return this.filtered
        ? html`<et-empty icon="search" .heading=${t("orders.no_match")}>
            ${t("orders.no_match_text")}
            <button slot="action" class="button" @click=${this.#clear}>${t("orders.clear")}</button>
          </et-empty>`
        : html`<et-empty icon="bag" .heading=${t("orders.none")}>${t("orders.none_text")}</et-empty>`;
    }
    return html`
      <et-orders-table .orders=${this.orders}></et-orders-table>
      ${this.next ? html`<button class="button" @click=${this.#more}>${t("studio.show_more")}</button>` : nothing}
    `;
  }
}

customElements.define("et-orders", EtOrders);
