/**
 * Publishing from the browser by WHIP (RFC 9725): the host's half of the media, without any page around it.
 *
 * A `Publisher` takes a `MediaStream` and keeps it on the way to the server: it comes back by itself after the network
 * was lost, and says what it is doing by events (`state`, `health`). What lives elsewhere: choosing devices
 * (`core/devices.js`), and when a show starts or ends (the API).
 */

/** @typedef {"idle" | "connecting" | "publishing" | "reconnecting" | "stopped" | "failed"} PublisherState */

/**
 * @typedef {object} Health One second of sending, as the browser measured it.
 * @property {number} bitrateKbit video and audio together, kbit/s
 * @property {number} lossPercent of packets, as the server reported back
 * @property {number | null} roundTripMs
 * @property {number} framesPerSecond
 * @property {number} width
 * @property {number} height
 * @property {"none" | "cpu" | "bandwidth" | "other"} limitedBy what holds the picture's quality back
 * @property {string} codec
 * @property {number | null} availableKbit what the browser believes the way up can carry, kbit/s
 */

/** A refusal that trying again cannot mend; `code` is the server's (`publisher_there`, `forbidden`, `wrong_state`..). */
export class PublishError extends Error {
  /** @param {string} code @param {number} status @param {string} message */
  constructor(code, status, message) {
    super(message);
    this.code = code;
    this.status = status;
  }
}

const FIRST_WAIT_MS = 500;
const LONGEST_WAIT_MS = 8_000;
/** A short gap heals by itself (ICE checks go on); a longer one needs a new session. */
const DISCONNECTED_PATIENCE_MS = 4_000;
const GATHERING_PATIENCE_MS = 600;
const MAX_VIDEO_BIT_S = 3_500_000;

export class Publisher extends EventTarget {
  /**
   * @param {{url: string, key: () => Promise<string>, stream: MediaStream}} options
   *   `key` is asked for each time a session begins, so that a key which lives a minute will do.
   */
  constructor({ url, key, stream }) {
    super();
    this.url = url;
    this.key = key;
    this.stream = stream;
    /** @type {PublisherState} */
    this.state = "idle";
    /** @type {Health | null} */
    this.health = null;
    /** @type {PublishError | null} */
    this.error = null;
    /** @type {RTCPeerConnection | null} */
    this.connection = null;
    /** @type {string | null} the WHIP session's own address, for DELETE */
    this.location = null;
    this.attempt = 0;
    /** Grows with each session, so that what an old one still says is not heard. */
    this.generation = 0;
    this.online = () => this.state === "reconnecting" && this.#again(0);
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    /** @type {ReturnType<typeof setInterval> | undefined} */
    this.statsTimer = undefined;
  }

  /**
   * Begins to publish; resolves when the server has answered the offer.
   * @returns {Promise<void>}
   * @throws {PublishError} when the server refuses for good
   */
  async start() {
    if (this.state !== "idle" && this.state !== "stopped" && this.state !== "failed") return;
    window.addEventListener("online", this.online);
    this.attempt = 0;
    this.error = null;
    this.#become("connecting");
    await this.#connect();
    if (this.error) throw this.error;
  }

  /** Ends the session; the server tells the viewers that the host is gone. Safe to call twice. */
  async stop() {
    this.#become("stopped");
    await this.#leave();
  }

  /**
   * Takes over another camera or microphone without a new session.
   * @param {MediaStream} stream
   */
  async use(stream) {
    this.stream = stream;
    for (const sender of this.connection?.getSenders() ?? []) {
      const kind = sender.track?.kind;
      const track = stream.getTracks().find((other) => other.kind === kind);
      if (track) await sender.replaceTrack(track);
    }
  }

  /** The same as `stop`, for a page that is closing: nothing is awaited. */
  abandon() {
    this.#become("stopped");
    void this.#leave();
  }

