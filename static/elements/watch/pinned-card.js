/**
 * `<et-pinned-card .line=${line}>`: the product on screen now. A new one comes in from below while the old one leaves.
 * Fires `buy` with the variant id.
 */

import { LitElement, css, html, nothing } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { money } from "../../core/format.js";
import { LocaleController, t } from "../../core/i18n.js";
import { supply } from "../../core/show.js";
import { base, buttons } from "../../style/shared.js";
import "../ui/icon.js";
import "../ui/picture.js";
import "./stock.js";

export class EtPinnedCard extends LitElement {
  static properties = {
    line: { attribute: false },
    inBag: { type: Boolean },
    busy: { type: Boolean },
  };

  static styles = [
    base,
    buttons,
    css`
      :host {
        display: block;
        max-width: 520px;
      }
      article {
        display: grid;
        grid-template-columns: 72px minmax(0, 1fr) auto;
        gap: var(--space-12);
        align-items: center;
        padding: var(--space-8);
        padding-right: var(--space-12);
        border-radius: var(--corner-20);
        background: var(--surface-raised);
        color: var(--ink);
        box-shadow: var(--shadow-2);
        animation: arrive 250ms var(--ease-out);
      }
      et-picture {
        --picture-corner: var(--corner-12);
      }
      .now {
        display: flex;
        align-items: center;
        gap: 5px;
        color: var(--live-text);
        font-size: var(--type-12);
        font-weight: 700;
        white-space: nowrap;
      }
      .now::before {
        content: "";
        width: 6px;
        height: 6px;
        border-radius: 50%;
        background: currentColor;
      }
      h2 {
        font-size: var(--type-14);
        font-weight: 600;
        letter-spacing: 0;
      }
      .price {
        display: flex;
        flex-wrap: wrap;
        gap: 0 var(--space-8);
        align-items: baseline;
        font-size: var(--type-16);
        font-weight: 800;
      }
      s {
        color: var(--ink-soft);
        font-size: var(--type-12);
        font-weight: 400;
      }
      .button {
        min-width: 76px;
        padding: 0 var(--space-12);
      }
      @keyframes arrive {
        from {
          opacity: 0;
          transform: translateY(24px) scale(0.96);
        }
      }
      @media (prefers-reduced-motion: reduce) {
        article {
          animation: none;
        }
      }
    `,
  ];

  constructor() {
    super();
    new LocaleController(this);
    /** @type {import("../../core/show.js").Line | null} */
    this.line = null;
    this.inBag = false;
    this.busy = false;
  }

  #buy() {
    this.dispatchEvent(new CustomEvent("buy", { detail: this.line?.variant_id }));
  }

  render() {
    const { line } = this;
    // The region stays, so that a screen reader is told when a product comes into it.
    return html`<div aria-live="polite">${line ? keyed(line.variant_id, this.#card(line)) : nothing}</div>`;
  }

  /** @param {import("../../core/show.js").Line} line */
  #card(line) {
    const none = supply(line) === "none";
    return html`<article aria-label=${t("pin.label", { title: line.title })}>
      <et-picture .image=${line.image} name=${line.title} sizes="72px"></et-picture>
      <div>
        <span class="now">${t("pin.now")}</span>
        <h2 class="clip">${line.title}</h2>
        <div class="price">
          ${money(line.price)} ${line.full_price ? html`<s>${money(line.full_price)}</s>` : nothing}
        </div>
        <et-stock .line=${line}></et-stock>
      </div>
      <button
        class="button buy"
        ?disabled=${none && !this.inBag}
        aria-busy=${String(this.busy)}
        aria-label=${this.inBag ? t("pin.in_bag") : t("lineup.buy", { title: line.title })}
        @click=${this.#buy}
      >
        ${this.inBag ? html`<et-icon name="bag"></et-icon>` : t(none ? "pin.sold_out" : "pin.buy")}
      </button>
    </article>`;
  }
}

customElements.define("et-pinned-card", EtPinnedCard);
