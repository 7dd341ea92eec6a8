/** `<et-shop slug="..">`: a shop's page: on air first, then coming, products, replays; and buying from the shelf. */

import { LitElement, html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { ApiError, api, me } from "../../core/api.js";
import { Bag } from "../../core/checkout.js";
import { LocaleController, t } from "../../core/i18n.js";
import { explain } from "../../core/refusal.js";
import { share } from "../../core/share.js";
import { base, buttons, skeletons } from "../../style/shared.js";
import "../../core/text/common.js";
import "../../core/text/front.js";
import "../../core/text/viewer.js";
import "../checkout/sheet.js";
import "../ui/countdown.js";
import "../ui/empty.js";
import "../ui/icon.js";
import "./bar.js";
import "./coming-card.js";
import { front } from "./look.js";
import "./product-sheet.js";
import "./product-tile.js";
import "./shop-foot.js";
import { shopLook } from "./shop-look.js";
import "./show-card.js";

const REFRESH_MS = 15_000;
const ON_AIR = ["live", "interrupted"];
/** How long the shelf keeps a bag (the shop's standing sale). */
const SHELF_HOLD_S = 600;

export class EtShop extends LitElement {
  static properties = {
    slug: {},
    shop: { state: true },
    shows: { state: true },
    products: { state: true },
    next: { state: true },
    product: { state: true },
    panel: { state: true },
    busy: { state: true },
    trouble: { state: true },
    failed: { state: true },
    wide: { state: true },
  };

  static styles = [base, buttons, skeletons, front, shopLook];

  constructor() {
    super();
    new LocaleController(this);
    this.slug = "";
    /** @type {any} */
    this.shop = null;
    /** @type {any[]} */
    this.shows = [];
    /** @type {any[]} */
    this.products = [];
    /** @type {string | null} */
    this.next = null;
    /** @type {any} the product whose sheet is open */
    this.product = null;
    this.panel = false; // the checkout is open
    this.busy = false;
    this.trouble = "";
    this.failed = "";
    this.wide = matchMedia("(min-width: 900px)").matches;
    /** @type {Bag | null} */
    this.bag = null;
    /** @type {any} */
    this.me = null;
    this.timer = 0;
  }

  connectedCallback() {
    super.connectedCallback();
    void this.#load();
    this.timer = window.setInterval(() => document.visibilityState === "visible" && this.#shows(), REFRESH_MS);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  async #load() {
    this.failed = "";
    try {
      const path = `/api/shops/${encodeURIComponent(this.slug)}`;
      const [shop, goods] = await Promise.all([api("GET", path), api("GET", `${path}/products?limit=40`), this.#shows()]);
      this.products = goods.products;
      this.next = goods.next ?? null;
      this.bag = new Bag(`/api/shops/${shop.shop_id}`);
      this.bag.addEventListener("change", () => this.requestUpdate());
      this.shop = shop;
      document.title = shop.name;
      this.me = await me().catch(() => null);
      // A bag of an earlier visit: only who is somebody already can have one.
      const open = this.me ? await api("GET", `/api/shops/${shop.shop_id}/hold`).catch(() => null) : null;
      if (open?.hold) this.bag.take(open.hold);
    } catch (error) {
      const gone = error instanceof ApiError && error.status === 404;
      this.failed = gone ? t("front.not_found_text") : explain(error);
    }
  }

  async #shows() {
    const answer = await api("GET", `/api/shops/${encodeURIComponent(this.slug)}/shows?limit=30`).catch(() => null);
    if (answer) this.shows = answer.shows;
  }

  async #more() {
    const cursor = encodeURIComponent(this.next ?? "");
    const answer = await api("GET", `/api/shops/${this.shop.shop_id}/products?limit=40&cursor=${cursor}`).catch(() => null);
    if (!answer) return;
    this.products = [...this.products, ...answer.products];
    this.next = answer.next ?? null;
  }

  /** @param {{variant_id: string, quantity: number}} line */
  async #buy(line) {
    this.busy = true;
    this.trouble = "";
    try {
      if (!this.bag?.has(line.variant_id)) await this.bag?.put([line]);
      this.product = null;
      this.panel = true;
    } catch (error) {
      this.trouble = explain(error);
    }
    this.busy = false;
  }

  /** The shelf as the checkout's steppers want to know it. */
  get #lines() {
    return this.products.flatMap((product) =>
      product.variants.map((/** @type {any} */ variant) => ({ ...variant, available: variant.stock, per_buyer_limit: 0 })),
    );
  }

  render() {
    if (this.failed) {
      return html`<et-front-bar></et-front-bar>
        <et-empty icon="shop" .heading=${t("front.not_found")}>
          ${this.failed}<a slot="action" class="button" href="/">${t("front.back")}</a>
        </et-empty>`;
    }
    if (!this.shop) return this.#waiting();
    return html`
      <et-front-bar .shop=${this.shop}></et-front-bar>
      <div class="page">${this.#content()}</div>
      <et-shop-foot .shop=${this.shop}></et-shop-foot>
      ${this.#bagButton()} ${this.#panels()}
    `;
  }

  #content() {
    const air = this.shows.filter((show) => ON_AIR.includes(show.state));
    const coming = this.shows.filter((show) => show.state === "scheduled");
    const replays = this.shows.filter((show) => show.state === "published");
    if (!this.shows.length && !this.products.length) {
      return html`<et-empty icon="shop" .heading=${t("front.nothing")}>${t("front.nothing_text")}</et-empty>`;
    }
    return html`
      ${air.length
        ? html`<section>
            <h2>${t("front.on_air")}</h2>
            <div class="air">${repeat(air, (show) => show.show_id, (show) => html`<et-show-card ?large=${air.length === 1} .show=${show}></et-show-card>`)}</div>
          </section>`
        : nothing}
      ${this.#cards("front.coming", coming)}
      ${this.products.length
        ? html`<section>
            <h2>${t("front.products")}</h2>
            <div class="goods">
              ${repeat(
                this.products,
                (product) => product.product_id,
                (product) => html`<et-product-tile .product=${product} @open=${() => this.#open(product)}></et-product-tile>`,
              )}
            </div>
            ${this.next ? html`<button class="button more" @click=${this.#more}>${t("front.more")}</button>` : nothing}
          </section>`
        : nothing}
      ${this.#cards("front.replays", replays)}
    `;
  }

  /** @param {any} product */
  #open(product) {
    this.trouble = "";
    this.product = product;
  }

  /** @param {string} key @param {any[]} shows */
  #cards(key, shows) {
    if (!shows.length) return nothing;
    return html`<section>
      <h2>${t(key)}</h2>
      <div class="coming">
        ${repeat(shows, (show) => show.show_id, (show) => html`<et-coming-card .show=${show}></et-coming-card>`)}
      </div>
    </section>`;
  }

  #bagButton() {
    const hold = this.bag?.hold;
    if (!hold || this.panel) return nothing;
    return html`<button class="button buy bag" @click=${() => (this.panel = true)}>
      <et-icon name="bag"></et-icon>${t("front.bag")} · ${hold.lines.length}
    </button>`;
  }

  #panels() {
    return html`
      <et-product-sheet
        .product=${this.product}
        ?busy=${this.busy}
        .trouble=${this.trouble}
        @close=${() => (this.product = null)}
        @buy=${(/** @type {CustomEvent} */ event) => this.#buy(event.detail)}
      ></et-product-sheet>
      <et-checkout
        ?open=${this.panel}
        ?wide=${this.wide}
        .bag=${this.bag}
        .lines=${this.#lines}
        .me=${this.me}
        total=${SHELF_HOLD_S}
        @close=${() => {
          this.panel = false;
          void this.#refreshGoods();
        }}
        @share=${() => share(this.shop.name, location.href)}
      ></et-checkout>
    `;
  }

  /** What was just bought is no longer on the shelf. */
  async #refreshGoods() {
    const limit = Math.min(100, Math.max(40, this.products.length));
    const answer = await api("GET", `/api/shops/${this.shop.shop_id}/products?limit=${limit}`).catch(() => null);
    if (answer) [this.products, this.next] = [answer.products, answer.next ?? null];
  }

  #waiting() {
    return html`<et-front-bar></et-front-bar>
      <div class="page" aria-busy="true" aria-label=${t("common.loading")}>
        <span class="skeleton" style="height:280px;margin-top:32px"></span>
        <div class="goods" style="margin-top:32px">
          ${[1, 2, 3, 4].map(() => html`<span class="skeleton" style="aspect-ratio:1"></span>`)}
        </div>
      </div>`;
  }
}

customElements.define("et-shop", EtShop);
