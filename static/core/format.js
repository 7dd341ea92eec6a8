/** Money, numbers and times as people read them: the shop's currency, the viewer's language and time zone. */

import { intlLocale } from "./i18n.js";

/** @typedef {{amount: string, currency: string}} Money */

/** @type {Map<string, Intl.NumberFormat>} */
const numberFormats = new Map();
/** @type {Map<string, Intl.DateTimeFormat>} */
const dateFormats = new Map();

/** @param {Intl.NumberFormatOptions} options */
function numberFormat(options) {
  const key = intlLocale() + JSON.stringify(options);
  let format = numberFormats.get(key);
  if (!format) numberFormats.set(key, (format = new Intl.NumberFormat(intlLocale(), options)));
  return format;
}

/** @param {Intl.DateTimeFormatOptions} options */
function dateFormat(options) {
  const key = intlLocale() + JSON.stringify(options);
  let format = dateFormats.get(key);
  if (!format) dateFormats.set(key, (format = new Intl.DateTimeFormat(intlLocale(), options)));
  return format;
}

/**
 * `Rp150.000` in Indonesian, `Rp150,000` in English. Shows as many digits as the server sent.
 *
 * @param {Money | null | undefined} money
 * @returns {string} empty without money
 */
export function money(money) {
  if (!money) return "";
  const digits = money.amount.split(".")[1]?.length ?? 0;
  const text = numberFormat({
    style: "currency",
    currency: money.currency,
    currencyDisplay: "narrowSymbol",
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
  }).format(Number(money.amount));
  return money.currency === "IDR" ? text.replace(/\s/gu, "") : text;
}

/**
 * `money` times a whole number, exact.
 *
 * @param {Money} money
 * @param {number} times
 * @returns {Money}
 */
export function multiply(money, times) {
  const digits = money.amount.split(".")[1]?.length ?? 0;
  return fromMinor(minor(money) * BigInt(times), digits, money.currency);
}

/**
 * The sum of amounts of one currency, or null of none.
 *
 * @param {Money[]} amounts
 * @returns {Money | null}
 */
export function sum(amounts) {
  const first = amounts[0];
  if (!first) return null;
  const digits = first.amount.split(".")[1]?.length ?? 0;
  return fromMinor(amounts.reduce((total, each) => total + minor(each), 0n), digits, first.currency);
}

/** @param {Money} money */
export function isZero(money) {
  return minor(money) === 0n;
}

/** @param {Money} money */
function minor(money) {
  return BigInt(money.amount.replace(".", ""));
}

/**
 * @param {bigint} units
 * @param {number} digits
 * @param {string} currency
 * @returns {Money}
 */
function fromMinor(units, digits, currency) {
  const sign = units < 0n ? "-" : "";
  const text = String(units < 0n ? -units : units).padStart(digits + 1, "0");
  const amount = digits ? `${text.slice(0, -digits)}.${text.slice(-digits)}` : text;
  return { amount: sign + amount, currency };
}

/**
 * A count for people: 980, then 1.2K (in Indonesian 1,2 rb).
 *
 * @param {number} n
 */
export function count(n) {
  if (n < 1000) return numberFormat({ maximumFractionDigits: 0 }).format(n);
  return numberFormat({ notation: "compact", maximumFractionDigits: 1 }).format(n);
}

/**
 * A whole number with its groups: 1.234.
 *
 * @param {number} n
 */
export function number(n) {
  return numberFormat({ maximumFractionDigits: 0 }).format(n);
}

/**
 * A date with its time, in the viewer's zone: "Sen, 22 Nov 2026 19.00".
 *
 * @param {string} rfc3339
 */
export function time(rfc3339) {
  return dateFormat({
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
  }).format(new Date(rfc3339));
}

/** @param {string} rfc3339 */
export function date(rfc3339) {
  return dateFormat({ day: "numeric", month: "long", year: "numeric" }).format(new Date(rfc3339));
}

/** @param {string} rfc3339 */
export function clock(rfc3339) {
  return dateFormat({ hour: "2-digit", minute: "2-digit" }).format(new Date(rfc3339));
}

/**
 * A short date without the year's noise: "22 Nov, 19.00".
 *
 * @param {string} rfc3339
 */
export function shortTime(rfc3339) {
  return dateFormat({ day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" }).format(new Date(rfc3339));
}

/**
 * A stretch of time as a stopwatch: 4:05, 1:02:09.
 *
 * @param {number} seconds
 */
export function duration(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  const pad = (/** @type {number} */ n) => String(n).padStart(2, "0");
  const [h, m, s] = [Math.floor(whole / 3600), Math.floor((whole % 3600) / 60), whole % 60];
  return h ? `${h}:${pad(m)}:${pad(s)}` : `${m}:${pad(s)}`;
}