  async #leave() {
    clearTimeout(this.timer);
    window.removeEventListener("online", this.online);
    await this.#close();
  }

  async #connect() {
    const generation = ++this.generation;
    try {
      await this.#offer(generation);
    } catch (error) {
      if (generation !== this.generation || this.state === "stopped") return;
      if (error instanceof PublishError && !this.#mayPass(error)) {
        this.error = error;
        await this.#leave();
        this.#become("failed");
      } else {
        this.#again();
      }
    }
  }

  /**
   * While we come back, "a publisher is there" is our own lost session, which the server will let go in a moment.
   * @param {PublishError} error
   */
  #mayPass(error) {
    if (error.status >= 500 || error.status === 429) return true;
    return this.state === "reconnecting" && error.code === "publisher_there";
  }

  /** @param {number} generation */
  async #offer(generation) {
    const connection = new RTCPeerConnection({ iceServers: [], bundlePolicy: "max-bundle" });
    this.connection = connection;
    for (const track of this.stream.getTracks()) {
      const transceiver = connection.addTransceiver(track, { direction: "sendonly", streams: [this.stream] });
      if (track.kind === "video") preferRecordableVideo(transceiver);
    }
    connection.onconnectionstatechange = () => generation === this.generation && this.#connectionChanged(connection);
    await connection.setLocalDescription(await connection.createOffer());
    await gathered(connection);
    const answer = await this.#post(connection.localDescription?.sdp ?? "", true);
    if (generation !== this.generation || this.connection !== connection) return;
    await connection.setRemoteDescription({ type: "answer", sdp: answer });
    await limitBitrate(connection);
  }

  /**
   * RFC 9725 section 4.2: the offer by POST, the answer with the session's address in `Location`.
   * @param {string} offer
   * @param {boolean} mayRenew an old key is renewed once
   * @returns {Promise<string>}
   */
  async #post(offer, mayRenew) {
    const key = await this.key();
    const response = await fetch(this.url, {
      method: "POST",
      headers: { "Content-Type": "application/sdp", Authorization: `Bearer ${key}` },
      body: offer,
    });
    if (response.status === 201) {
      const location = response.headers.get("Location");
      this.location = location ? new URL(location, response.url).href : null;
      this.sessionKey = key;
      return response.text();
    }
    if ([401, 403].includes(response.status) && mayRenew) return this.#post(offer, false);
    const { code, message } = await reason(response);
    throw new PublishError(code, response.status, message);
  }

  /** @param {RTCPeerConnection} connection */
  #connectionChanged(connection) {
    clearTimeout(this.timer);
    if (connection.connectionState === "connected") {
      this.attempt = 0;
      this.#become("publishing");
      this.#measure(connection);
    } else if (connection.connectionState === "disconnected") {
      this.timer = setTimeout(() => this.#again(0), DISCONNECTED_PATIENCE_MS);
    } else if (connection.connectionState === "failed") {
      this.#again(0);
    }
  }

  /** @param {number} [waitMs] doubles with each failed try, with chance in it, when not given */
  #again(waitMs) {
    if (this.state === "stopped" || this.state === "failed") return;
    this.#become("reconnecting");
    const backoff = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** this.attempt++);
    clearTimeout(this.timer);
    this.timer = setTimeout(async () => {
      await this.#close();
      if (this.state === "reconnecting") await this.#connect();
    }, waitMs ?? backoff * (0.5 + Math.random() / 2));
  }

  async #close() {
    clearInterval(this.statsTimer);
    this.generation++;
    this.connection?.close();
    this.connection = null;
    const location = this.location;
    this.location = null;
    if (!location) return;
    const headers = { Authorization: `Bearer ${this.sessionKey}` };
    // The server finds out by itself when this cannot be said (RFC 9725 section 4.2: consent expires).
    await fetch(location, { method: "DELETE", headers, keepalive: true }).catch(() => undefined);
  }

  /** @param {RTCPeerConnection} connection */
  #measure(connection) {
    clearInterval(this.statsTimer);
    let before = { bytes: 0, atMs: performance.now() };
    this.statsTimer = setInterval(async () => {
      const report = await connection.getStats().catch(() => null);
      if (!report || this.connection !== connection) return;
      const nowMs = performance.now();
      const { bytes, ...health } = readHealth(report);
      const bitrateKbit = before.bytes ? ((bytes - before.bytes) * 8) / (nowMs - before.atMs) : 0;
      before = { bytes, atMs: nowMs };
      this.health = { ...health, bitrateKbit: Math.max(0, bitrateKbit) };
      this.dispatchEvent(new CustomEvent("health", { detail: this.health }));
    }, 1_000);
  }

  /** @param {PublisherState} state */
  #become(state) {
    if (this.state === state) return;
    this.state = state;
    this.dispatchEvent(new CustomEvent("state", { detail: state }));
  }
}

