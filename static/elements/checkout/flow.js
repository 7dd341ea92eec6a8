/**
 * The checkout's course: bag, details, pay, done; and lapsed, from which one tap begins again. Holds what was typed, so
 * that closing the sheet or a declined card loses nothing. Fires "change". No DOM.
 */

import { ApiError } from "../../core/api.js";
import { explain, fieldErrors } from "../../core/refusal.js";
import { checkCard, checkDetails, digits, emptyDraft, fieldsOf, orderOf } from "./draft.js";

/** @typedef {import("../../core/checkout.js").Bag} Bag */
/** @typedef {"bag" | "details" | "pay" | "done" | "lapsed"} Step */

export class Flow extends EventTarget {
  /** @param {Bag} bag */
  constructor(bag) {
    super();
    this.bag = bag;
    /** @type {Step} */
    this.step = "bag";
    this.draft = emptyDraft();
    /** @type {import("./draft.js").Errors} */
    this.errors = {};
    this.trouble = ""; // a sentence about the whole
    this.declined = false;
    this.busy = false;
    /** @type {import("./done.js").Bought | null} */
    this.bought = null;
    /** @type {import("../../core/checkout.js").Wanted[]} */
    this.lapsed = [];
    bag.addEventListener("lapsed", (event) => {
      this.lapsed = /** @type {CustomEvent} */ (event).detail;
      this.go("lapsed");
    });
    bag.addEventListener("change", () => {
      // Something new was put in after all was over: begin again.
      if (this.bag.hold && (this.step === "lapsed" || this.step === "done")) this.go("bag");
      if (!this.bag.hold && (this.step === "details" || this.step === "pay")) this.go("bag");
      this.#tell();
    });
  }

  get methods() {
    return this.bag.hold?.payment_methods ?? ["test_card"];
  }

  /** @param {Step} step */
  go(step) {
    this.step = step;
    this.trouble = "";
    this.declined = false;
    if (step === "pay" && !this.methods.includes(this.draft.payment_method)) {
      this.draft.payment_method = this.methods[0] ?? "";
    }
    this.#tell();
  }

  /** @param {string} field */
  edited(field) {
    this.errors = { ...this.errors, [field]: undefined };
    this.trouble = "";
    this.#tell();
  }

  /** The sheet is opened: at the step that the hold is at. */
  opened() {
    if (this.bag.checkout && this.step !== "done") {
      this.draft.payment_method = this.bag.checkout.payment.provider;
      this.go("pay");
    }
    else if (this.step === "done" && this.bag.hold) this.go("bag");
  }

  closed() {
    if (this.step === "done" || this.step === "lapsed") {
      this.bought = null;
      this.go("bag");
    }
  }

  /** @param {import("../../core/checkout.js").Wanted} change */
  change(change) {
    return this.#work(() => this.bag.change([change]));
  }

  giveBack() {
    return this.#work(() => this.bag.giveBack());
  }

  /** The lapsed lines once more, in one tap. */
  again() {
    return this.#work(async () => {
      await this.bag.put(this.lapsed);
      this.lapsed = [];
      this.go("bag");
    });
  }

  /** On from the details, if they will do. */
  toPay() {
    this.errors = checkDetails(this.draft);
    if (Object.keys(this.errors).length) return this.#tell();
    this.go("pay");
  }

  pay() {
    const card = this.draft.payment_method === "test_card";
    this.errors = card ? checkCard(this.draft) : {};
    if (Object.keys(this.errors).length) return this.#tell();
    this.declined = false;
    return this.#work(async () => {
      const lines = this.bag.hold?.lines ?? [];
      let checkout = await this.bag.order(orderOf(this.draft));
      if (card) checkout = await this.bag.pay({ card_number: digits(this.draft.card_number) });
      this.bought = { checkout, lines, name: this.draft.name.trim() };
      this.draft.card_number = "";
      this.bag.finish();
      this.go("done");
    });
  }

  /** @param {() => Promise<void>} action */
  async #work(action) {
    if (this.busy) return;
    this.busy = true;
    this.trouble = "";
    this.#tell();
    try {
      await action();
    } catch (error) {
      await this.#refused(error);
    }
    this.busy = false;
    this.#tell();
  }

  /** @param {unknown} error */
  async #refused(error) {
    const code = error instanceof ApiError ? error.code : "";
    this.errors = fieldsOf(fieldErrors(error));
    if (code === "card_declined") this.declined = true;
    else if (code === "hold_expired") this.bag.lapse();
    else if (Object.keys(this.errors).length && this.step === "pay" && !this.errors.card_number) this.step = "details";
    else this.trouble = explain(error);
    // What we showed may be out of date: a limit reached, a stock gone, another tab.
    if (code === "not_found" || code === "wrong_state") await this.bag.refresh().catch(() => {});
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}
