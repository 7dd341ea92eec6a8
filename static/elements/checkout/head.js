/**
 * `<et-checkout-head heading=".." step="0" .hold=${hold} total="300">`: where in the checkout we are, the hold's time as a
 * quiet ring, back and close. Fires `back` and `close`.
 */

import { LitElement, css, html, nothing } from "lit";
import { clock } from "../../core/format.js";
import { LocaleController, t } from "../../core/i18n.js";
import { base, buttons } from "../../style/shared.js";
import "../ui/countdown.js";
import "../ui/icon.js";

export const STEP_COUNT = 3;

export class EtCheckoutHead extends LitElement {
  static properties = {
    heading: {},
    step: { type: Number },
    hold: { attribute: false },
    total: { type: Number },
    placed: { type: Boolean },
  };

  static styles = [
    base,
    buttons,
    css`
      :host {
        display: flex;
        align-items: center;
        gap: var(--space-8);
        min-height: 68px;
        padding: var(--space-8) var(--space-8) var(--space-8) var(--space-16);
      }
      .back {
        margin-left: calc(-1 * var(--space-8));
      }
      .title {
        flex: 1;
        min-width: 0;
      }
      .steps {
        display: flex;
        gap: 4px;
        margin-top: 6px;
      }
      i {
        width: 24px;
        height: 4px;
        border-radius: 2px;
        background: var(--surface-sunken);
        transition: background-color var(--motion) var(--ease-out);
      }
      i.done {
        background: var(--buy);
      }
      et-countdown {
        --ring-size: 44px;
      }
    `,
  ];

  constructor() {
    super();
    new LocaleController(this);
    this.heading = "";
    this.step = -1; // from 0; -1 for none of the steps
    /** @type {import("../../core/checkout.js").Hold | null} */
    this.hold = null;
    this.total = 300; // seconds that a full ring stands for
    this.placed = false; // the order stands: there is no way back
  }

  /** @param {string} type */
  #tell(type) {
    this.dispatchEvent(new CustomEvent(type));
  }

  render() {
    const under = this.step >= 0 && this.hold;
    return html`
      ${this.step > 0 && !this.placed
        ? html`<button class="button icon back" aria-label=${t("common.back")} @click=${() => this.#tell("back")}>
            <et-icon name="arrow_left"></et-icon>
          </button>`
        : nothing}
      <div class="title">
        <h2>${this.heading}</h2>
        ${under
          ? html`<div class="steps" role="img" aria-label=${t("checkout.step", { n: this.step + 1 })}>
              ${Array.from({ length: STEP_COUNT }, (_, at) => html`<i class=${at <= this.step ? "done" : ""}></i>`)}
            </div>`
          : nothing}
      </div>
      ${under && this.hold
        ? html`<et-countdown
            until=${this.hold.expires_at}
            total=${this.total}
            label=${t("checkout.kept", { time: clock(this.hold.expires_at) })}
          ></et-countdown>`
        : nothing}
      <button class="button icon" aria-label=${t("common.close")} @click=${() => this.#tell("close")}>
        <et-icon name="close"></et-icon>
      </button>
    `;
  }
}

customElements.define("et-checkout-head", EtCheckoutHead);
