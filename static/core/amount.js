/** Prices as people type them, to and from the wire's money. The digits of each currency as in `checkout/money.py`. */

import { intlLocale } from "./i18n.js";

/** @typedef {import("./format.js").Money} Money */

/** @type {Record<string, number>} */
const DIGITS = { IDR: 0, JPY: 0, KRW: 0, VND: 0, CLP: 0, BHD: 3, KWD: 3 };

/** The currencies a shop can have, the likeliest first. */
export const CURRENCIES = [
  "IDR", "USD", "EUR", "SGD", "MYR", "THB", "PHP", "VND", "JPY", "KRW", "CNY", "HKD", "TWD", "INR", "AUD", "NZD",
  "GBP", "CHF", "CAD", "BRL", "MXN", "CLP", "DKK", "NOK", "SEK", "PLN", "TRY", "ZAR", "BHD", "KWD",
]; // prettier-ignore

/** @param {string} currency */
export function digitsOf(currency) {
  return DIGITS[currency] ?? 2;
}

/** `Rp`, `$`, `€`: what stands before the field. @param {string} currency */
export function symbolOf(currency) {
  const parts = new Intl.NumberFormat(intlLocale(), { style: "currency", currency, currencyDisplay: "narrowSymbol" })
    .formatToParts(0);
  return parts.find((part) => part.type === "currency")?.value ?? currency;
}

/**
 * What somebody typed, as money: `150.000` and `150,000` are the same rupiah; the last separator with at most the
 * currency's digits behind it is the decimal one.
 *
 * @param {string} text
 * @param {string} currency
 * @returns {Money | null} null when there is no amount in it
 */
export function parseAmount(text, currency) {
  const digits = digitsOf(currency);
  const cleaned = text.replace(/[^\d.,]/g, "");
  let fraction = "";
  let whole = cleaned;
  const match = digits ? cleaned.match(new RegExp(`^(.*)[.,](\\d{0,${digits}})$`)) : null;
  if (match) [whole, fraction] = [match[1] ?? "", match[2] ?? ""];
  whole = whole.replace(/\D/g, "").replace(/^0+(?=\d)/, "");
  if (!whole && !fraction) return null;
  const amount = digits ? `${whole || "0"}.${fraction.padEnd(digits, "0")}` : whole;
  return amount.length > 16 ? null : { amount, currency };
}

/**
 * The field's text for an amount: grouped as the reader is used to, without a symbol.
 *
 * @param {Money | null | undefined} money
 */
export function amountText(money) {
  if (!money) return "";
  const digits = digitsOf(money.currency);
  return new Intl.NumberFormat(intlLocale(), { minimumFractionDigits: digits, maximumFractionDigits: digits })
    .format(Number(money.amount));
}

/**
 * Two amounts of one currency as numbers that can be compared.
 *
 * @param {Money} one
 * @param {Money} other
 */
export function compareAmounts(one, other) {
  return Number(one.amount) - Number(other.amount);
}
