/** `<et-studio>`: the frame around the studio's pages: who is here, the navigation, and which page the address names. */

import { LitElement, html } from "lit";
import { api, me } from "../../core/api.js";
import { LocaleController, t } from "../../core/i18n.js";
import { explain } from "../../core/refusal.js";
import { base, buttons, skeletons } from "../../style/shared.js";
import "../../core/text/account.js";
import "../../core/text/common.js";
import "../../core/text/studio.js";
import "../ui/empty.js";
import "../ui/icon.js";
import { frame } from "./frame.js";
import "./nav.js";
import "./home.js";
import "./order.js";
import "./orders.js";
import "./people.js";
import "./product.js";
import "./products.js";
import { route, startRouting } from "./route.js";
import "./settings.js";
import "./show-form.js";
import "./show.js";
import "./shows.js";

/** @typedef {{shop_id: string, slug: string, name: string, currency: string, role: string, [more: string]: any}} Shop */

export class EtStudio extends LitElement {
  static properties = {
    person: { state: true },
    shop: { state: true },
    error: { state: true },
    path: { state: true },
  };

  static styles = [base, buttons, skeletons, frame];

  constructor() {
    super();
    new LocaleController(this);
    /** @type {any} */
    this.person = null;
    /** @type {Shop | null} */
    this.shop = null;
    this.error = "";
    this.path = location.pathname;
    this.moved = () => (this.path = location.pathname);
  }

  connectedCallback() {
    super.connectedCallback();
    startRouting();
    route.addEventListener("change", this.moved);
    void this.#load();
  }

  async #load() {
    this.error = "";
    try {
      const person = await me();
      if (!person || person.is_guest) {
        location.replace(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
        return;
      }
      const mine = person.shops[0];
      this.shop = mine ? { ...(await api("GET", `/api/shops/${mine.shop_id}`)), role: mine.role } : null;
      this.person = person;
    } catch (error) {
      this.error = explain(error);
    }
  }

  updated() {
    const section = this.path.split("/")[2] ?? "";
    const name = ["shows", "products", "orders", "settings", "people"].includes(section) ? section : "home";
    document.title = `${t(`studio.${name}`)} · ${this.shop?.name ?? t("studio.title")}`;
  }

  render() {
    if (this.error) {
      return html`<et-empty icon="alert" .heading=${t("studio.load_failed")}>
        ${this.error}
        <button slot="action" class="button" @click=${this.#load}>${t("common.retry")}</button>
      </et-empty>`;
    }
    return html`
      <et-studio-nav .person=${this.person} .shop=${this.shop} .path=${this.path}></et-studio-nav>
      <main id="content">${this.person ? (this.shop ? this.#page(this.shop) : this.#noShop()) : this.#waiting()}</main>
    `;
  }

  /** @param {Shop} shop */
  #page(shop) {
    const [, , section = "", id = "", more = ""] = this.path.split("/");
    const owner = shop.role === "owner";
    if (more) return this.#notFound();
    if (!section) return html`<et-studio-home .shop=${shop} .person=${this.person}></et-studio-home>`;
    if (section === "products" && !id) return html`<et-products .shop=${shop}></et-products>`;
    if (section === "products") return html`<et-product .shop=${shop} .product_id=${id}></et-product>`;
    if (section === "shows" && !id) return html`<et-shows .shop=${shop}></et-shows>`;
    if (section === "shows" && id === "new") return html`<et-show-form .shop=${shop}></et-show-form>`;
    if (section === "shows") return html`<et-show .shop=${shop} .show_id=${id}></et-show>`;
    if (section === "orders" && !id) return html`<et-orders .shop=${shop}></et-orders>`;
    if (section === "orders") return html`<et-order-page .shop=${shop} .order_id=${id}></et-order-page>`;
    if (section === "settings" && owner) {
      return html`<et-settings
        .shop=${shop}
        @shop-changed=${(/** @type {CustomEvent} */ event) => (this.shop = { ...event.detail, role: shop.role })}
      ></et-settings>`;
    }
    if (section === "people" && owner) return html`<et-people .shop=${shop} .person=${this.person}></et-people>`;
    return this.#notFound();
  }

  #notFound() {
    return html`<et-empty icon="search" .heading=${t("studio.not_found")}>
      ${t("studio.not_found_text")}
      <a slot="action" class="button" href="/studio">${t("studio.home")}</a>
    </et-empty>`;
  }

  #noShop() {
    return html`<et-empty icon="shop" .heading=${t("studio.no_shop")}>${t("studio.no_shop_text")}</et-empty>`;
  }

  #waiting() {
    return html`<div class="waiting" aria-busy="true" aria-label=${t("common.loading")}>
      <span class="skeleton" style="width:40%;height:34px"></span>
      ${[1, 2, 3].map(() => html`<span class="skeleton" style="height:96px"></span>`)}
    </div>`;
  }
}

customElements.define("et-studio", EtStudio);
