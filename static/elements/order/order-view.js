/** The order as `GET /api/orders/{order}` answers it. Types only. */

/** @typedef {import("../../core/format.js").Money} Money */
/** @typedef {import("../ui/picture.js").Image} Image */
/** @typedef {{variant_id: string, title: string, variant_title: string, sku: string, image: Image | null, quantity: number, price: Money, total: Money}} OrderLine */
/**
 * @typedef {object} OrderView
 * @property {string} order_id
 * @property {number} number
 * @property {string} state
 * @property {{shop_id: string, slug: string, name: string, contact_email: string | null, returns_policy: string | null}} shop
 * @property {string | null} show_id
 * @property {import("../../core/checkout.js").Payment} payment
 * @property {OrderLine[]} lines
 * @property {Money} items
 * @property {{option_id: string, title: string, price: Money} | null} shipping
 * @property {Money} total
 * @property {Money} refunded
 * @property {{name: string, email: string, phone?: string | null} | null} contact
 * @property {Record<string, string> | null} address
 * @property {string | null} carrier
 * @property {string | null} tracking
 * @property {string} created_at
 * @property {string | null} checkout_id there while it may still be paid
 * @property {string} order_url
 * @property {{at: string, kind: string, by: string, data: Record<string, any>}[]} [history]
 */

export {};
