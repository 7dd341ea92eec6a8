/** `<et-order-seller .order=${order}>`: who sells, how to write to them, their returns. Fires `problem`. */

import { LitElement, css, html, nothing } from "lit";
import { LocaleController, t } from "../../core/i18n.js";
import { base, buttons, cards } from "../../style/shared.js";
import "../ui/icon.js";

export class EtOrderSeller extends LitElement {
  static properties = { order: { attribute: false } };

  static styles = [
    base,
    buttons,
    cards,
    css`
      :host {
        display: grid;
        gap: var(--space-12);
      }
      .returns {
        white-space: pre-line;
        overflow-wrap: anywhere;
      }
      summary {
        min-height: var(--target);
        font-weight: 600;
        line-height: var(--target);
        cursor: pointer;
      }
      .on-paper {
        display: none;
      }
      @media print {
        .screen {
          display: none !important;
        }
        .on-paper {
          display: block;
        }
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
    const { shop } = order;
    const told = (order.history ?? []).filter((entry) => entry.kind === "problem");
    const subject = encodeURIComponent(`${t("order.title", { number: order.number })} · ${shop.name}`);
    return html`
      <b>${shop.name}</b>
      ${shop.contact_email
        ? html`<a class="button screen" href="mailto:${shop.contact_email}?subject=${subject}">
              <et-icon name="mail"></et-icon>${t("order.write_seller")}
            </a>
            <span class="on-paper">${shop.contact_email}</span>`
        : nothing}
      ${told.map(
        (entry) => html`<p class="note warn screen">
          <span><b>${t("order.problem_told")}:</b> ${entry.data.text}</span>
        </p>`,
      )}
      ${order.state === "cancelled"
        ? nothing
        : html`<button class="button quiet small screen" @click=${() => this.dispatchEvent(new CustomEvent("problem"))}>
            <et-icon name="alert"></et-icon>${t("order.problem")}
          </button>`}
      ${shop.returns_policy
        ? html`<details class="screen">
            <summary>${t("order.returns")}</summary>
            <p class="soft small returns">${shop.returns_policy}</p>
          </details>`
        : nothing}
    `;
  }
}

customElements.define("et-order-seller", EtOrderSeller);
