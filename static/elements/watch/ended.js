/** `<et-ended .show=${show}>`: thanks, and where to go on. Fires `share`, and `bag` to see the products. */

import { LitElement, css, html, nothing } from "lit";
import { LocaleController, t } from "../../core/i18n.js";
import { base, buttons, onStage } from "../../style/shared.js";
import "../ui/icon.js";
import "../ui/picture.js";
import "./shop-mark.js";

const SHOWN = 6;

export class EtEnded extends LitElement {
  static properties = { show: { attribute: false }, lines: { attribute: false } };

  static styles = [
    base,
    buttons,
    onStage,
    css`
      :host {
        display: grid;
        justify-items: center;
        align-content: center;
        gap: var(--space-12);
        padding: var(--space-24);
        text-align: center;
      }
      et-shop-mark {
        --mark-size: 64px;
      }
      p {
        max-width: 34ch;
        color: var(--ink-soft);
      }
      .products {
        display: grid;
        grid-template-columns: repeat(3, 88px);
        gap: var(--space-12);
        margin: var(--space-16) 0 var(--space-8);
      }
      .products button {
        width: 100%;
        padding: 0;
        border: 0;
        border-radius: var(--corner-12);
        background: none;
        cursor: pointer;
      }
      .products span {
        display: block;
        margin-top: 4px;
        color: var(--ink-soft);
        font-size: var(--type-12);
      }
      .row {
        display: flex;
        flex-wrap: wrap;
        justify-content: center;
        gap: var(--space-8);
      }
    `,
  ];

  constructor() {
    super();
    new LocaleController(this);
    /** @type {import("../../core/show.js").ShowView | null} */
    this.show = null;
    /** @type {import("../../core/show.js").Line[]} */
    this.lines = []; // what can still be had
  }

  render() {
    const { show } = this;
    if (!show) return nothing;
    const lines = this.lines.slice(0, SHOWN);
    return html`
      <et-shop-mark .shop=${show.shop}></et-shop-mark>
      <h1>${t("watch.ended")}</h1>
      <p>${t("watch.ended_more")}</p>
      ${lines.length
        ? html`<ul class="products" aria-label=${t("watch.still")}>
            ${lines.map(
              (line) => html`<li>
                <button @click=${() => this.dispatchEvent(new CustomEvent("bag"))}>
                  <et-picture .image=${line.image} name=${line.title} sizes="88px"></et-picture>
                  <span class="clip">${line.title}</span>
                </button>
              </li>`,
            )}
          </ul>`
        : nothing}
      <div class="row">
        <a class="button buy" href="/${show.shop.slug}"><et-icon name="shop"></et-icon>${t("watch.to_shop")}</a>
        <button class="button" @click=${() => this.dispatchEvent(new CustomEvent("share"))}>
          <et-icon name="share"></et-icon>${t("common.share")}
        </button>
      </div>
    `;
  }
}

customElements.define("et-ended", EtEnded);
