/** `<et-bag-button .hold=${hold} total="300">`: the bag; while things are kept, a ring shows for how long. */

import { LitElement, css, html, nothing } from "lit";
import { LocaleController, t } from "../../core/i18n.js";
import { pieces } from "../../core/show.js";
import { base, buttons, stageTokens } from "../../style/shared.js";
import "../ui/countdown.js";
import "../ui/icon.js";

export class EtBagButton extends LitElement {
  static properties = {
    hold: { attribute: false },
    total: { type: Number },
    overlay: { type: Boolean, reflect: true },
    count: { type: Number },
  };

  static styles = [
    base,
    buttons,
    css`
      :host {
        display: inline-block;
        position: relative;
        flex: none;
      }
      :host([overlay]) {
        ${stageTokens}
      }
      :host([overlay]) .button.icon:not(.held) {
        background: var(--stage-glass);
        backdrop-filter: blur(12px);
        -webkit-backdrop-filter: blur(12px);
      }
      .button.icon.held {
        background: var(--buy);
        color: var(--buy-ink);
      }
      et-countdown {
        position: absolute;
        inset: -3px;
        --ring-size: 50px;
        --ring-width: 3;
        --ring-ink: #fff;
        pointer-events: none;
      }
      :host(:not([overlay])) et-countdown {
        --ring-ink: var(--buy-text);
      }
      .pieces {
        position: absolute;
        top: -5px;
        right: -5px;
        min-width: 20px;
        padding: 0 5px;
        border-radius: 10px;
        background: var(--live);
        color: var(--live-ink);
        font-size: var(--type-12);
        font-weight: 700;
        line-height: 20px;
        text-align: center;
        pointer-events: none;
      }
    `,
  ];

  constructor() {
    super();
    new LocaleController(this);
    /** @type {import("../../core/checkout.js").Hold | null} */
    this.hold = null;
    this.total = 300; // seconds that a full ring stands for
    this.overlay = false;
    this.count = 0; // products to see, when nothing is kept
  }

  render() {
    const n = pieces(this.hold?.lines ?? []);
    const label = n ? t("bag.open_n", { n }) : t("bag.products");
    return html`<button class="button icon ${n ? "held" : ""}" aria-label=${label} title=${label}>
        <et-icon name="bag"></et-icon>
      </button>
      ${this.hold && n
        ? html`<et-countdown bare until=${this.hold.expires_at} total=${this.total}></et-countdown>`
        : nothing}
      ${n || this.count ? html`<span class="pieces" aria-hidden="true">${n || this.count}</span>` : nothing}`;
  }
}

customElements.define("et-bag-button", EtBagButton);
