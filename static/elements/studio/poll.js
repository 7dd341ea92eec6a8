/** Asks again every few seconds while the page is seen, and at once when it comes back into sight. */

/** @typedef {import("lit").ReactiveControllerHost & EventTarget} Host */

export class Poll {
  /**
   * @param {Host} host
   * @param {() => Promise<void>} ask
   * @param {number} seconds
   */
  constructor(host, ask, seconds) {
    this.ask = ask;
    this.seconds = seconds;
    this.timer = 0;
    this.asking = false;
    this.seen = () => document.visibilityState === "visible" && void this.now();
    host.addController(this);
  }

  hostConnected() {
    document.addEventListener("visibilitychange", this.seen);
    this.timer = window.setInterval(this.seen, this.seconds * 1000);
    void this.now();
  }

  hostDisconnected() {
    document.removeEventListener("visibilitychange", this.seen);
    clearInterval(this.timer);
  }

  async now() {
    if (this.asking) return;
    this.asking = true;
    await this.ask().finally(() => (this.asking = false));
  }
}
