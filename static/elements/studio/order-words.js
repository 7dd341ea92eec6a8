/** How the states of orders and payments are coloured, and what may be done in which. Pure. */

import { t } from "../../core/i18n.js";

export const STATES = ["placed", "accepted", "shipped", "delivered", "completed", "cancelled", "returned"];
export const PAYMENTS = ["due", "processing", "authorised", "paid", "failed", "part_refunded", "refunded", "disputed"];

/** @type {Record<string, string>} */
const STATE_TONES = {
  placed: "warn",
  accepted: "buy",
  shipped: "info",
  delivered: "good",
  completed: "good",
  returned: "warn",
};

/** @type {Record<string, string>} */
const PAYMENT_TONES = {
  due: "warn",
  processing: "info",
  authorised: "info",
  paid: "good",
  failed: "danger",
  part_refunded: "warn",
  disputed: "danger",
};

/** @param {string} state */
export const orderBadge = (state) => ({ tone: STATE_TONES[state] ?? "", text: t(`orders.state.${state}`) });

/** @param {string} state */
export const paymentBadge = (state) => ({ tone: PAYMENT_TONES[state] ?? "", text: t(`orders.pay.${state}`) });

/**
 * What the seller may do now, as the tables of `checkout/order.py` allow.
 *
 * @param {{state: string, payment: {state: string}}} order
 */
export function actionsOf(order) {
  const refundable = ["paid", "part_refunded"].includes(order.payment.state);
  return {
    ship: order.state === "accepted" && order.payment.state !== "refunded",
    deliver: order.state === "shipped",
    cancel: ["placed", "accepted"].includes(order.state),
    refund: refundable && !["cancelled", "placed"].includes(order.state),
  };
}

/**
 * An address as lines to print or copy; it comes as one text or as named parts.
 *
 * @param {any} address
 * @returns {string[]}
 */
export function addressLines(address) {
  if (!address) return [];
  if (typeof address === "string") return address.split("\n");
  if (address.text) return String(address.text).split("\n");
  const { name, street, line1, line2, city, region, postal_code, country, note, ...others } = address;
  const town = [city, postal_code].filter(Boolean).join(" ");
  return [name, street, line1, line2, town, region, country, ...Object.values(others), note]
    .map((line) => String(line ?? "").trim())
    .filter(Boolean);
}
