/**
 * `<et-front>`: the server's front page. One shop: its page. Several: what is on air in all of them. None yet: a welcome
 * that leads to the first account.
 */

import { LitElement, html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { api } from "../../core/api.js";
import { LocaleController, t } from "../../core/i18n.js";
import { pageData } from "../../core/page.js";
import { explain } from "../../core/refusal.js";
import { base, buttons, skeletons } from "../../style/shared.js";
import "../../core/text/common.js";
import "../../core/text/front.js";
import "../ui/empty.js";
import "../watch/shop-mark.js";
import "./bar.js";
import "./coming-card.js";
import { frontLook } from "./front-look.js";
import { front } from "./look.js";
import "./shop.js";
import "./show-card.js";
import "./welcome.js";

const REFRESH_MS = 15_000;
const ON_AIR = ["live", "interrupted"];

export class EtFront extends LitElement {
  static properties = { shows: { state: true }, error: { state: true } };

  static styles = [base, buttons, skeletons, front, frontLook];

  constructor() {
    super();
    new LocaleController(this);
    /** @type {any[] | null} */
    this.shows = null;
    this.error = "";
    this.timer = 0;
    /** @type {any[] | undefined} told by the page's shell */
    this.known = pageData().shops;
  }

  connectedCallback() {
    super.connectedCallback();
    void this.#load();
    this.timer = window.setInterval(() => document.visibilityState === "visible" && this.#load(), REFRESH_MS);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  async #load() {
    try {
      this.shows = (await api("GET", "/api/on-air")).shows;
      this.error = "";
    } catch (error) {
      if (!this.shows) this.error = explain(error);
    }
  }

  /** The shops that the shell named, else those that have shows. */
  get shops() {
    const found = new Map((this.known ?? (this.shows ?? []).map((show) => show.shop)).map((shop) => [shop.shop_id, shop]));
    return [...found.values()];
  }

  render() {
    const { shops } = this;
    if (this.known?.length === 0) return html`<et-welcome></et-welcome>`;
    if (this.known?.length === 1) return html`<et-shop slug=${shops[0].slug}></et-shop>`;
    return html`<et-front-bar></et-front-bar>
      <div class="page">${this.error ? this.#failed() : this.shows ? this.#content(this.shows, shops) : this.#waiting()}</div>`;
  }

  /** @param {any[]} shows @param {any[]} shops */
  #content(shows, shops) {
    const air = shows.filter((show) => ON_AIR.includes(show.state));
    const coming = shows.filter((show) => show.state === "scheduled");
    if (!shows.length && !shops.length) {
      return html`<et-empty icon="camera" .heading=${t("front.nothing")}>${t("front.nothing_text")}</et-empty>`;
    }
    return html`
      ${air.length
        ? html`<section>
            <h2>${t("front.on_air")}</h2>
            <div class="air">
              ${repeat(air, (show) => show.show_id, (show) => html`<et-show-card named ?large=${air.length === 1} .show=${show}></et-show-card>`)}
            </div>
          </section>`
        : nothing}
      ${coming.length
        ? html`<section>
            <h2>${t("front.coming")}</h2>
            <div class="coming">
              ${repeat(coming, (show) => show.show_id, (show) => html`<et-coming-card named .show=${show}></et-coming-card>`)}
            </div>
          </section>`
        : nothing}
      ${shops.length
        ? html`<section>
            <h2>${t("front.shops")}</h2>
            <div class="shops">
              ${shops.map(
                (shop) => html`<a href="/${shop.slug}"><et-shop-mark .shop=${shop}></et-shop-mark><strong class="clip">${shop.name}</strong></a>`,
              )}
            </div>
          </section>`
        : nothing}
    `;
  }

  #failed() {
    return html`<et-empty icon="wifi_off" .heading=${t("front.failed")}>
      ${this.error}
      <button slot="action" class="button" @click=${this.#load}>${t("common.retry")}</button>
    </et-empty>`;
  }

  #waiting() {
    return html`<span class="skeleton" style="height:320px;margin-top:32px" aria-label=${t("common.loading")}></span>`;
  }
}

customElements.define("et-front", EtFront);
