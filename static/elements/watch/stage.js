/**
 * `<et-stage show=".." state="live">`: the video and what stands in for it: poster, last picture, or a sentence that
 * says why there is none. Starts with sound where the browser lets it, else muted with one clear button.
 * Fires `player` with the player's state.
 */

import { LitElement, html, nothing } from "lit";
import { LocaleController, t } from "../../core/i18n.js";
import { Player } from "../../core/whep.js";
import { base, buttons, onStage } from "../../style/shared.js";
import "../ui/icon.js";
import { drawGlow, hideStill, keepStill } from "./pictures.js";
import { stageStyles } from "./stage-styles.js";

export class EtStage extends LitElement {
  static properties = {
    show: {},
    state: { reflect: true },
    poster: {},
    muted: { state: true },
    soundBlocked: { state: true },
    playing: { type: Boolean, reflect: true },
    shown: { type: Boolean, reflect: true },
    shape: { reflect: true },
    player: { state: true },
  };

  static styles = [base, buttons, onStage, stageStyles];

  constructor() {
    super();
    new LocaleController(this);
    this.show = "";
    this.state = "";
    this.poster = "";
    this.muted = false;
    this.soundBlocked = false;
    this.playing = false;
    this.shown = false; // a picture was there once: from then on the last one stands in, not the poster
    this.shape = ""; // "tall" or "flat", once a picture came
    /** @type {import("../../core/whep.js").PlayerState} */
    this.player = "idle";
    /** @type {Player | null} */
    this.media = null;
    this.glowTimer = 0;
  }

  get video() {
    return /** @type {HTMLVideoElement | null} */ (this.renderRoot.querySelector("video"));
  }

  connectedCallback() {
    super.connectedCallback();
    this.glowTimer = window.setInterval(() => {
      if (this.playing) drawGlow(this.video, this.#canvas("glow"));
    }, 1000);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.glowTimer);
    this.media?.stop();
  }

  updated(/** @type {import("lit").PropertyValues} */ changed) {
    if (changed.has("show") || changed.has("state")) this.#follow();
  }

  /** The player runs while there may be something to see; where to ask is found out before that is known. */
  #follow() {
    const wanted = Boolean(this.show) && (this.state === "live" || this.state === "interrupted");
    if (this.show && !this.media) {
      const media = new Player(this.show);
      this.media = media;
      media.addEventListener("state", () => this.#playerChanged(media));
      media.addEventListener("source", () => this.#attach(media));
      media.prepare();
    }
    if (!this.media) return;
    this.media.setHostAway(this.state === "interrupted");
    if (wanted) this.media.start();
    else if (this.media.wanted) {
      this.media.stop(this.state === "ended");
      this.playing = this.shown = false;
    }
  }

  moved() {
    this.media?.moved();
  }

  async report() {
    return { muted: this.video?.muted ?? true, ...(await this.media?.report()) };
  }

  /** @param {Player} media */
  #playerChanged(media) {
    this.player = media.state;
    this.playing = media.state === "playing";
    if (this.playing) {
      this.shown = true;
      hideStill(this.#canvas("still"));
    }
    this.dispatchEvent(new CustomEvent("player", { detail: media.state }));
  }

  /** @param {Player} media */
  async #attach(media) {
    const { video } = this;
    if (!video) return;
    keepStill(video, this.#canvas("still"));
    if (media.url) video.src = media.url;
    else video.srcObject = media.stream;
    await this.#play();
  }

  async #play() {
    const { video } = this;
    if (!video) return;
    video.muted = this.muted;
    try {
      await video.play();
    } catch (error) {
      if (!(error instanceof DOMException) || error.name !== "NotAllowedError" || video.muted) return;
      // The browser wants a touch before it lets a page make noise.
      video.muted = this.muted = this.soundBlocked = true;
      await video.play().catch(() => {});
    }
  }

  /** Nobody pauses a live show: the browser did, over sound that it does not want, or a phone call. */
  #paused() {
    if (this.media?.wanted && !document.hidden && !document.pictureInPictureElement) this.#play();
  }

  /** @param {boolean} muted */
  setMuted(muted) {
    this.muted = muted;
    this.soundBlocked = false;
    if (this.video) this.video.muted = muted;
    if (!muted) this.#play();
  }

  /** @param {MouseEvent} event */
  #sound(event) {
    event.stopPropagation(); // Not a touch on the video.
    this.setMuted(false);
  }

  /** @param {string} name */
  #canvas(name) {
    return /** @type {HTMLCanvasElement | null} */ (this.renderRoot.querySelector(`canvas.${name}`));
  }

  #measure() {
    const { video } = this;
    if (video?.videoWidth) this.shape = video.videoWidth > video.videoHeight * 1.05 ? "flat" : "tall";
  }

  render() {
    const stageState = this.state === "live" && this.player === "blocked" ? "blocked" : this.state;
    return html`
      <canvas class="glow" width="32" height="18" aria-hidden="true"></canvas>
      ${this.poster ? html`<img class="poster" src=${this.poster} alt="" ?hidden=${this.shown} />` : nothing}
      <video
        playsinline
        autoplay
        aria-label=${t("watch.video")}
        @resize=${this.#measure}
        @loadedmetadata=${this.#measure}
        @loadeddata=${() => this.media?.pictured()}
        @pause=${this.#paused}
      ></video>
      <canvas class="still" hidden aria-hidden="true"></canvas>
      <div class="words" role="status">${this.#words(stageState)}</div>
      ${this.soundBlocked && this.playing
        ? html`<button class="button sound" @click=${this.#sound}>
            <et-icon name="sound_off"></et-icon>${t("watch.sound_on")}
          </button>`
        : nothing}
    `;
  }

  /** @param {string} state */
  #words(state) {
    if (state === "interrupted") {
      return html`<div class="card">
        <span class="pulse"></span><strong>${t("watch.interrupted")}</strong>
        <p>${t("watch.interrupted_more")}</p>
      </div>`;
    }
    if (state === "blocked") {
      return html`<div class="card">
        <et-icon name="camera_off"></et-icon><strong>${t("watch.blocked")}</strong>
        <p>${t("watch.blocked_more")}</p>
      </div>`;
    }
    if (state !== "live" || this.playing || this.player === "idle") return nothing;
    return html`<div class="connecting">
      <span class="bar"></span>${t("watch.connecting")}
    </div>`;
  }
}

customElements.define("et-stage", EtStage);
