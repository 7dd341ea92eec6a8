/** `<et-shop-foot .shop=${shop}>`: how to reach the shop, and its policies. */

import { LitElement, css, html, nothing } from "lit";
import { LocaleController, t } from "../../core/i18n.js";
import { base } from "../../style/shared.js";
import "../../core/text/front.js";

export class EtShopFoot extends LitElement {
  static properties = { shop: { attribute: false } };

  static styles = [
    base,
    css`
      :host {
        display: block;
        border-top: 1px solid var(--line);
        background: var(--surface);
      }
      footer {
        display: grid;
        gap: var(--space-16);
        max-width: var(--column);
        margin: 0 auto;
        padding: var(--space-24) var(--space-16) var(--space-48);
      }
      address {
        display: flex;
        flex-wrap: wrap;
        gap: 0 var(--space-24);
        font-style: normal;
      }
      address a,
      summary {
        display: inline-flex;
        align-items: center;
        min-height: var(--target);
      }
      address span {
        flex-basis: 100%;
        color: var(--ink-soft);
        white-space: pre-line;
      }
      summary {
        font-weight: 600;
        cursor: pointer;
      }
      details p {
        max-width: 70ch;
        padding-bottom: var(--space-12);
        color: var(--ink-soft);
        white-space: pre-line;
        overflow-wrap: anywhere;
      }
      @media (min-width: 900px) {
        footer {
          padding-inline: var(--space-32);
        }
      }
    `,
  ];

  constructor() {
    super();
    new LocaleController(this);
    /** @type {any} */
    this.shop = null;
  }

  render() {
    const { contact = {}, policies = {} } = this.shop;
    const reachable = contact.email || contact.phone || contact.address;
    return html`<footer>
      ${reachable
        ? html`<div>
            <h2>${t("front.contact")}</h2>
            <address>
              ${contact.email ? html`<a href="mailto:${contact.email}">${contact.email}</a>` : nothing}
              ${contact.phone ? html`<a href="tel:${contact.phone}">${contact.phone}</a>` : nothing}
              ${contact.address ? html`<span>${contact.address}</span>` : nothing}
            </address>
          </div>`
        : nothing}
      <div>${this.#policy("front.returns", policies.returns)} ${this.#policy("front.privacy", policies.privacy)}</div>
      <p class="soft small">${t("front.powered")}</p>
    </footer>`;
  }

  /** @param {string} key @param {string | undefined} text */
  #policy(key, text) {
    return text ? html`<details><summary>${t(key)}</summary><p>${text}</p></details>` : nothing;
  }
}

customElements.define("et-shop-foot", EtShopFoot);
