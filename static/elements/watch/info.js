/** `<et-show-info .show=${show}>`: under the video on a wide screen: title, shop, language, share. Fires `share`. */

import { LitElement, css, html, nothing } from "lit";
import { LocaleController, t } from "../../core/i18n.js";
import { badges, base, buttons } from "../../style/shared.js";
import "../ui/icon.js";
import "../ui/language.js";
import "./shop-mark.js";

export class EtShowInfo extends LitElement {
  static properties = { show: { attribute: false } };

  static styles = [
    base,
    buttons,
    badges,
    css`
      :host {
        display: flex;
        align-items: center;
        gap: var(--space-16);
        min-height: 64px;
        min-width: 0;
      }
      a.shop {
        display: flex;
        flex: 1;
        align-items: center;
        gap: var(--space-12);
        min-width: 0;
        color: inherit;
        text-decoration: none;
        --mark-size: 48px;
      }
      a.shop div {
        min-width: 0;
      }
      h1 {
        font-size: var(--type-20);
      }
      a.shop:hover p {
        text-decoration: underline;
        text-underline-offset: 3px;
      }
    `,
  ];

  constructor() {
    super();
    new LocaleController(this);
    /** @type {import("../../core/show.js").ShowView | null} */
    this.show = null;
  }

  render() {
    const { show } = this;
    if (!show) return nothing;
    return html`
      <a class="shop" href="/${show.shop.slug}" aria-label=${t("watch.shop", { name: show.shop.name })}>
        <et-shop-mark .shop=${show.shop}></et-shop-mark>
        <div>
          <h1 class="clip">${show.title}</h1>
          <p class="soft small clip">${show.shop.name}</p>
        </div>
      </a>
      ${show.test_payments
        ? html`<span class="badge test" title=${t("watch.test")}>${t("common.test_mode")}</span>`
        : nothing}
      <et-language></et-language>
      <button class="button" @click=${() => this.dispatchEvent(new CustomEvent("share"))}>
        <et-icon name="share"></et-icon>${t("common.share")}
      </button>
    `;
  }
}

customElements.define("et-show-info", EtShowInfo);
