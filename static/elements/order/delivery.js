/** `<et-order-delivery .order=${order}>`: where it goes, by whom, and its number. */

import { LitElement, css, html, nothing } from "lit";
import { LocaleController, t } from "../../core/i18n.js";
import { copy } from "../../core/share.js";
import { base, buttons } from "../../style/shared.js";
import "../ui/icon.js";
import { toast } from "../ui/toast.js";

const PARTS = ["street", "city", "region", "postal_code", "country", "note"];

export class EtOrderDelivery extends LitElement {
  static properties = { order: { attribute: false } };

  static styles = [
    base,
    buttons,
    css`
      :host {
        display: grid;
        gap: var(--space-12);
      }
      .tracking {
        display: flex;
        align-items: center;
        gap: var(--space-8);
        padding: var(--space-8) var(--space-8) var(--space-8) var(--space-16);
        border-radius: var(--corner-12);
        background: var(--surface-sunken);
      }
      .tracking div {
        flex: 1;
        min-width: 0;
        overflow-wrap: anywhere;
      }
      address {
        font-style: normal;
        overflow-wrap: anywhere;
      }
    `,
  ];

  constructor() {
    super();
    new LocaleController(this);
    /** @type {import("./order-view.js").OrderView | null} */
    this.order = null;
  }

  render() {
    const { order } = this;
    if (!order) return nothing;
    const address = order.address ?? {};
    const known = PARTS.filter((part) => address[part]).map((part) => address[part]);
    const other = Object.entries(address).flatMap(([part, value]) => (PARTS.includes(part) ? [] : [value]));
    return html`
      ${order.tracking || order.carrier
        ? html`<div class="tracking">
            <div>
              <p class="soft small">${order.carrier ?? t("order.tracking")}</p>
              <b>${order.tracking}</b>
            </div>
            ${order.tracking
              ? html`<button class="button icon" aria-label=${t("common.copy")} @click=${() => this.#copy(order.tracking)}>
                  <et-icon name="copy"></et-icon>
                </button>`
              : nothing}
          </div>`
        : ["placed", "accepted"].includes(order.state)
          ? html`<p class="soft small">${t("order.no_tracking")}</p>`
          : nothing}
      ${order.contact
        ? html`<div>
            <p class="soft small">${t("order.to")}</p>
            <address>
              <b>${order.contact.name}</b><br />
              ${[...known, ...other].join(", ")}
              ${order.contact.phone ? html`<br />${order.contact.phone}` : nothing}
              <br />${order.contact.email}
            </address>
          </div>`
        : nothing}
    `;
  }

  /** @param {string | null} text */
  async #copy(text) {
    if (text && (await copy(text))) toast(t("common.copied"), { tone: "good" });
  }
}

customElements.define("et-order-delivery", EtOrderDelivery);
