/**
 * From the camera to the air: the order of steps by which a host's console starts, tests, resumes and ends a broadcast.
 * Fires "change". No DOM.
 */

import { t } from "./i18n.js";
import { explain } from "./refusal.js";
import { PublishError, Publisher } from "./whip.js";

const COUNTDOWN_S = 3;
/** With auto_start the server turns the show by itself once it sees media; after that long it is asked to. */
const BY_ITSELF_MS = 6_000;

export class OnAir extends EventTarget {
  /**
   * @param {import("./desk.js").Desk} desk
   * @param {import("./camera.js").Camera} camera
   */
  constructor(desk, camera) {
    super();
    this.desk = desk;
    this.camera = camera;
    /** @type {Publisher | null} */
    this.publisher = null;
    this.countdown = 0; // seconds still to count, 0: not counting
    this.testing = false;
    this.busy = false;
    this.trouble = "";
    camera.addEventListener("stream", () => camera.stream && void this.publisher?.use(camera.stream));
  }

  get sending() {
    return this.publisher !== null && !["stopped", "failed", "idle"].includes(this.publisher.state);
  }

  /** Somebody else (OBS, another device) sends into this show. */
  get elsewhere() {
    return Boolean(this.desk.staff.has_publisher) && !this.sending;
  }

  /** Counts down, publishes, and puts the show on air. */
  async goLive() {
    await this.#carefully(async () => {
      await this.#count();
      const { show } = this.desk;
      if (!this.elsewhere && !this.sending) await this.#publish();
      this.testing = false;
      if (show.auto_start && !(await this.#startedByItself())) await this.#start();
      if (!show.auto_start) await this.#start();
    });
  }

  /** Publishes unseen (a show without auto_start is a private preview until it is started). */
  async test() {
    await this.#carefully(async () => {
      await this.#publish();
      this.testing = true;
    });
  }

  async stopTest() {
    this.testing = false;
    await this.#stop();
  }

  /** The show is on air, or interrupted: sends into it again. */
  async resume() {
    await this.#carefully(() => this.#publish());
  }

  async end() {
    await this.#carefully(async () => {
      await this.desk.turn("end");
      await this.#stop();
    });
  }

  /** The page is going away. */
  leave() {
    this.publisher?.abandon();
  }

  /** @param {() => Promise<void>} act */
  async #carefully(act) {
    if (this.busy) return;
    this.busy = true;
    this.trouble = "";
    this.#tell();
    try {
      await act();
    } catch (error) {
      const there = error instanceof PublishError && error.code === "publisher_there";
      const reason = error instanceof PublishError ? error.message : explain(error);
      this.trouble = there ? t("host.publisher_there") : t("host.publish_failed", { reason });
    }
    this.countdown = 0;
    this.busy = false;
    this.#tell();
  }

  async #count() {
    for (let left = COUNTDOWN_S; left > 0; left--) {
      this.countdown = left;
      this.#tell();
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
    this.countdown = 0;
    this.#tell();
  }

  async #publish() {
    const { stream } = this.camera;
    if (!stream || this.sending) return;
    const publisher = new Publisher({
      url: `/whip/${this.desk.slug}`,
      key: () => this.desk.publishToken(),
      stream,
    });
    this.publisher = publisher;
    publisher.addEventListener("state", () => this.#publisherChanged(publisher));
    publisher.addEventListener("health", () => this.#tell());
    await publisher.start();
  }

  /** @param {Publisher} publisher */
  #publisherChanged(publisher) {
    if (publisher === this.publisher && publisher.state === "failed" && !this.busy) {
      const over = publisher.error?.code === "wrong_state";
      this.trouble = over ? "" : t("host.publish_failed", { reason: publisher.error?.message ?? "" });
      this.testing = false;
    }
    this.#tell();
  }

  async #start() {
    try {
      await this.desk.turn("start");
    } catch (error) {
      await this.desk.refresh();
      if (this.desk.show.state !== "live") throw error;
    }
  }

  /** @returns {Promise<boolean>} */
  async #startedByItself() {
    const until = Date.now() + BY_ITSELF_MS;
    while (this.desk.show.state === "scheduled" && Date.now() < until) {
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
    return this.desk.show.state !== "scheduled";
  }

  async #stop() {
    await this.publisher?.stop();
    this.publisher = null;
    this.#tell();
  }

  #tell() {
    this.dispatchEvent(new Event("change"));
  }
}
