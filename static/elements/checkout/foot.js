/**
 * `<et-checkout-foot .flow=${flow} step=".." total="..">`: the total, and the one button of the step. Fires `go`, or `close`
 * when there is nothing to go on with.
 */

import { LitElement, css, html, nothing } from "lit";
import { LocaleController, t } from "../../core/i18n.js";
import { base, buttons } from "../../style/shared.js";

const PAID_AT_ONCE = ["test_card", "stripe"];

export class EtCheckoutFoot extends LitElement {
  static properties = {
    flow: { attribute: false },
    step: {},
    total: {},
    busy: { type: Boolean },
  };

  static styles = [
    base,
    buttons,
    css`
      :host {
        flex-direction: column;
      }
      p {
        display: flex;
        align-items: baseline;
        justify-content: space-between;
        font-weight: 600;
      }
      b {
        font-size: var(--type-20);
        font-weight: 800;
      }
    `,
  ];

  constructor() {
    super();
    new LocaleController(this);
    /** @type {import("./flow.js").Flow | null} */
    this.flow = null;
    this.step = "";
    this.total = ""; // as it is shown
    this.busy = false;
  }

  get #label() {
    const { flow } = this;
    if (this.step === "done") return t("checkout.back_to_show");
    if (this.step === "lapsed") return t("checkout.again");
    if (!flow?.bag.hold) return t("checkout.keep_watching");
    if (this.step === "bag") return t("checkout.next");
    if (this.step === "details") return t("checkout.to_pay");
    const now = PAID_AT_ONCE.includes(flow.draft.payment_method);
    return now ? t("checkout.pay_now", { total: this.total }) : t("checkout.place");
  }

  render() {
    const { flow } = this;
    if (!flow) return nothing;
    const under = Boolean(flow.bag.hold) && this.step !== "done" && this.step !== "lapsed";
    const goes = under || this.step === "lapsed";
    return html`
      ${under ? html`<p><span>${t("checkout.total")}</span><b>${this.total}</b></p>` : nothing}
      <button
        class="button buy wide tall"
        aria-busy=${String(this.busy)}
        ?disabled=${this.step === "pay" && !flow.methods.length}
        @click=${() => this.dispatchEvent(new CustomEvent(goes ? "go" : "close"))}
      >
        ${this.#label}
      </button>
    `;
  }
}

customElements.define("et-checkout-foot", EtCheckoutFoot);
