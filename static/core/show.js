/**
 * What a page knows of a show: begun by a snapshot, kept right by entries and state. Pure: no network, no DOM.
 */

import { sum } from "./format.js";

/** @typedef {import("./format.js").Money} Money */
/** @typedef {import("./socket.js").Entry} Entry */
/** @typedef {import("../elements/ui/picture.js").Image} Image */
/** @typedef {"scheduled" | "live" | "interrupted" | "ended" | "published"} ShowState */
/**
 * @typedef {object} Line one variant of the line-up
 * @property {number} number from 1
 * @property {string} variant_id
 * @property {string} product_id
 * @property {string} title
 * @property {string} variant_title
 * @property {Image | null} image
 * @property {Money} price
 * @property {Money | null} full_price when the show's price is lower
 * @property {number} per_buyer_limit
 * @property {number} initial
 * @property {number} available
 */
/** @typedef {{shop_id: string, slug: string, name: string, look?: any, currency: string, contact?: any, policies?: any}} Shop */
/**
 * @typedef {object} ShowView
 * @property {string} show_id
 * @property {string} slug
 * @property {string} title
 * @property {ShowState} state
 * @property {string | null} starts_at
 * @property {string | null} started_at
 * @property {string | null} ended_at
 * @property {string | null} interrupted_until
 * @property {number} hold_ttl_s
 * @property {string | null} pinned
 * @property {Shop} shop
 * @property {string | null} poster
 * @property {number} viewers
 * @property {Line[]} line_up
 * @property {boolean} test_payments
 */
/**
 * @typedef {object} ChatLine
 * @property {number} offset
 * @property {"said" | "bought"} kind
 * @property {string} [person]
 * @property {string} name
 * @property {string} text what was said, or the title of what was bought
 * @property {string} [badge]
 * @property {number} [reply_to]
 */

const CHAT_KEPT = 150;

export class ShowModel {
  constructor() {
    /** @type {ShowView | null} */
    this.show = null;
    /** @type {ChatLine[]} */
    this.chat = [];
    this.viewers = 0;
    this.incomplete = false; // an entry named a variant that the line-up does not have: ask for the show again
  }

  /** The show as HTTP answers it, before the room is joined and when the line-up has grown. */
  /** @param {ShowView} show */
  replaceShow(show) {
    this.show = show;
    this.viewers = Math.max(this.viewers, show.viewers ?? 0);
    this.incomplete = false;
  }

  /** @param {{show: ShowView, chat?: Entry[], state?: any}} snapshot */
  reset(snapshot) {
    this.show = snapshot.show;
    this.viewers = snapshot.show.viewers ?? 0;
    this.incomplete = false;
    this.chat = [];
    for (const entry of snapshot.chat ?? []) this.apply(entry);
    if (snapshot.state) this.applyState(snapshot.state);
  }

  /** @param {any} state */
  applyState(state) {
    if (typeof state.viewers === "number") this.viewers = state.viewers;
    if (state.stock) this.#stock(state.stock);
  }

  /** @param {Record<string, number>} stock variant_id -> available */
  #stock(stock) {
    if (!this.show) return;
    const lines = this.show.line_up.map((line) => {
      const available = stock[line.variant_id];
      return available === undefined || available === line.available ? line : { ...line, available };
    });
    if (lines.some((line, at) => line !== this.show?.line_up[at])) this.#patch({ line_up: lines });
  }

  /** @param {Partial<ShowView>} changes */
  #patch(changes) {
    if (this.show) this.show = { ...this.show, ...changes };
  }

  /** @param {Entry} entry */
  apply(entry) {
    const { data = {} } = entry;
    switch (entry.kind) {
      case "show.started":
        this.#patch({ state: "live", started_at: entry.at });
        break;
      case "show.interrupted":
        this.#patch({
          state: "interrupted",
          interrupted_until: data.ends_at_ms ? new Date(data.ends_at_ms).toISOString() : null,
        });
        break;
      case "show.resumed":
        this.#patch({ state: "live", interrupted_until: null });
        break;
      case "show.ended":
        this.#patch({ state: "ended", ended_at: entry.at, pinned: null });
        break;
      case "product.pinned":
        this.#patch({ pinned: data.variant_id });
        if (!this.line(data.variant_id)) this.incomplete = true;
        break;
      case "product.unpinned":
        if (!data.variant_id || data.variant_id === this.show?.pinned) this.#patch({ pinned: null });
        break;
      case "stock.changed":
        this.#stockChanged(data);
        break;
      case "chat.said":
        if (data.text) this.#say({ offset: entry.offset, kind: "said", ...data });
        break;
      case "chat.removed":
        this.chat = this.chat.filter((line) => line.offset !== data.offset);
        break;
      case "order.paid":
        this.#bought(entry);
        break;
      case "viewers.counted":
        this.viewers = data.viewers;
        break;
      default: // Kinds that newer servers write are none of our business.
    }
  }

  /** @param {{variant_id: string, available: number, initial?: number}} data */
  #stockChanged(data) {
    const line = this.line(data.variant_id);
    if (!line || !this.show) {
      this.incomplete = true;
      return;
    }
    const changed = { ...line, available: data.available, initial: data.initial ?? line.initial };
    this.#patch({ line_up: this.show.line_up.map((one) => (one === line ? changed : one)) });
  }

  /** @param {Entry} entry */
  #bought(entry) {
    const line = this.line(entry.data.lines?.[0]?.variant_id);
    if (line) this.#say({ offset: entry.offset, kind: "bought", name: entry.data.name ?? "", text: line.title });
  }

  /** @param {ChatLine} line */
  #say(line) {
    this.chat = [...this.chat.slice(1 - CHAT_KEPT), line];
  }

  /**
   * @param {string | null | undefined} variantId
   * @returns {Line | null}
   */
  line(variantId) {
    return this.show?.line_up.find((line) => line.variant_id === variantId) ?? null;
  }

  get pinned() {
    return this.line(this.show?.pinned);
  }
}

/**
 * The line-up as the shop's shelf has it after the show: what is still there, at the shelf's prices.
 *
 * @param {Line[]} lines
 * @param {{images: Image[], variants: {variant_id: string, price: Money, stock: number}[]}[]} products
 * @returns {Line[]}
 */
export function fromShelf(lines, products) {
  const variants = new Map(products.flatMap(({ variants }) => variants.map((one) => [one.variant_id, one])));
  return lines.flatMap((line) => {
    const variant = variants.get(line.variant_id);
    return variant ? [{ ...line, price: variant.price, full_price: null, available: variant.stock }] : [];
  });
}

/**
 * How much of a line is left, in words' terms.
 *
 * @param {Line} line
 * @returns {"plenty" | "almost" | "none"}
 */
export function supply(line) {
  if (line.available <= 0) return "none";
  // "Almost gone" is a tenth of what there was; of a handful, the last one.
  return line.available < Math.max(line.initial / 10, 1.5) ? "almost" : "plenty";
}

/**
 * How many pieces a bag holds.
 *
 * @param {{quantity: number}[]} lines
 */
export function pieces(lines) {
  return lines.reduce((total, line) => total + line.quantity, 0);
}

/** @param {{total: Money}[]} lines */
export function itemsTotal(lines) {
  return sum(lines.map((line) => line.total));
}
