/** `<et-top-bar .show=${show}>`: whose show it is, that it is live, how many watch; over the video on a phone. */

import { LitElement, css, html, nothing } from "lit";
import { count } from "../../core/format.js";
import { LocaleController, t } from "../../core/i18n.js";
import { badges, base, onStage } from "../../style/shared.js";
import "../ui/icon.js";
import "./shop-mark.js";

export class EtTopBar extends LitElement {
  static properties = {
    show: { attribute: false },
    viewers: { type: Number },
    wide: { type: Boolean, reflect: true },
  };

  static styles = [
    base,
    badges,
    onStage,
    css`
      :host {
        display: flex;
        align-items: center;
        gap: var(--space-8);
        pointer-events: none;
      }
      :host > * {
        pointer-events: auto;
      }
      .shop {
        display: flex;
        align-items: center;
        gap: var(--space-8);
        min-width: 0;
        min-height: var(--target);
        padding: 4px var(--space-16) 4px 4px;
        border-radius: var(--corner-round);
        background: var(--stage-glass);
        color: inherit;
        text-decoration: none;
      }
      .shop span {
        min-width: 0;
        line-height: 1.25;
      }
      .shop b {
        display: block;
        font-size: var(--type-14);
      }
      .shop small {
        display: block;
        color: var(--ink-soft);
        font-size: var(--type-12);
      }
      .space {
        flex: 1;
      }
      .live {
        display: flex;
        flex: none;
        align-items: center;
        height: 28px;
        border-radius: var(--corner-round);
        background: var(--stage-glass);
        font-size: var(--type-12);
        font-weight: 700;
        overflow: hidden;
      }
      .live .badge {
        min-height: 28px;
        border-radius: 0;
        font-weight: 800;
        letter-spacing: 0.04em;
      }
      .live .count {
        display: flex;
        align-items: center;
        gap: 4px;
        padding: 0 var(--space-8);
        --icon-size: 15px;
      }
    `,
  ];

  constructor() {
    super();
    new LocaleController(this);
    /** @type {import("../../core/show.js").ShowView | null} */
    this.show = null;
    this.viewers = 0;
    this.wide = false;
  }

  render() {
    const { show } = this;
    if (!show) return nothing;
    const onAir = show.state === "live" || show.state === "interrupted";
    return html`
      ${this.wide
        ? nothing
        : html`<a class="shop" href="/${show.shop.slug}" aria-label=${t("watch.shop", { name: show.shop.name })}>
            <et-shop-mark .shop=${show.shop}></et-shop-mark>
            <span><b class="clip">${show.shop.name}</b><small class="clip">${show.title}</small></span>
          </a>`}
      <span class="space"></span>
      ${onAir
        ? html`<div class="live">
            <span class="badge live">${t("common.live")}</span>
            <span class="count" title=${t("watch.viewers", { count: count(this.viewers) })}>
              <et-icon name="eye"></et-icon>
              <span class="visually-hidden">${t("watch.viewers", { count: count(this.viewers) })}</span>
              <span aria-hidden="true">${count(this.viewers)}</span>
            </span>
          </div>`
        : nothing}
    `;
  }
}

customElements.define("et-top-bar", EtTopBar);
