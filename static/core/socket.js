/**
 * A show's Socket.IO room: joins, applies frames without gap or double, resumes after a lost connection.
 *
 * Events, each with its data in `detail`:
 *   snapshot    {show, chat, state, hold, you, epoch, offset}: begin anew from this
 *   entry       {offset, at, kind, data}: one public entry of the log, in order, each once
 *   state       {viewers, stock: {variant_id: available}, reactions: {kind: count}}: the newest values
 *   staff       a frame of what the shop's people alone may see (in `entries`)
 *   notice      to this person
 *   connection  "connecting" | "joined" | "lost" | "refused"
 */

import { io } from "socket.io-client";

/** @typedef {{offset: number, at: string, kind: string, data: any}} Entry */
/** @typedef {{epoch: number, after: number, offset: number, entries: Entry[], state?: any}} Frame */
/** @typedef {"connecting" | "joined" | "lost" | "refused"} Connection */
/** @typedef {{code: string, message: string, details?: any, retry_after_s?: number}} Refused */

const ACK_MS = 10_000;

export class ShowSocket extends EventTarget {
  /**
   * @param {string} show id or slug
   * @param {{source?: string | null}} [options] `source`: where the viewer came from
   */
  constructor(show, options = {}) {
    super();
    this.show = show;
    this.source = options.source ?? null;
    // One visit a page: joining again after a lost connection is the same visit.
    this.visit = crypto.randomUUID?.() ?? `${Date.now()}-${Math.random()}`;
    this.epoch = 0;
    this.offset = -1; // nothing yet
    /** @type {any} */
    this.you = null;
    /** @type {Connection} */
    this.connection = "connecting";
    this.joining = false;
    /** @type {Frame[]} */
    this.early = []; // frames that came while the join was being answered
    this.retry = 0;
    this.socket = io({
      path: "/socket.io",
      transports: ["websocket", "polling"],
      autoConnect: false,
      reconnectionDelay: 1000 + Math.random() * 1000,
      reconnectionDelayMax: 15_000,
      randomizationFactor: 0.5,
    });
    this.socket.on("connect", () => this.#join());
    this.socket.on("disconnect", (/** @type {string} */ reason) => {
      this.joining = false;
      this.#connection("lost");
      // The client library does not come back by itself when the server ended it (a restart, a deploy).
      if (reason === "io server disconnect") this.#later(() => this.socket.connect());
    });
    this.socket.on("connect_error", () => {
      this.#connection("lost");
      // `active` is false when the server refused the handshake: then asking again is up to us.
      if (!this.socket.active) this.#later(() => this.socket.connect());
    });
    this.socket.on("frame", (/** @type {Frame} */ frame) => this.#frame(frame));
    this.socket.on("staff", (/** @type {any} */ frame) => this.#tell("staff", frame));
    this.socket.on("notice", (/** @type {any} */ notice) => this.#tell("notice", notice));
  }

  open() {
    this.socket.connect();
  }

  close() {
    clearTimeout(this.retry);
    this.socket.disconnect();
  }

  /** Connects anew, so that the server sees a fresh sign-in (a guest made meanwhile, a new cookie). */
  reopen() {
    this.socket.disconnect();
    this.socket.connect();
  }

  /**
   * @param {string} text
   * @param {number} [replyTo] the offset of what is answered
   * @returns {Promise<{offset?: number, error?: Refused}>}
   */
  chat(text, replyTo) {
    return this.#ask("chat", replyTo === undefined ? { text } : { text, reply_to: replyTo });
  }

  /**
   * @param {string} kind
   * @param {number} count
   */
  react(kind, count) {
    if (this.socket.connected) this.socket.emit("react", { kind, count });
  }

  /** @param {string} variantId */
  saw(variantId) {
    if (this.socket.connected) this.socket.emit("saw", { variant_id: variantId });
  }

  /** @param {string} variantId */
  clicked(variantId) {
    if (this.socket.connected) this.socket.emit("clicked", { variant_id: variantId });
  }

  /** @param {{muted: boolean, latency_ms?: number, stalled_ms?: number}} how */
  watching(how) {
    if (this.socket.connected) this.socket.emit("watching", how);
  }

  /**
   * @param {string} event
   * @param {any} data
   * @returns {Promise<any>} the acknowledgement, or `{error}` when there is none
   */
  async #ask(event, data) {
    if (!this.socket.connected) return { error: { code: "offline", message: "Not connected." } };
    try {
      return (await this.socket.timeout(ACK_MS).emitWithAck(event, data)) ?? {};
    } catch {
      return { error: { code: "offline", message: "No answer." } };
    }
  }

  async #join() {
    if (this.joining) return;
    this.joining = true;
    this.early = [];
    /** @type {Record<string, any>} */
    const request = { show: this.show, visit: this.visit };
    if (this.source) request.source = this.source;
    if (this.offset >= 0) Object.assign(request, { epoch: this.epoch, offset: this.offset });
    const id = this.socket.id;
    const answer = await this.#ask("join", request);
    if (id !== this.socket.id) return; // The connection is another one by now, and joins for itself.
    this.joining = false;
    if (answer.error) return this.#notJoined(answer.error);
    this.epoch = answer.epoch;
    this.you = answer.you ?? this.you;
    if (answer.snapshot) {
      this.offset = answer.offset;
      this.#tell("snapshot", { ...answer.snapshot, you: this.you, epoch: this.epoch, offset: this.offset });
    } else {
      for (const entry of answer.entries ?? []) this.#entry(entry);
      this.offset = answer.offset;
    }
    this.#connection("joined");
    const early = this.early;
    this.early = [];
    for (const frame of early) if (frame.offset >= this.offset) this.#frame(frame);
  }

  /** @param {Refused} error */
  #notJoined(error) {
    const passing = ["offline", "unavailable", "rebuilding", "too_many", "internal"].includes(error.code);
    this.#connection(passing ? "lost" : "refused");
    if (passing) this.#later(() => this.socket.connected && this.#join(), error.retry_after_s);
  }

  /** @param {Frame} frame */
  #frame(frame) {
    if (this.joining) {
      this.early.push(frame);
      return;
    }
    if (this.offset < 0) return;
    if (frame.epoch !== this.epoch || frame.after > this.offset) {
      this.#join(); // We missed something: the answer brings it.
      return;
    }
    for (const entry of frame.entries ?? []) if (entry.offset > this.offset) this.#entry(entry);
    this.offset = Math.max(this.offset, frame.offset);
    if (frame.state) this.#tell("state", frame.state);
  }

  /** @param {Entry} entry */
  #entry(entry) {
    this.#tell("entry", entry);
  }

  /** @param {Connection} connection */
  #connection(connection) {
    if (connection === this.connection) return;
    this.connection = connection;
    this.#tell("connection", connection);
  }

  /**
   * @param {() => void} action
   * @param {number} [seconds]
   */
  #later(action, seconds = 1) {
    clearTimeout(this.retry);
    this.retry = window.setTimeout(action, (seconds + Math.random() * 2) * 1000);
  }

  /**
   * @param {string} type
   * @param {any} detail
   */
  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }
}
