/**
 * The bag and its way to an order: the calls of holds, orders and payments, with the keys that make a retry safe.
 */

import { ApiError, api, ensurePerson, forgetPerson, serverNow } from "./api.js";

/** @typedef {import("./format.js").Money} Money */
/** @typedef {import("../elements/ui/picture.js").Image} Image */
/** @typedef {{variant_id: string, product_id: string, title: string, variant_title: string, image: Image | null, quantity: number, price: Money, total: Money}} HoldLine */
/** @typedef {{option_id: string, title: string, price: Money, total: Money, days_text: string | null}} ShippingOption */
/** @typedef {{items: Money, discount: Money, shipping_options: ShippingOption[], shipping_option: string | null, shipping: Money, total: Money}} Quote */
/** @typedef {{hold_id: string, shop_id: string, state: string, expires_at: string, lines: HoldLine[], quote: Quote, payment_methods?: string[], checkout_id?: string | null}} Hold */
/** @typedef {{provider: string, state: string, is_test: boolean, pay_by: string, paid_at: string | null}} Payment */
/** @typedef {{checkout_id: string, hold_id: string, total: Money, payment: Payment, orders: {order_id: string, number: number, order_url: string, total: Money}[]}} Checkout */
/** @typedef {{variant_id: string, quantity: number}} Wanted */
/** @typedef {{contact: {name: string, email: string, phone?: string}, address?: Record<string, string>, shipping_option?: string, payment_method: string}} OrderWanted */

/** States in which a hold still keeps its units. */
export const OPEN = ["held", "paying", "closing"];

const FAR_MS = 3_600_000;
const LATE_MS = 1000; // The server sweeps a moment after the deadline.

/**
 * The bag of one buyer in one sale. Fires "change" whenever `hold` or `checkout` did, and "lapsed" (with the lines that
 * were in it) when its time was up.
 */
export class Bag extends EventTarget {
  /** @param {string} salePath `/api/shows/{show}` or `/api/shops/{shop}` */
  constructor(salePath) {
    super();
    this.salePath = salePath;
    /** @type {Hold | null} */
    this.hold = null;
    /** @type {Checkout | null} */
    this.checkout = null;
    /** @type {{asked: string, key: string} | null} */
    this.attempt = null; // what was asked and under which key, until we know how it ended
    this.timer = 0;
  }

  /** @param {Hold | null} hold */
  take(hold) {
    this.hold = hold;
    clearTimeout(this.timer);
    if (hold) {
      const leftMs = Math.max(0, Date.parse(hold.expires_at) - serverNow());
      // A timer counts at most 2^31 ms; a far deadline is looked at again on the way.
      this.timer = window.setTimeout(() => this.#timeUp(), Math.min(leftMs + LATE_MS, FAR_MS));
    }
    this.dispatchEvent(new Event("change"));
  }

  /** @param {string} variantId */
  has(variantId) {
    return Boolean(this.hold?.lines.some((line) => line.variant_id === variantId));
  }

  /**
   * Puts lines into the bag: a new hold, or the one that is open.
   *
   * @param {Wanted[]} lines
   * @throws {ApiError}
   */
  async put(lines) {
    if (this.hold) return await this.change(lines);
    await ensurePerson();
    try {
      this.take(await this.#keyed("POST", `${this.salePath}/holds`, { lines }));
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== "hold_open") throw error;
      await this.#join(String(error.details.hold_id), lines);
    }
  }

  /**
   * A call under an Idempotency-Key. Without an answer we do not know whether it went through: then the same request
   * goes out under the same key, and is done once.
   *
   * @param {string} method
   * @param {string} path
   * @param {{lines: Wanted[]}} body
   * @returns {Promise<Hold>}
   */
  async #keyed(method, path, body) {
    const asked = path + JSON.stringify(body);
    if (this.attempt?.asked !== asked) this.attempt = { asked, key: newKey() };
    const ask = () => api(method, path, body, { idempotencyKey: this.attempt?.key });
    try {
      const hold = await ask().catch(async (error) => {
        if (!(error instanceof ApiError) || error.status !== 401) throw error;
        forgetPerson(); // The guest's token ran out: be a new guest.
        await ensurePerson();
        return await ask();
      });
      this.attempt = null;
      return hold;
    } catch (error) {
      if (error instanceof ApiError && error.status !== 0 && error.status < 500) this.attempt = null;
      throw error;
    }
  }

