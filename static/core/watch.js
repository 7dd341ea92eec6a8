/**
 * One visit to a show: the show as it is, who we are, our bag, and the room's live connection, kept together.
 *
 * Events: "change" (something to draw again), "moved" (ask for the media's address again), "reactions" with
 * {kind: count} of what others sent, "arrived" when the network is back.
 */

import { ApiError, api, ensurePerson, forgetPerson } from "./api.js";
import { Bag, OPEN } from "./checkout.js";
import { ShowModel, fromShelf } from "./show.js";
import { ShowSocket } from "./socket.js";

const SHELVED_MS = 3000; // The show's units go back to the shelf a moment after its end.
const SLOW_MS = 2000; // A hiccup shorter than this shows no banner.

export class Visit extends EventTarget {
  /**
   * @param {string} show slug or id
   * @param {string | null} source where the viewer came from
   */
  constructor(show, source) {
    super();
    this.name = show;
    this.model = new ShowModel();
    this.bag = new Bag("");
    this.bag.addEventListener("change", () => this.#changed());
    this.socket = new ShowSocket(show, { source });
    /** @type {any} */
    this.me = null;
    this.lost = false; // away long enough to say so
    /** @type {ApiError | null} */
    this.failure = null; // why there is nothing to show
    /** @type {Record<string, number>} */
    this.reactions = {}; // totals as last told
    /** @type {import("./show.js").Line[] | null} */
    this.shelf = null; // after the show: what of its products the shop still has
    this.asking = false;
    this.lostTimer = 0;
    this.seen = "";
    this.#listen();
  }

  #listen() {
    const { socket, model } = this;
    const on = (/** @type {string} */ type, /** @type {(detail: any) => void} */ action) =>
      socket.addEventListener(type, (event) => {
        action(/** @type {CustomEvent} */ (event).detail);
        this.#changed();
      });
    on("snapshot", (snapshot) => {
      this.reactions = snapshot.state?.reactions ?? {};
      model.reset(snapshot);
      this.#known(snapshot.show);
      this.#snapshotHold(snapshot.hold ?? null);
      this.failure = null;
    });
    on("entry", (entry) => {
      model.apply(entry);
      if (entry.kind === "show.ended") window.setTimeout(() => this.#toShelf(), SHELVED_MS);
      if (entry.kind === "watch.moved") this.dispatchEvent(new Event("moved"));
      if (model.incomplete) this.refresh();
    });
    on("state", (state) => {
      model.applyState(state);
      this.#reacted(state.reactions ?? {});
    });
    on("connection", (connection) => this.#connection(connection));
  }

  async open() {
    const person = ensurePerson().then(
      (me) => (this.me = me),
      () => null, // A guest who cannot be made can still watch.
    );
    this.refresh();
    await person;
    this.socket.open();
    this.#changed();
  }

  close() {
    clearTimeout(this.lostTimer);
    this.socket.close();
  }

  /** Asks for the show by HTTP: before the room is joined, and when its line-up has grown. */
  async refresh() {
    if (this.asking) return;
    this.asking = true;
    try {
      const show = await api("GET", `/api/shows/${encodeURIComponent(this.name)}`);
      this.#known(show);
      this.model.replaceShow(show);
      this.failure = null;
    } catch (error) {
      if (!this.model.show && error instanceof ApiError) this.failure = error;
    }
    this.asking = false;
    this.#changed();
  }

  /**
   * Commerce knows shows by their ids, not by the names in addresses.
   *
   * @param {import("./show.js").ShowView} show
   */
  #known(show) {
    this.bag.salePath = `/api/shows/${show.show_id}`;
    if (show.state === "ended" || show.state === "published") this.#toShelf(show);
  }

  /** What was left of the show is back on the shop's shelf, and is bought from there. */
  async #toShelf(show = this.model.show) {
    if (!show || this.shelf) return;
    const answer = await api("GET", `/api/shops/${show.shop.slug}/products`).catch(() => null);
    if (!answer) return;
    this.shelf = fromShelf(show.line_up, answer.products);
    // A bag filled in the show is paid there.
    if (!this.bag.hold) this.bag.salePath = `/api/shops/${show.shop.shop_id}`;
    this.#changed();
  }

  /** What can be bought, and whether now. */
  get offer() {
    const { show } = this.model;
    const onAir = show?.state === "live" || show?.state === "interrupted";
    const over = show?.state === "ended" || show?.state === "published";
    const lines = (over && this.shelf) || show?.line_up || [];
    return { lines, open: onAir || Boolean(over && this.shelf) };
  }

  /** @param {string} variantId */
  offers(variantId) {
    const { lines, open } = this.offer;
    return open && lines.some((line) => line.variant_id === variantId);
  }

  /**
   * A hold that this page made while the snapshot was on its way is newer than the snapshot.
   *
   * @param {import("./checkout.js").Hold | null} hold
   */
  #snapshotHold(hold) {
    if (hold && OPEN.includes(hold.state)) {
      this.bag.take(hold);
      this.bag.restore().catch(() => {});
    } else if (this.bag.hold && !this.bag.checkout) this.bag.refresh().catch(() => {});
  }

  /** @param {Record<string, number>} totals */
  #reacted(totals) {
    /** @type {Record<string, number>} */
    const fresh = {};
    for (const [kind, total] of Object.entries(totals)) {
      const more = total - (this.reactions[kind] ?? 0);
      if (more > 0) fresh[kind] = more;
    }
    this.reactions = totals;
    if (Object.keys(fresh).length) this.dispatchEvent(new CustomEvent("reactions", { detail: fresh }));
  }

  /** @param {import("./socket.js").Connection} connection */
  #connection(connection) {
    clearTimeout(this.lostTimer);
    if (connection === "lost") {
      this.lostTimer = window.setTimeout(() => {
        this.lost = true;
        this.#changed();
      }, SLOW_MS);
    } else if (connection === "joined") {
      if (this.lost) this.dispatchEvent(new Event("arrived"));
      this.lost = false;
    }
  }

  /**
   * @param {string} text
   * @returns {Promise<{offset?: number, error?: import("./socket.js").Refused}>}
   */
  async say(text) {
    const answer = await this.socket.chat(text);
    if (answer.error?.code !== "not_signed_in") return answer;
    forgetPerson();
    this.me = await ensurePerson().catch(() => null);
    this.socket.reopen();
    return answer;
  }

  /**
   * @param {string} name
   * @throws {ApiError}
   */
  async rename(name) {
    this.me = await api("PATCH", "/api/me", { name });
    this.#changed();
  }

  /** Each product card that comes into view counts once in a row. */
  /** @param {string} variantId */
  saw(variantId) {
    if (this.seen === variantId) return;
    this.seen = variantId;
    this.socket.saw(variantId);
  }

  #changed() {
    this.dispatchEvent(new Event("change"));
  }
}
