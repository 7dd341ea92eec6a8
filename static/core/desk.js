/**
 * The host's desk: a show as its shop's people see it (room, staff frames, counts), and what they do to it. No DOM.
 *
 * Fires "change" whenever something to be seen is another.
 */

import { api } from "./api.js";
import { sum } from "./format.js";
import { ShowModel } from "./show.js";
import { ShowSocket } from "./socket.js";

/** @typedef {{offset: number, at: string, name: string, total: import("./format.js").Money, pieces: number, is_test: boolean}} Sale */

const REFRESH_MS = 5_000;
const SALES_KEPT = 50;
const BAN_S = 30 * 24 * 3600;

export class Desk extends EventTarget {
  /** @param {string} slug */
  constructor(slug) {
    super();
    this.slug = slug;
    this.model = new ShowModel();
    this.connection = "connecting";
    /** @type {any} counts, has_publisher: what only staff is told, by HTTP */
    this.staff = {};
    /** @type {Sale[]} the newest first */
    this.sales = [];
    this.socket = new ShowSocket(slug);
    this.timer = 0;
    this.#listen();
  }

  /** @returns {any} */
  get show() {
    return this.model.show;
  }

  #listen() {
    const { socket } = this;
    const on = (/** @type {string} */ type, /** @type {(detail: any) => void} */ hear) =>
      socket.addEventListener(type, (event) => {
        hear(/** @type {CustomEvent} */ (event).detail);
        this.#tell();
      });
    on("snapshot", (snapshot) => {
      // The snapshot is the public's: prices and counts of the shop's people stay as HTTP told them.
      this.model.reset({ ...snapshot, show: { ...this.show, ...snapshot.show } });
      for (const entry of snapshot.staff ?? []) this.#heard(entry);
    });
    on("entry", (entry) => this.model.apply(entry));
    on("state", (state) => this.model.applyState(state));
    on("staff", (frame) => frame.entries?.forEach((/** @type {any} */ entry) => this.#heard(entry)));
    on("connection", (connection) => (this.connection = connection));
  }

  /** Loads the show and joins its room. Throws what the API refuses. */
  async open() {
    await this.refresh();
    this.socket.open();
    this.timer = window.setInterval(() => void this.refresh().catch(() => undefined), REFRESH_MS);
  }

  close() {
    clearInterval(this.timer);
    this.socket.close();
  }

  async refresh() {
    this.#took(await api("GET", `/api/shows/${this.slug}`));
  }

  /** @param {any} show */
  #took(show) {
    if (!show?.show_id) return;
    this.model.replaceShow(show);
    this.staff = { counts: show.counts ?? this.staff.counts, has_publisher: show.has_publisher };
    this.#tell();
  }

  /** @param {{offset: number, at: string, kind: string, data: any}} entry */
  #heard({ offset, at, kind, data }) {
    if (kind !== "order.paid" || !data.total || this.sales.some((sale) => sale.offset === offset)) return;
    const total = typeof data.total === "object" ? data.total : { amount: String(data.total), currency: data.currency };
    const pieces = data.lines.reduce((/** @type {number} */ all, /** @type {any} */ line) => all + line.quantity, 0);
    const sale = { offset, at, name: data.name ?? "", total, pieces, is_test: Boolean(data.is_test) };
    this.sales = [sale, ...this.sales].sort((one, other) => other.offset - one.offset).slice(0, SALES_KEPT);
    void this.refresh().catch(() => undefined);
  }

  /** Money and pieces sold: the server's count, or what was heard when that is more (it comes a moment earlier). */
  get sold() {
    const { counts } = this.staff;
    const heard = sum(this.sales.map((sale) => sale.total));
    const money = counts?.paid_total ?? heard;
    return { money, pieces: counts?.items_sold ?? this.sales.reduce((all, sale) => all + sale.pieces, 0) };
  }

  /** @param {"start" | "end"} action */
  async turn(action) {
    this.#took(await api("POST", `/api/shows/${this.show.show_id}/${action}`, {}));
  }

  /** @param {string | null} variantId null: nothing pinned */
  async pin(variantId) {
    const path = `/api/shows/${this.show.show_id}/pin`;
    if (variantId) this.#took(await api("PUT", path, { variant_id: variantId }));
    else this.#took(await api("DELETE", path));
  }

  /** @returns {Promise<string>} a key with which this host may publish for a while */
  async publishToken() {
    return (await api("POST", `/api/shows/${this.show.show_id}/publish-token`, {})).token;
  }

  /** @param {number} offset of a chat message */
  async removeChat(offset) {
    await api("DELETE", `/api/shows/${this.show.show_id}/chat/${offset}`);
  }

  /** @param {string} person @param {number} [seconds] without: as long as can be */
  async mute(person, seconds = BAN_S) {
    await api("POST", `/api/shows/${this.show.show_id}/mutes`, { person, seconds });
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}
