/** What a buyer typed, and whether it will do. Pure. */

import { t } from "../../core/i18n.js";

/** @typedef {"email" | "name" | "phone" | "street" | "city" | "region" | "postal_code"} DetailField */
/**
 * @typedef {Record<DetailField, string> & {shipping_option: string, payment_method: string, card_number: string}} Draft
 */
/** @typedef {Partial<Record<DetailField | "card_number" | "shipping_option", string>>} Errors */

const ADDRESS = /** @type {const} */ (["street", "city", "region", "postal_code"]);
const REQUIRED = /** @type {const} */ (["email", "name", "street", "city", "postal_code"]);

/** @returns {Draft} */
export function emptyDraft() {
  return {
    email: "",
    name: "",
    phone: "",
    street: "",
    city: "",
    region: "",
    postal_code: "",
    shipping_option: "",
    payment_method: "",
    card_number: "",
  };
}

/**
 * @param {Draft} draft
 * @returns {Errors} empty if all is there
 */
export function checkDetails(draft) {
  /** @type {Errors} */
  const errors = {};
  for (const field of REQUIRED) if (!draft[field].trim()) errors[field] = t("form.required");
  if (!errors.email && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/u.test(draft.email.trim())) errors.email = t("form.email");
  return errors;
}

/**
 * @param {Draft} draft
 * @returns {Errors}
 */
export function checkCard(draft) {
  return /^\d{12,19}$/.test(digits(draft.card_number)) ? {} : { card_number: t("form.card") };
}

/** @param {string} text */
export function digits(text) {
  return text.replace(/\D/g, "");
}

/**
 * The order as the server wants it.
 *
 * @param {Draft} draft
 * @returns {import("../../core/checkout.js").OrderWanted}
 */
export function orderOf(draft) {
  const phone = draft.phone.trim();
  const address = Object.fromEntries(
    ADDRESS.map((field) => [field, draft[field].trim()]).filter(([, value]) => value !== ""),
  );
  return {
    contact: { name: draft.name.trim(), email: draft.email.trim(), ...(phone ? { phone } : {}) },
    address,
    ...(draft.shipping_option ? { shipping_option: draft.shipping_option } : {}),
    payment_method: draft.payment_method,
  };
}

/**
 * The server's field paths (`contact.email`) as fields of the draft.
 *
 * @param {Record<string, string>} errors
 * @returns {Errors}
 */
export function fieldsOf(errors) {
  return Object.fromEntries(Object.entries(errors).map(([path, text]) => [path.split(".").at(-1) ?? path, text]));
}
