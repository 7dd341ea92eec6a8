/**
 * `<et-checkout-bag .hold=${hold} .limits=${limits}>`: what is in the bag. Fires `change` with `{variant_id, quantity}`,
 * the quantity to add (negative: to take out).
 */

import { LitElement, css, html } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { money } from "../../core/format.js";
import { LocaleController, t } from "../../core/i18n.js";
import { base } from "../../style/shared.js";
import "../ui/picture.js";
import "../ui/stepper.js";

export class EtCheckoutBag extends LitElement {
  static properties = {
    hold: { attribute: false },
    limits: { attribute: false },
    busy: { type: Boolean },
  };

  static styles = [
    base,
    css`
      li {
        display: grid;
        grid-template-columns: 76px minmax(0, 1fr);
        gap: var(--space-12);
        padding: var(--space-12) 0;
        border-bottom: 1px solid var(--line);
      }
      li:first-child {
        padding-top: 0;
      }
      li:last-child {
        border-bottom: 0;
      }
      h3 {
        letter-spacing: 0;
      }
      .row {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: var(--space-8);
        margin-top: var(--space-8);
      }
      b {
        font-size: var(--type-16);
      }
    `,
  ];

  constructor() {
    super();
    new LocaleController(this);
    /** @type {import("../../core/checkout.js").Hold | null} */
    this.hold = null;
    /** @type {Map<string, number>} variant -> how many this buyer may have */
    this.limits = new Map();
    this.busy = false;
  }

  render() {
    return html`<ul>
      ${repeat(
        this.hold?.lines ?? [],
        (line) => line.variant_id,
        (line) => html`<li>
          <et-picture .image=${line.image} name=${line.title} sizes="76px"></et-picture>
          <div>
            <h3>${line.title}</h3>
            <p class="soft small">
              ${line.variant_title ? `${line.variant_title} · ` : ""}${t("checkout.each", { price: money(line.price) })}
            </p>
            <div class="row">
              <et-stepper
                value=${line.quantity}
                min="0"
                max=${this.limits.get(line.variant_id) ?? 99}
                label="${t("common.quantity")}: ${line.title}"
                ?disabled=${this.busy}
                @change=${(/** @type {CustomEvent<number>} */ event) => this.#changed(line, event.detail)}
              ></et-stepper>
              <b>${money(line.total)}</b>
            </div>
          </div>
        </li>`,
      )}
    </ul>`;
  }

  /**
   * @param {import("../../core/checkout.js").HoldLine} line
   * @param {number} quantity
   */
  #changed(line, quantity) {
    const detail = { variant_id: line.variant_id, quantity: quantity - line.quantity };
    this.dispatchEvent(new CustomEvent("change", { detail }));
  }
}

customElements.define("et-checkout-bag", EtCheckoutBag);
