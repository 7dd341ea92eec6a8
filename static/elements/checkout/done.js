/** `<et-checkout-done .bought=${{checkout, lines, name}}>`: what was bought, where the order is, share. Fires `share`. */

import { LitElement, css, html, nothing } from "lit";
import { money, multiply } from "../../core/format.js";
import { LocaleController, t } from "../../core/i18n.js";
import { base, badges, buttons } from "../../style/shared.js";
import "../ui/icon.js";
import "../ui/picture.js";

/** @typedef {{checkout: import("../../core/checkout.js").Checkout, lines: import("../../core/checkout.js").HoldLine[], name: string}} Bought */

export class EtCheckoutDone extends LitElement {
  static properties = { bought: { attribute: false } };

  static styles = [
    base,
    badges,
    buttons,
    css`
      :host {
        display: grid;
        gap: var(--space-16);
        justify-items: center;
        padding-top: var(--space-8);
        text-align: center;
      }
      .tick {
        display: grid;
        place-items: center;
        width: 72px;
        height: 72px;
        border-radius: 50%;
        background: var(--good-ground);
        color: var(--good-text);
        --icon-size: 40px;
        animation: pop 250ms var(--ease-out);
      }
      .tick.due {
        background: var(--warn-ground);
        color: var(--warn-text);
      }
      @keyframes pop {
        from {
          transform: scale(0.5);
          opacity: 0;
        }
      }
      ul {
        width: 100%;
        border: 1px solid var(--line);
        border-radius: var(--corner-12);
        text-align: left;
      }
      li {
        display: grid;
        grid-template-columns: 48px minmax(0, 1fr) auto;
        gap: var(--space-12);
        align-items: center;
        padding: var(--space-8) var(--space-12);
        font-size: var(--type-14);
      }
      li + li {
        border-top: 1px solid var(--line);
      }
      .more {
        display: grid;
        gap: var(--space-8);
        width: 100%;
      }
      p {
        max-width: 40ch;
      }
      @media (prefers-reduced-motion: reduce) {
        .tick {
          animation: none;
        }
      }
    `,
  ];

  constructor() {
    super();
    new LocaleController(this);
    /** @type {Bought | null} */
    this.bought = null;
  }

  render() {
    if (!this.bought) return nothing;
    const { checkout, lines, name } = this.bought;
    const { payment } = checkout;
    const paid = payment.state === "paid" || payment.state === "authorised";
    const words = paid ? "thanks_more" : payment.state === "processing" ? "processing_more" : "due_more";
    return html`
      <span class="tick ${paid ? "" : "due"}"><et-icon name=${paid ? "check" : "clock"}></et-icon></span>
      <div>
        <h2 tabindex="-1">${t("checkout.thanks", { name })}</h2>
        <p class="soft">${t(`checkout.${words}`)}</p>
      </div>
      ${payment.is_test ? html`<span class="badge test">${t("common.test_mode")}</span>` : nothing}
      <ul>
        ${lines.map(
          (line) => html`<li>
            <et-picture .image=${line.image} name=${line.title} sizes="48px"></et-picture>
            <span>${line.quantity} × ${line.title}</span>
            <b>${money(multiply(line.price, line.quantity))}</b>
          </li>`,
        )}
        <li>
          <span></span><b>${t("checkout.total")}</b>
          <b>${money(checkout.total)}</b>
        </li>
      </ul>
      <div class="more">
        ${checkout.orders.map(
          (order) => html`<a class="button wide" href=${order.order_url} target="_blank" rel="noopener">
            <et-icon name="external"></et-icon>${t("checkout.order_link")} #${order.number}
          </a>`,
        )}
        <button class="button quiet wide" @click=${() => this.dispatchEvent(new CustomEvent("share"))}>
          <et-icon name="share"></et-icon>${t("checkout.share")}
        </button>
      </div>
    `;
  }
}

customElements.define("et-checkout-done", EtCheckoutDone);