/**
 * H264 first, since a recording of it goes into an mp4 without being encoded again; then VP8, then what is left.
 * @param {RTCRtpTransceiver} transceiver
 */
function preferRecordableVideo(transceiver) {
  const codecs = RTCRtpReceiver.getCapabilities?.("video")?.codecs ?? [];
  if (!codecs.length || !transceiver.setCodecPreferences) return;
  /** @param {{mimeType: string, sdpFmtpLine?: string}} codec */
  const rank = (codec) => {
    if (/h264/i.test(codec.mimeType)) return /profile-level-id=42e0/i.test(codec.sdpFmtpLine ?? "") ? 0 : 1;
    return /vp8/i.test(codec.mimeType) ? 2 : 3;
  };
  transceiver.setCodecPreferences([...codecs].sort((a, b) => rank(a) - rank(b)));
}

/** @param {RTCPeerConnection} connection */
async function limitBitrate(connection) {
  const sender = connection.getSenders().find((other) => other.track?.kind === "video");
  if (!sender) return;
  const parameters = sender.getParameters();
  if (!parameters.encodings?.length) return;
  parameters.encodings[0].maxBitrate = MAX_VIDEO_BIT_S;
  await sender.setParameters(parameters).catch(() => undefined);
}

/**
 * Without STUN servers the addresses are known at once; one that is late can still be found from the packets.
 * @param {RTCPeerConnection} connection
 */
async function gathered(connection) {
  if (connection.iceGatheringState === "complete") return;
  await new Promise((resolve) => {
    const timer = setTimeout(resolve, GATHERING_PATIENCE_MS);
    connection.addEventListener("icegatheringstatechange", () => {
      if (connection.iceGatheringState !== "complete") return;
      clearTimeout(timer);
      resolve(undefined);
    });
  });
}

/**
 * @param {RTCStatsReport} report
 * @returns {Omit<Health, "bitrateKbit"> & {bytes: number}}
 */
function readHealth(report) {
  const health = {
    bytes: 0,
    lossPercent: 0,
    /** @type {number | null} */ roundTripMs: null,
    framesPerSecond: 0,
    width: 0,
    height: 0,
    /** @type {Health["limitedBy"]} */ limitedBy: "none",
    codec: "",
    /** @type {number | null} */ availableKbit: null,
  };
  report.forEach((/** @type {any} */ row) => {
    if (row.type === "outbound-rtp") health.bytes += row.bytesSent ?? 0;
    if (row.type === "outbound-rtp" && row.kind === "video") {
      health.framesPerSecond = row.framesPerSecond ?? 0;
      health.width = row.frameWidth ?? 0;
      health.height = row.frameHeight ?? 0;
      health.limitedBy = row.qualityLimitationReason ?? "none";
      health.codec = (/** @type {any} */ (report.get(row.codecId))?.mimeType ?? "").replace("video/", "");
    }
    if (row.type === "candidate-pair" && row.nominated && row.availableOutgoingBitrate) {
      health.availableKbit = row.availableOutgoingBitrate / 1000;
    }
    if (row.type === "remote-inbound-rtp" && row.kind === "video") {
      health.lossPercent = (row.fractionLost ?? 0) * 100;
      if (row.roundTripTime !== undefined) health.roundTripMs = row.roundTripTime * 1000;
    }
  });
  return health;
}

/** @param {Response} response @returns {Promise<{code: string, message: string}>} */
async function reason(response) {
  try {
    return (await response.json()).error;
  } catch {
    return { code: "refused", message: `${response.status}` };
  }
}
