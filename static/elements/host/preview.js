/** `<et-host-preview>`: what goes out: the camera (or the encoder's picture), its level, its health, its devices. */

import { LitElement, html, nothing } from "lit";
import { LocaleController, t } from "../../core/i18n.js";
import { Player } from "../../core/whep.js";
import { badges, base, buttons, fields } from "../../style/shared.js";
import "../../core/text/host.js";
import { choice } from "../form/field.js";
import "../ui/empty.js";
import "../ui/icon.js";
import "./health.js";
import "./level.js";
import { previewLook } from "./preview-look.js";

export class EtHostPreview extends LitElement {
  static properties = {
    desk: { attribute: false },
    air: { attribute: false },
    camera: { attribute: false },
    stamp: { attribute: false },
  };

  static styles = [base, buttons, badges, fields, previewLook];

  constructor() {
    super();
    new LocaleController(this);
    /** @type {import("../../core/desk.js").Desk} */
    this.desk;
    /** @type {import("../../core/on-air.js").OnAir} */
    this.air;
    /** @type {import("../../core/camera.js").Camera} */
    this.camera;
    /** @type {Player | null} what an encoder sends, as a viewer would get it */
    this.player = null;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.player?.stop();
  }

  updated() {
    const { elsewhere } = this.air;
    if (elsewhere && !this.player) {
      this.player = new Player(this.desk.slug);
      this.player.addEventListener("source", () => this.requestUpdate());
      this.player.start();
    } else if (!elsewhere && this.player) {
      this.player.stop();
      this.player = null;
    }
    const video = this.renderRoot.querySelector("video");
    const stream = elsewhere ? (this.player?.stream ?? null) : this.camera.stream;
    if (video && video.srcObject !== stream) {
      video.srcObject = stream;
      void video.play().catch(() => undefined);
    }
  }

  render() {
    const { air, camera } = this;
    const problem = air.elsewhere ? null : camera.problem;
    const off = !air.elsewhere && !camera.stream;
    return html`
      <div class="frame">
        ${problem ? this.#problem(problem) : nothing} ${off && !problem && !camera.opening ? this.#off() : nothing}
        ${off ? nothing : html`<video muted playsinline autoplay aria-label=${t("host.preview")}></video>`}
        ${this.#tag()}
        ${air.elsewhere || off ? nothing : html`<et-host-level .camera=${camera}></et-host-level>`}
        ${camera.muted && !off && !air.elsewhere
          ? html`<span class="badge danger muted"><et-icon name="mic_off"></et-icon>${t("host.muted")}</span>`
          : nothing}
      </div>
      <div class="more">
        ${air.sending ? html`<et-host-health .health=${air.publisher?.health ?? null}></et-host-health>` : nothing}
        ${air.elsewhere || off ? nothing : this.#devices()}
      </div>
    `;
  }

  #tag() {
    const { air, desk } = this;
    const live = desk.show.state === "live";
    if (air.elsewhere) return html`<span class="badge ${live ? "live" : "info"} tag">${t("host.encoder")}</span>`;
    if (air.publisher?.state === "connecting") return html`<span class="badge info tag">${t("host.starting")}</span>`;
    if (air.publisher?.state === "publishing" && live) return html`<span class="badge live tag">${t("host.publishing")}</span>`;
    return this.camera.stream ? html`<span class="badge tag">${t("host.private")}</span>` : nothing;
  }

  /** @param {string} problem */
  #problem(problem) {
    return html`<et-empty icon="camera_off" .heading=${t(`host.problem.${problem}`)} role="alert">
      ${t(`host.problem.${problem}_text`)}
      ${problem === "insecure"
        ? nothing
        : html`<button slot="action" class="button" @click=${() => this.camera.open()}>${t("host.allow")}</button>`}
    </et-empty>`;
  }

  /** After an encoder left: nobody's camera is opened without being asked for. */
  #off() {
    return html`<et-empty icon="camera_off" .heading=${t("host.off")}>
      ${t("host.off_text")}
      <button slot="action" class="button" @click=${() => this.camera.open()}>${t("host.allow")}</button>
    </et-empty>`;
  }

  #devices() {
    const { camera } = this;
    const { cameras, microphones } = camera.devices;
    const current = (/** @type {string} */ kind) =>
      camera.stream?.getTracks().find((track) => track.kind === kind)?.getSettings().deviceId ?? "";
    return html`<div class="devices">
      ${this.#pick("camera", cameras, current("video"))} ${this.#pick("microphone", microphones, current("audio"))}
      <button
        class="button icon mic"
        aria-pressed=${String(camera.muted)}
        aria-label=${t(camera.muted ? "host.unmute" : "host.mute")}
        @click=${() => camera.toggleMute()}
      >
        <et-icon name=${camera.muted ? "mic_off" : "mic"}></et-icon>
      </button>
    </div>`;
  }

  /** @param {"camera" | "microphone"} name @param {MediaDeviceInfo[]} devices @param {string} value */
  #pick(name, devices, value) {
    return choice({
      name,
      label: t(`host.${name}`),
      value,
      options: devices.map((device, index) => ({
        value: device.deviceId,
        text: device.label || `${t(`host.${name}`)} ${index + 1}`,
      })),
      onInput: (_, id) => void this.camera.choose({ [name]: id }),
    });
  }
}

customElements.define("et-host-preview", EtHostPreview);
