/** `<et-studio-home>`: what matters now: the three first steps, the show on air or next, orders to ship. */

import { LitElement, css, html, nothing } from "lit";
import { api } from "../../core/api.js";
import { LocaleController, t } from "../../core/i18n.js";
import { explain } from "../../core/refusal.js";
import { base, buttons, cards, skeletons } from "../../style/shared.js";
import "../../core/text/orders.js";
import "../ui/empty.js";
import "../ui/icon.js";
import { homeLook } from "./home-look.js";
import { studio } from "./look.js";
import "./orders-table.js";
import { Poll } from "./poll.js";
import { rows } from "./rows.js";
import { grouped } from "./show-words.js";
import { showRow } from "./shows.js";
import { badges } from "../../style/shared.js";

export class EtStudioHome extends LitElement {
  static properties = {
    shop: { attribute: false },
    person: { attribute: false },
    seen: { state: true },
    error: { state: true },
  };

  static styles = [base, buttons, badges, cards, skeletons, studio, rows, homeLook, css``];

  constructor() {
    super();
    new LocaleController(this);
    /** @type {any} */
    this.shop = null;
    /** @type {any} */
    this.person = null;
    /** @type {{products: any[], shows: any[], orders: any[], waiting: any} | null} */
    this.seen = null;
    this.error = "";
    this.poll = new Poll(this, () => this.#load(), 6);
  }

  async #load() {
    try {
      const [{ products }, { shows }, { orders }, waiting] = await Promise.all([
        api("GET", "/api/products?limit=1"),
        api("GET", "/api/shows?limit=50"),
        api("GET", "/api/orders?limit=5"),
        api("GET", "/api/orders?state=accepted&limit=100"),
      ]);
      this.seen = { products, shows, orders, waiting };
      this.error = "";
    } catch (error) {
      if (!this.seen) this.error = explain(error);
    }
  }

  render() {
    return html`
      <div class="head"><h1>${t("home.hello", { name: this.person.name })}</h1></div>
      ${this.error
        ? html`<et-empty icon="alert" .heading=${t("studio.load_failed")}>${this.error}</et-empty>`
        : this.seen
          ? this.#content(this.seen)
          : html`<span class="skeleton" style="height:280px" aria-label=${t("common.loading")}></span>`}
    `;
  }

  /** @param {{products: any[], shows: any[], orders: any[], waiting: any}} seen */
  #content({ products, shows, orders, waiting }) {
    const { now, coming } = grouped(shows);
    const done = [products.length > 0, shows.length > 0, shows.some((show) => show.started_at)];
    const first = coming[0];
    return html`
      ${done.every(Boolean) ? nothing : this.#steps(done, shows)}
      ${now.length
        ? html`<section class="panel air">
            <h2>${t("home.on_air")}</h2>
            <ul class="rows">${now.map((show) => showRow(show))}</ul>
            <a class="button live" href="/host/${now[0].slug}"><et-icon name="camera"></et-icon>${t("home.open_console")}</a>
          </section>`
        : nothing}
      ${done[0] && first
        ? html`<section class="panel">
            <header>
              <h2>${t("home.next_show")}</h2>
              <a class="button small" href="/host/${first.slug}">${t("home.open_console")}</a>
            </header>
            <ul class="rows">${showRow(first)}</ul>
          </section>`
        : nothing}
      ${done[1] || orders.length ? this.#orders(orders, waiting) : nothing}
    `;
  }

  /** @param {boolean[]} done @param {any[]} shows */
  #steps(done, shows) {
    const next = done.indexOf(false);
    const console = grouped(shows).coming[0];
    const paths = ["/studio/products/new", "/studio/shows/new", console ? `/host/${console.slug}` : "/studio/shows"];
    return html`<section class="panel steps">
      <header><h2>${t("home.steps_title")}</h2><span class="soft small">${t("home.steps_done", { n: done.filter(Boolean).length })}</span></header>
      <ol>
        ${["product", "show", "live"].map(
          (name, index) => html`<li class=${done[index] ? "done" : index === next ? "next" : ""}>
            <span class="mark" aria-hidden="true">${done[index] ? html`<et-icon name="check"></et-icon>` : index + 1}</span>
            <span class="text">
              <strong>${t(`home.step_${name}`)}</strong>
              <span>${done[index] ? t("home.done") : t(`home.step_${name}_text`)}</span>
            </span>
            ${index === next ? html`<a class="button buy" href=${paths[index] ?? "/studio"}>${t(`home.step_${name}`)}</a>` : nothing}
          </li>`,
        )}
      </ol>
    </section>`;
  }

  /** @param {any[]} orders @param {any} waiting */
  #orders(orders, waiting) {
    const n = waiting.orders.length;
    return html`<section class="panel">
      <header>
        <h2>${t("home.latest_orders")}</h2>
        <a class="button small quiet" href="/studio/orders">${t("home.all_orders")}</a>
      </header>
      ${n
        ? html`<a class="note warn ship" href="/studio/orders?state=accepted">
            <et-icon name="truck"></et-icon><span>${t("home.to_ship_text", { n: waiting.next ? `${n}+` : n })}</span>
          </a>`
        : orders.length
          ? html`<p class="note good"><et-icon name="check_circle"></et-icon>${t("home.nothing_to_ship")}</p>`
          : nothing}
      ${orders.length
        ? html`<et-orders-table .orders=${orders}></et-orders-table>`
        : html`<p class="soft">${t("home.no_orders")}</p>`}
    </section>`;
  }
}

customElements.define("et-studio-home", EtStudioHome);
