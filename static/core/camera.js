/**
 * The host's camera and microphone as the console uses them: open, choose another, mute, how loud. Fires "change", and
 * "stream" when the stream is another one. No DOM.
 */

import { LevelMeter, closeDevices, listDevices, openDevices } from "./devices.js";

/** @typedef {import("./devices.js").DeviceProblem} DeviceProblem */

/** Louder than a quiet room's noise, on the meter's scale. */
const HEARD = 0.35;

export class Camera extends EventTarget {
  constructor() {
    super();
    /** @type {MediaStream | null} */
    this.stream = null;
    /** @type {DeviceProblem | null} */
    this.problem = null;
    /** @type {import("./devices.js").Devices} */
    this.devices = { cameras: [], microphones: [] };
    /** @type {{camera?: string, microphone?: string, facing?: "user" | "environment"}} */
    this.choice = {};
    this.muted = false;
    this.heard = false; // somebody spoke since the microphone was opened
    /** @type {LevelMeter | null} */
    this.meter = null;
    this.opening = false;
  }

  /** Asks for camera and microphone; what stands in the way is told as `problem`. */
  async open() {
    if (this.opening) return;
    this.opening = true;
    try {
      // Phones can't open a second camera while the first is held.
      closeDevices(this.stream);
      this.#took(await openDevices(this.choice));
      this.problem = null;
      this.devices = await listDevices();
    } catch (error) {
      this.problem = /** @type {any} */ (error).problem ?? "unknown";
      this.#took(null);
    }
    this.opening = false;
    this.#tell("change");
  }

  /** @param {MediaStream | null} stream */
  #took(stream) {
    this.meter?.close();
    this.meter = stream ? new LevelMeter(stream) : null;
    this.stream = stream;
    this.heard = false;
    this.#apply();
    for (const track of stream?.getTracks() ?? []) {
      // Unplugged, or taken back by the system: ask again, which names the problem if there is one.
      track.addEventListener("ended", () => this.stream === stream && void this.open());
    }
    this.#tell("stream");
  }

  /** @param {{camera?: string, microphone?: string, facing?: "user" | "environment"}} choice */
  async choose(choice) {
    this.choice = { ...this.choice, ...choice };
    await this.open();
  }

  /** Front to back and back again, on a phone. */
  async flip() {
    const facing = this.choice.facing === "environment" ? "user" : "environment";
    await this.choose({ facing, camera: undefined });
  }

  toggleMute() {
    this.muted = !this.muted;
    this.#apply();
    this.#tell("change");
  }

  #apply() {
    for (const track of this.stream?.getAudioTracks() ?? []) track.enabled = !this.muted;
  }

  /** How loud it is now, 0 to 1. */
  level() {
    if (!this.meter || this.muted) return 0;
    this.meter.wake();
    const level = this.meter.read();
    if (level > HEARD && !this.heard) {
      this.heard = true;
      this.#tell("change");
    }
    return level;
  }

  close() {
    closeDevices(this.stream);
    this.meter?.close();
    this.meter = null;
    this.stream = null;
  }

  /** @param {string} type */
  #tell(type) {
    this.dispatchEvent(new Event(type));
  }
}
