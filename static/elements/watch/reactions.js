/**
 * `<et-reactions>`: hearts that float up once. Many hands become one stream: at most a few a second are drawn, however
 * many came. One canvas, asleep when nothing floats. `add({heart: 12})` for others', `add({heart: 1}, true)` for one's own.
 */

import { LitElement, css, html } from "lit";

/** @typedef {{x: number, drift: number, size: number, born: number, glyph: string}} Floating */

/** @type {Record<string, string>} */
const GLYPHS = { heart: "", fire: "🔥", clap: "👏", laugh: "😄", wow: "😮" };
const INKS = ["#ff4d79", "#ff7aa0", "#ffb81a", "#ff8f5c"];
const LIFE_MS = 2600;
const MOST = 24;
const GAP_MS = 110; // between two of the stream

export class EtReactions extends LitElement {
  static styles = css`
    :host {
      display: block;
      pointer-events: none;
    }
    canvas {
      width: 100%;
      height: 100%;
    }
  `;

  constructor() {
    super();
    /** @type {Floating[]} */
    this.floating = [];
    /** @type {string[]} */
    this.waiting = [];
    this.lastAt = 0;
    this.frame = 0;
    this.still = matchMedia("(prefers-reduced-motion: reduce)");
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    cancelAnimationFrame(this.frame);
  }

  /**
   * @param {Record<string, number>} counts
   * @param {boolean} [own] drawn at once
   */
  add(counts, own = false) {
    if (this.still.matches || document.hidden) return;
    for (const [kind, count] of Object.entries(counts)) {
      const glyph = GLYPHS[kind];
      if (glyph === undefined) continue;
      // A hundred hearts are not ten times ten: the stream thickens slowly.
      const shown = own ? count : Math.min(count, Math.ceil(Math.log2(count + 1) * 2));
      for (let i = 0; i < shown && this.waiting.length < MOST; i += 1) this.waiting.push(glyph);
    }
    if (own) this.lastAt = 0;
    if (!this.frame) this.frame = requestAnimationFrame((now) => this.#draw(now));
  }

  /** @param {number} now */
  #draw(now) {
    const canvas = /** @type {HTMLCanvasElement} */ (this.renderRoot.querySelector("canvas"));
    const scale = Math.min(devicePixelRatio || 1, 2);
    const [width, height] = [canvas.clientWidth, canvas.clientHeight];
    if (canvas.width !== Math.round(width * scale)) canvas.width = Math.round(width * scale);
    if (canvas.height !== Math.round(height * scale)) canvas.height = Math.round(height * scale);
    if (this.waiting.length && now - this.lastAt > GAP_MS && this.floating.length < MOST) this.#launch(now);
    const pen = canvas.getContext("2d");
    if (!pen) return;
    pen.setTransform(scale, 0, 0, scale, 0, 0);
    pen.clearRect(0, 0, width, height);
    this.floating = this.floating.filter((one) => now - one.born < LIFE_MS);
    for (const one of this.floating) paint(pen, one, (now - one.born) / LIFE_MS, width, height);
    const more = this.floating.length || this.waiting.length;
    this.frame = more ? requestAnimationFrame((next) => this.#draw(next)) : 0;
  }

  /** @param {number} now */
  #launch(now) {
    this.lastAt = now;
    const glyph = this.waiting.shift() ?? "";
    const chance = Math.random;
    this.floating.push({ x: 0.45 + chance() * 0.3, drift: chance() * 6.28, size: 20 + chance() * 12, born: now, glyph });
  }

  render() {
    return html`<canvas aria-hidden="true"></canvas>`;
  }
}

/**
 * @param {CanvasRenderingContext2D} pen
 * @param {Floating} one
 * @param {number} age 0 to 1
 * @param {number} width
 * @param {number} height
 */
function paint(pen, one, age, width, height) {
  const eased = 1 - (1 - age) ** 1.6;
  const x = width * one.x + Math.sin(one.drift + age * 5) * width * 0.16;
  const y = height - one.size - eased * (height - one.size * 2);
  const size = one.size * Math.min(1, 0.3 + age * 6);
  pen.globalAlpha = age < 0.65 ? 1 : (1 - age) / 0.35;
  if (one.glyph) {
    pen.font = `${size}px system-ui`;
    pen.fillText(one.glyph, x - size / 2, y + size / 2);
    return;
  }
  const s = size / 24;
  pen.fillStyle = INKS[Math.floor(one.drift * 100) % INKS.length] ?? "#ff4d79";
  pen.beginPath();
  pen.moveTo(x, y + 9 * s);
  pen.bezierCurveTo(x - 14 * s, y, x - 10 * s, y - 11 * s, x, y - 4 * s);
  pen.bezierCurveTo(x + 10 * s, y - 11 * s, x + 14 * s, y, x, y + 9 * s);
  pen.fill();
}

customElements.define("et-reactions", EtReactions);
