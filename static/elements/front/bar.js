/** `<et-front-bar>`: the top of the front's pages: the brand or the shop, the language, the way in for sellers. */

import { LitElement, css, html, nothing } from "lit";
import { me } from "../../core/api.js";
import { LocaleController, t } from "../../core/i18n.js";
import { base, buttons } from "../../style/shared.js";
import "../../core/text/common.js";
import "../../core/text/front.js";
import "../ui/language.js";
import "../watch/shop-mark.js";

export class EtFrontBar extends LitElement {
  static properties = { shop: { attribute: false }, person: { state: true } };

  static styles = [
    base,
    buttons,
    css`
      :host {
        display: block;
        position: sticky;
        top: 0;
        z-index: 3;
        border-bottom: 1px solid var(--line);
        background: var(--surface);
      }
      header {
        display: flex;
        align-items: center;
        gap: var(--space-8);
        max-width: var(--column);
        min-height: 64px;
        margin: 0 auto;
        padding: var(--space-8) var(--space-16);
      }
      .brand {
        display: flex;
        align-items: center;
        gap: var(--space-12);
        flex: 1;
        min-width: 0;
        min-height: var(--target);
        color: var(--ink);
        font-size: var(--type-20);
        font-weight: 800;
        letter-spacing: -0.02em;
        text-decoration: none;
      }
      @media (max-width: 479px) {
        .brand {
          gap: var(--space-8);
          font-size: var(--type-16);
          line-height: 1.2;
        }
        .brand .clip {
          white-space: normal;
          max-height: 2.4em;
        }
      }
      @media (min-width: 900px) {
        header {
          padding: var(--space-8) var(--space-32);
        }
      }
    `,
  ];

  constructor() {
    super();
    new LocaleController(this);
    /** @type {any} */
    this.shop = null;
    /** @type {any} */
    this.person = undefined;
  }

  async connectedCallback() {
    super.connectedCallback();
    this.person = await me().catch(() => null);
  }

  render() {
    const staff = Boolean(this.person?.shops?.length);
    return html`<header>
      <a class="brand" href=${this.shop ? `/${this.shop.slug}` : "/"}>
        ${this.shop
          ? html`<et-shop-mark .shop=${this.shop}></et-shop-mark><span class="clip">${this.shop.name}</span>`
          : html`<img src="/static/icon.svg" alt="" width="36" height="36" /><span class="clip">${t("app.name")}</span>`}
      </a>
      <et-language></et-language>
      ${this.person === undefined
        ? nothing
        : html`<a class="button small" href=${staff ? "/studio" : "/sign-in"}>${t(staff ? "front.studio" : "front.sign_in")}</a>`}
    </header>`;
  }
}

customElements.define("et-front-bar", EtFrontBar);