  /**
   * A hold of ours is open that this page did not know (another tab, a reload).
   *
   * @param {string} holdId
   * @param {Wanted[]} lines
   */
  async #join(holdId, lines) {
    this.take(await api("GET", `/api/holds/${holdId}`));
    if (this.hold?.state !== "held") return;
    const missing = lines.filter((line) => !this.has(line.variant_id));
    if (missing.length) await this.change(missing);
  }

  /**
   * Adds to or takes from the open hold. Emptying it gives it back.
   *
   * @param {Wanted[]} changes quantities may be negative
   * @throws {ApiError}
   */
  async change(changes) {
    const hold = this.hold;
    if (!hold) return;
    const left = hold.lines.some(
      (line) => line.quantity + (changes.find((one) => one.variant_id === line.variant_id)?.quantity ?? 0) > 0,
    );
    const adds = changes.some((one) => one.quantity > 0);
    if (!left && !adds) return await this.giveBack();
    this.take(await this.#keyed("POST", `/api/holds/${hold.hold_id}/lines`, { lines: changes }));
  }

  /** @throws {ApiError} */
  async giveBack() {
    const hold = this.hold;
    if (!hold) return;
    await api("DELETE", `/api/holds/${hold.hold_id}`).catch(gone);
    this.take(null);
  }

  /** After a reload: the order that was placed from the hold, and still waits for its payment. */
  async restore() {
    const { hold } = this;
    if (!hold?.checkout_id || this.checkout) return;
    const checkout = await api("GET", `/api/checkouts/${hold.checkout_id}`).catch(gone);
    if (this.hold !== hold || !checkout) return;
    this.checkout = checkout;
    this.dispatchEvent(new Event("change"));
  }

  /** Looks again, since time or another tab may have changed it. */
  async refresh() {
    if (!this.hold) return;
    const hold = await api("GET", `/api/holds/${this.hold.hold_id}`).catch(gone);
    this.take(hold && OPEN.includes(hold.state) ? hold : null);
  }

  async #timeUp() {
    const { hold } = this;
    if (!hold) return;
    try {
      const now = await api("GET", `/api/holds/${hold.hold_id}`).catch(gone);
      if (this.hold !== hold) return;
      // A payment under way has a later end.
      if (now && OPEN.includes(now.state) && Date.parse(now.expires_at) > serverNow()) this.take(now);
      else this.lapse();
    } catch {
      this.timer = window.setTimeout(() => this.#timeUp(), 5 * LATE_MS);
    }
  }

  /** The time ran out: the lines are told so that one tap can ask for them again. */
  lapse() {
    const lines = (this.hold?.lines ?? []).map(({ variant_id, quantity }) => ({ variant_id, quantity }));
    this.checkout = null;
    this.take(null);
    if (lines.length) this.dispatchEvent(new CustomEvent("lapsed", { detail: lines }));
  }

  /**
   * Places the order; once placed, asking again gives the same checkout.
   *
   * @param {OrderWanted} wanted
   * @throws {ApiError}
   */
  async order(wanted) {
    if (!this.hold) throw new ApiError(409, "hold_expired", "The hold is over.");
    const { hold } = this;
    const checkout = this.checkout ?? (await api("POST", `/api/holds/${hold.hold_id}/order`, wanted));
    this.checkout = checkout;
    // From here on it is the payment that has a deadline.
    this.take({ ...hold, state: "paying", expires_at: checkout.payment.pay_by, checkout_id: checkout.checkout_id });
    return /** @type {Checkout} */ (checkout);
  }

  /**
   * @param {Record<string, string>} means such as `{card_number}`
   * @throws {ApiError}
   */
  async pay(means) {
    if (!this.checkout) throw new ApiError(409, "hold_expired", "There is nothing to pay.");
    const answer = await payCheckout(this.checkout.checkout_id, means);
    this.checkout = { ...this.checkout, ...answer };
    return /** @type {Checkout} */ (this.checkout);
  }

  /** All is done: the next purchase begins with an empty bag. */
  finish() {
    this.checkout = null;
    this.take(null);
  }
}

/**
 * @param {string} checkoutId
 * @param {Record<string, string>} means
 * @returns {Promise<any>}
 * @throws {ApiError}
 */
export function payCheckout(checkoutId, means) {
  return api("POST", `/api/checkouts/${checkoutId}/pay`, means);
}

/** A key that is used once. `randomUUID` is only there on https and on this machine itself. */
function newKey() {
  if (crypto.randomUUID) return crypto.randomUUID();
  return [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** @param {unknown} error */
function gone(error) {
  if (error instanceof ApiError && (error.status === 404 || error.status === 409)) return null;
  throw error;
}
