/**
 * `<et-checkout open .bag=${bag} .lines=${lineUp} total="300">`: the checkout over the video, in four steps, each with one
 * button. Closing it keeps the hold. Fires `close` and `share`.
 */

import { LitElement, html, nothing } from "lit";
import { money } from "../../core/format.js";
import { LocaleController, t } from "../../core/i18n.js";
import { base, buttons, cards } from "../../style/shared.js";
import "../ui/dialog.js";
import "../ui/empty.js";
import "./bag.js";
import "./details.js";
import "./done.js";
import { Flow } from "./flow.js";
import "./foot.js";
import "./head.js";
import "./pay.js";
import { sheetStyles } from "./sheet-styles.js";
import "./totals.js";

const STEPS = ["bag", "details", "pay"];

export class EtCheckout extends LitElement {
  static properties = {
    open: { type: Boolean },
    bag: { attribute: false },
    lines: { attribute: false },
    me: { attribute: false },
    total: { type: Number },
  };

  static styles = [base, buttons, cards, sheetStyles];

  constructor() {
    super();
    new LocaleController(this);
    this.open = false;
    /** @type {import("../../core/checkout.js").Bag | null} */
    this.bag = null;
    /** @type {import("../../core/show.js").Line[]} */
    this.lines = [];
    /** @type {any} */
    this.me = null;
    this.total = 300;
    /** @type {Flow | null} */
    this.flow = null;
    this.shownStep = "";
  }

  willUpdate(/** @type {import("lit").PropertyValues} */ changed) {
    if (changed.has("bag") && this.bag && this.flow?.bag !== this.bag) {
      this.flow = new Flow(this.bag);
      this.flow.addEventListener("change", () => this.requestUpdate());
    }
    const { draft } = this.flow ?? {};
    if (draft && this.me && !this.me.is_guest) {
      draft.email ||= this.me.email ?? "";
      draft.name ||= this.me.name ?? "";
    }
    if (changed.has("open") && this.open) this.flow?.opened();
  }

  updated() {
    const { step = "" } = this.flow ?? {};
    if (step === this.shownStep) return;
    this.shownStep = step;
    /** @type {import("../ui/dialog.js").EtDialog | null} */ (this.renderRoot.querySelector("et-dialog"))?.toTop();
  }

  #close() {
    this.dispatchEvent(new CustomEvent("close"));
    this.flow?.closed();
  }

  /** How many of each this buyer may have: the limit, and what is still there beside their own. */
  #limits() {
    const own = new Map((this.bag?.hold?.lines ?? []).map((line) => [line.variant_id, line.quantity]));
    return new Map(
      this.lines.map((line) => [
        line.variant_id,
        Math.min(line.per_buyer_limit || 99, Math.max(0, line.available) + (own.get(line.variant_id) ?? 0)),
      ]),
    );
  }

  async #go() {
    const { flow } = this;
    if (!flow) return;
    if (flow.step === "bag") flow.go("details");
    else if (flow.step === "details") flow.toPay();
    else if (flow.step === "pay") await flow.pay();
    else if (flow.step === "lapsed") await flow.again();
    else this.#close();
    await this.updateComplete;
    if (!Object.values(flow.errors).some(Boolean)) return;
    const shown = this.renderRoot.querySelector("et-checkout-details, et-checkout-pay");
    /** @type {import("./details.js").EtCheckoutDetails | import("./pay.js").EtCheckoutPay | null} */ (shown)?.focusError();
  }

  #back() {
    if (this.flow?.step === "pay") this.flow.go("details");
    else this.flow?.go("bag");
  }

  render() {
    const { flow } = this;
    if (!flow) return nothing;
    const title = t(`checkout.${flow.step === "bag" ? "title" : flow.step}`);
    return html`<et-dialog
      plain
      placement="side"
      label=${title}
      ?open=${this.open}
      ?busy=${flow.busy}
      @close=${this.#close}
    >
      ${this.open
        ? html`<et-checkout-head
              slot="top"
              heading=${title}
              step=${STEPS.indexOf(flow.step)}
              total=${this.total}
              .hold=${flow.bag.hold}
              ?placed=${Boolean(flow.bag.checkout)}
              @back=${this.#back}
              @close=${this.#close}
            ></et-checkout-head> ${this.#step(flow)}
            <et-checkout-foot slot="actions" .flow=${flow} step=${flow.step} ?busy=${flow.busy} total=${this.#sum(flow)}
              @go=${this.#go} @close=${this.#close}></et-checkout-foot>`
        : nothing}
    </et-dialog>`;
  }

  /** @param {Flow} flow */
  #step(flow) {
    const { hold, checkout } = flow.bag;
    const edited = (/** @type {CustomEvent<string>} */ event) => flow.edited(event.detail);
    if (flow.step === "done") {
      return html`<et-checkout-done
        .bought=${flow.bought}
        @share=${() => this.dispatchEvent(new CustomEvent("share"))}
      ></et-checkout-done>`;
    }
    if (flow.step === "lapsed") {
      return html`<et-empty icon="clock" heading=${t("checkout.lapsed")}>${t("checkout.lapsed_more")}</et-empty>
        ${this.#trouble(flow)}`;
    }
    if (!hold) return html`<et-empty icon="bag" heading=${t("checkout.empty")}>${t("checkout.empty_more")}</et-empty>`;
    if (flow.step === "details") {
      return html`${this.#trouble(flow)}<et-checkout-details
        .draft=${flow.draft} .errors=${flow.errors} .quote=${hold.quote}
        @edited=${edited} @submit=${this.#go}></et-checkout-details>`;
    }
    if (flow.step === "pay") {
      return html`${this.#trouble(flow)}<et-checkout-pay
        .draft=${flow.draft} .errors=${flow.errors} .methods=${flow.methods}
        ?declined=${flow.declined} ?placed=${Boolean(checkout)}
        @edited=${edited} @submit=${this.#go} @back=${this.#back}></et-checkout-pay>
        ${this.#totals(flow)}`;
    }
    return html`${this.#trouble(flow)}<et-checkout-bag
        .hold=${hold}
        .limits=${this.#limits()}
        ?busy=${flow.busy}
        @change=${(/** @type {CustomEvent} */ event) => flow.change(event.detail)}
      ></et-checkout-bag>
      ${this.#totals(flow)}
      <button class="button quiet small" ?disabled=${flow.busy} @click=${() => flow.giveBack()}>
        ${t("checkout.give_back")}
      </button>`;
  }

  /** @param {Flow} flow */
  #sum({ bag, draft }) {
    const chosen = bag.hold?.quote.shipping_options.find((one) => one.option_id === draft.shipping_option);
    return money(bag.checkout?.total ?? chosen?.total ?? bag.hold?.quote.total);
  }

  /** @param {Flow} flow */
  #totals(flow) {
    return html`<et-totals
      .quote=${flow.bag.hold?.quote ?? null}
      option=${flow.draft.shipping_option}
      ?cheapest=${flow.step === "bag" && !flow.draft.shipping_option}
    ></et-totals>`;
  }

  /** @param {Flow} flow */
  #trouble(flow) {
    return flow.trouble
      ? html`<p class="note danger" role="alert"><et-icon name="alert"></et-icon>${flow.trouble}</p>`
      : nothing;
  }
}

customElements.define("et-checkout", EtCheckout);
