/**
 * A viewer's media: asks the server for the ways to watch, takes the first that works here, comes back by itself.
 *
 * WHEP is draft-ietf-wish-whep: the offer goes up by POST, the answer comes back with 201 and a `Location` to DELETE.
 * A host who is not there yet is no error: the answer comes all the same and media begins when the host does.
 */

import { api } from "./api.js";

/** @typedef {{kind: string, url: string, token?: string, expires_at?: string, latency_ms?: number}} Way */
/** @typedef {"idle" | "connecting" | "playing" | "stalled" | "failed" | "blocked"} PlayerState */

const LOST_MS = 4000; // "disconnected" is often a passing thing: so long it may last.
const STALLED_MS = 2500;
const GIVE_UP_STALLED_MS = 6000;
const RESUME_MS = 2500; // So long a host who is back may take until the picture moves.
const RETRY_MS = { first: 800, most: 15_000 };
// Twice refused by ICE before any picture came: UDP, or WebRTC at all, does not get through here.
const BLOCKED_AFTER = 2;

/**
 * Fires "state" (with `state`), "source" (with `stream` or `url`: what the video element has to show).
 */
export class Player extends EventTarget {
  /** @param {string} show id or slug */
  constructor(show) {
    super();
    this.show = show;
    /** @type {PlayerState} */
    this.state = "idle";
    /** @type {MediaStream | null} */
    this.stream = null;
    /** @type {string | null} */
    this.url = null; // of a way that the video element plays by itself (HLS)
    /** @type {RTCPeerConnection | null} */
    this.peer = null;
    /** @type {string | null} */
    this.resource = null;
    /** @type {Promise<Way[]> | null} */
    this.ahead = null;
    this.wanted = false;
    this.hostAway = false; // then a still picture is no fault of the connection
    this.hadMedia = false;
    this.attempts = 0;
    this.failures = 0;
    this.stalledMs = 0;
    this.run = 0; // counts the tries, so that what belongs to an older one is ignored
    this.frames = 0;
    this.stillSince = 0;
    this.retryTimer = 0;
    this.lostTimer = 0;
    this.watchTimer = 0;
  }

  /** Asks for the ways ahead of `start`, while the page still finds out whether the show is on. */
  prepare() {
    const ways = this.#ask();
    ways.catch(() => {}); // `start` will see it, and try again.
    this.ahead = ways;
  }

