/** Cameras and microphones: asking for them, naming what stands in the way, and measuring how loud it is. */

/** @typedef {"insecure" | "denied" | "missing" | "busy" | "unknown"} DeviceProblem */

export class DeviceError extends Error {
  /** @param {DeviceProblem} problem */
  constructor(problem) {
    super(problem);
    this.problem = problem;
  }
}

/** @typedef {{cameras: MediaDeviceInfo[], microphones: MediaDeviceInfo[]}} Devices */

/** Browsers give the camera only to pages from https or from the machine itself. */
export const mayUseCamera = () => window.isSecureContext && Boolean(navigator.mediaDevices?.getUserMedia);

/**
 * Opens a camera and a microphone; an upright phone gives an upright picture.
 * @param {{camera?: string, microphone?: string, facing?: "user" | "environment"}} [choice]
 * @returns {Promise<MediaStream>}
 * @throws {DeviceError}
 */
export async function openDevices(choice = {}) {
  if (!mayUseCamera()) throw new DeviceError("insecure");
  const video = {
    width: { ideal: 1280 },
    height: { ideal: 720 },
    frameRate: { ideal: 30, max: 30 },
    ...(choice.camera ? { deviceId: { exact: choice.camera } } : { facingMode: choice.facing ?? "user" }),
  };
  const audio = {
    echoCancellation: true,
    noiseSuppression: true,
    autoGainControl: true,
    ...(choice.microphone ? { deviceId: { exact: choice.microphone } } : {}),
  };
  try {
    return await navigator.mediaDevices.getUserMedia({ video, audio });
  } catch (error) {
    throw new DeviceError(problemOf(error));
  }
}

/** @param {unknown} error @returns {DeviceProblem} */
function problemOf(error) {
  const name = error instanceof DOMException ? error.name : "";
  if (name === "NotAllowedError" || name === "SecurityError") return "denied";
  if (name === "NotFoundError" || name === "OverconstrainedError") return "missing";
  if (name === "NotReadableError" || name === "AbortError") return "busy";
  return "unknown";
}

/** @returns {Promise<Devices>} with names once the person has permitted the use */
export async function listDevices() {
  const all = (await navigator.mediaDevices?.enumerateDevices?.()) ?? [];
  return {
    cameras: all.filter((device) => device.kind === "videoinput" && device.deviceId),
    microphones: all.filter((device) => device.kind === "audioinput" && device.deviceId),
  };
}

/** How loud a stream is, 0 to 1, while somebody looks. Call `close` when nobody does. */
export class LevelMeter {
  /** @param {MediaStream} stream */
  constructor(stream) {
    this.context = new AudioContext();
    this.analyser = this.context.createAnalyser();
    this.analyser.fftSize = 1024;
    this.samples = new Float32Array(this.analyser.fftSize);
    const audio = stream.getAudioTracks();
    this.source = audio.length ? this.context.createMediaStreamSource(new MediaStream(audio)) : null;
    this.source?.connect(this.analyser);
  }

  /** @returns {number} 0 (silence, -60 dB) to 1 (as loud as can be) */
  read() {
    this.analyser.getFloatTimeDomainData(this.samples);
    let sum = 0;
    for (const sample of this.samples) sum += sample * sample;
    const decibel = 10 * Math.log10(sum / this.samples.length + 1e-12);
    return Math.min(1, Math.max(0, (decibel + 60) / 60));
  }

  /** A context made before the first touch of the page sleeps until then. */
  wake() {
    if (this.context.state === "suspended") void this.context.resume();
  }

  close() {
    this.source?.disconnect();
    void this.context.close();
  }
}

/**
 * Stops the camera's light.
 * @param {MediaStream | null} stream
 */
export function closeDevices(stream) {
  for (const track of stream?.getTracks() ?? []) track.stop();
}
