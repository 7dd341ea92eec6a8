/** Swiping sideways over the video: to the right clears what lies on it, to the left brings it back. */

const FAR_PX = 60;

export class Swipe {
  /** @param {(away: boolean) => void} done */
  constructor(done) {
    this.done = done;
    this.moved = false; // the press that just ended was a swipe, so its click means nothing
    this.from = { x: 0, y: 0 };
  }

  /** @param {PointerEvent} event */
  down = (event) => {
    this.moved = false;
    this.from = { x: event.clientX, y: event.clientY };
  };

  /** @param {PointerEvent} event */
  up = (event) => {
    const [x, y] = [event.clientX - this.from.x, event.clientY - this.from.y];
    if (Math.abs(x) < FAR_PX || Math.abs(x) < 1.5 * Math.abs(y)) return;
    this.moved = true;
    this.done(x > 0);
  };
}