  /** @returns {Promise<Way[]>} */
  async #ask() {
    return (await api("GET", `/api/shows/${encodeURIComponent(this.show)}/watch`)).ways ?? [];
  }

  start() {
    if (this.wanted) return;
    this.wanted = true;
    this.attempts = 0;
    this.#connect();
  }

  /**
   * Leaves: tells the server, so that the viewer counts as gone at once.
   *
   * @param {boolean} [over] the show has ended, and the server has closed its sessions by itself
   */
  stop(over = false) {
    this.wanted = false;
    if (over) this.resource = null;
    clearTimeout(this.retryTimer);
    this.#drop();
    this.#state("idle");
  }

  /** @param {boolean} away */
  setHostAway(away) {
    if (this.hostAway && !away) this.stillSince = performance.now() - GIVE_UP_STALLED_MS + RESUME_MS;
    this.hostAway = away;
  }

  /** Asks for the ways again, after a moment of chance so that thousands do not ask at once (`watch.moved`). */
  moved() {
    if (this.wanted) this.#again(Math.random() * 2000);
  }

  async #connect() {
    const run = ++this.run;
    this.#drop();
    this.#state("connecting");
    try {
      const ways = this.ahead ?? this.#ask();
      this.ahead = null;
      // Most likely it will be WebRTC: its offer is made while the ways are asked for.
      const peer = "RTCPeerConnection" in window && this.failures < BLOCKED_AFTER ? this.#offer(run) : null;
      peer?.catch(() => {}); // Seen below, unless asking for the ways fails first.
      await this.#take(await ways, peer, run);
    } catch {
      if (run === this.run && this.wanted) this.#failed();
    }
  }

  /**
   * @param {Way[]} ways best first
   * @param {Promise<RTCPeerConnection> | null} offered null where WebRTC is not to be had
   * @param {number} run
   */
  async #take(ways, offered, run) {
    if (run !== this.run || !this.wanted) return;
    const hls = document.createElement("video").canPlayType("application/vnd.apple.mpegurl") !== "";
    const way = ways.find((one) => (one.kind === "whep" && offered) || (one.kind === "hls" && hls));
    if (way?.kind === "whep" && offered) return await this.#whep(way, await offered, run);
    this.#drop();
    if (way) {
      this.url = way.url;
      this.#source();
      this.#state("playing");
    } else {
      this.failures = 0; // The next round may try again: networks change.
      this.#state("blocked");
      this.#again(RETRY_MS.most);
    }
  }

  /**
   * A connection with its offer made.
   *
   * @param {number} run
   */
  async #offer(run) {
    const peer = new RTCPeerConnection({ iceServers: [], bundlePolicy: "max-bundle" });
    this.peer = peer;
    for (const kind of ["audio", "video"]) peer.addTransceiver(kind, { direction: "recvonly" });
    peer.addEventListener("connectionstatechange", () => run === this.run && this.#connectionChanged(peer));
    await peer.setLocalDescription(await peer.createOffer());
    return peer;
  }

  /**
   * @param {Way} way
   * @param {RTCPeerConnection} peer
   * @param {number} run
   */
  async #whep(way, peer, run) {
    // The offer goes out before any candidate is found: the server has a public address and learns ours from the first
    // check that reaches it (peer-reflexive, RFC 8445 section 7.3.1.3), so waiting would only delay the picture.
    const response = await fetch(way.url, {
      method: "POST",
      headers: { "Content-Type": "application/sdp", ...(way.token ? { Authorization: `Bearer ${way.token}` } : {}) },
      body: peer.localDescription?.sdp,
    });
    const location = response.headers.get("Location");
    const resource = location ? new URL(location, response.url).href : null;
    if (run !== this.run || !this.wanted) {
      if (resource) leave(resource);
      return;
    }
    if (!response.ok) throw new Error(`WHEP answered ${response.status}`);
    this.resource = resource;
    await peer.setRemoteDescription({ type: "answer", sdp: await response.text() });
    if (run !== this.run) return;
    this.stream = new MediaStream(peer.getReceivers().map((receiver) => receiver.track));
    this.#source();
    this.frames = 0;
    this.stillSince = performance.now();
    this.watchTimer = window.setInterval(() => this.#look(peer, run), 500);
  }

  /** @param {RTCPeerConnection} peer */
  #connectionChanged(peer) {
    clearTimeout(this.lostTimer);
    if (peer.connectionState === "connected") this.failures = 0;
    else if (peer.connectionState === "failed") {
      if (!this.hadMedia) this.failures += 1;
      this.#failed();
    } else if (peer.connectionState === "disconnected") {
      this.lostTimer = window.setTimeout(() => this.#failed(), LOST_MS);
    }
  }

  /**
   * Is the picture moving?
   *
   * @param {RTCPeerConnection} peer
   * @param {number} run
   */
  async #look(peer, run) {
    const frames = await decodedFrames(peer);
    if (run !== this.run) return;
    const now = performance.now();
    if (frames > this.frames) {
      this.frames = frames;
      this.stillSince = now;
      this.#moving();
      return;
    }
    const stillMs = now - this.stillSince;
    if (this.state === "playing" && stillMs > STALLED_MS) this.#state("stalled");
    if (this.state !== "stalled") return;
    this.stalledMs += 500;
    if (stillMs > GIVE_UP_STALLED_MS && !this.hostAway) this.#failed();
  }

  /** The video element has shown a picture: sooner than the next look would find. */
  pictured() {
    if (this.wanted && this.peer && this.state === "connecting") this.#moving();
  }

  #moving() {
    this.hadMedia = true;
    this.attempts = 0;
    this.#state("playing");
  }

  #failed() {
    this.#state("failed");
    const ceiling = Math.min(RETRY_MS.most, RETRY_MS.first * 2 ** this.attempts);
    this.attempts += 1;
    this.#again(ceiling / 2 + (Math.random() * ceiling) / 2);
  }

  /** @param {number} afterMs */
  #again(afterMs) {
    clearTimeout(this.retryTimer);
    this.retryTimer = window.setTimeout(() => this.wanted && this.#connect(), afterMs);
  }

  #drop() {
    clearTimeout(this.lostTimer);
    clearInterval(this.watchTimer);
    this.run += this.wanted ? 0 : 1;
    this.peer?.close();
    this.peer = null;
    if (this.resource) leave(this.resource);
    this.resource = null;
  }

  /**
   * What `watching` reports: an estimate of the delay from network and jitter buffer, and how long the picture stood
   * still since the last report.
   *
   * @returns {Promise<{latency_ms?: number, stalled_ms?: number}>}
   */
  async report() {
    /** @type {{latency_ms?: number, stalled_ms?: number}} */
    const report = {};
    if (this.stalledMs) report.stalled_ms = this.stalledMs;
    this.stalledMs = 0;
    if (!this.peer) return report;
    const stats = [...(await this.peer.getStats()).values()];
    const video = stats.find((one) => one.type === "inbound-rtp" && one.kind === "video");
    const pair = stats.find((one) => one.type === "candidate-pair" && one.nominated);
    if (video?.jitterBufferEmittedCount) {
      const bufferS = video.jitterBufferDelay / video.jitterBufferEmittedCount;
      report.latency_ms = Math.round((bufferS + (pair?.currentRoundTripTime ?? 0) / 2) * 1000);
    }
    return report;
  }

  #source() {
    this.dispatchEvent(new CustomEvent("source", { detail: { stream: this.stream, url: this.url } }));
  }

  /** @param {PlayerState} state */
  #state(state) {
    if (state === this.state) return;
    this.state = state;
    this.dispatchEvent(new CustomEvent("state", { detail: state }));
  }
}

/** @param {RTCPeerConnection} peer */
async function decodedFrames(peer) {
  for (const one of (await peer.getStats()).values()) {
    if (one.type === "inbound-rtp" && one.kind === "video") return one.framesDecoded ?? 0;
  }
  return 0;
}

/** @param {string} resource the address of a WHEP session */
function leave(resource) {
  fetch(resource, { method: "DELETE", keepalive: true }).catch(() => {
    // The relay notices by itself when nobody listens any more.
  });
}
