/**
 * `<et-countdown until="..rfc3339.." from="..rfc3339..">`: a quiet ring that empties, with the time left in it. `bare`
 * leaves the digits out. Fires `elapsed` once. Turns to the danger colour in the last half minute. The digits are not
 * read out each second: the label says when it ends.
 */

import { LitElement, css, html, nothing, svg } from "lit";
import { serverNow } from "../../core/api.js";
import { duration } from "../../core/format.js";
import { base } from "../../style/shared.js";

const ROUND = 2 * Math.PI * 20;
const LAST_S = 30;

export class EtCountdown extends LitElement {
  static properties = {
    until: {},
    from: {},
    total: { type: Number },
    bare: { type: Boolean },
    label: {},
    left: { state: true },
  };

  static styles = [
    base,
    css`
      :host {
        display: inline-grid;
        place-items: center;
        width: var(--ring-size, 48px);
        height: var(--ring-size, 48px);
        font-size: var(--type-12);
        font-weight: 700;
      }
      svg,
      span {
        grid-area: 1 / 1;
      }
      svg {
        width: 100%;
        height: 100%;
        transform: rotate(-90deg);
        fill: none;
        stroke-width: var(--ring-width, 3.5);
        stroke-linecap: round;
      }
      .track {
        stroke: var(--surface-sunken);
      }
      .rest {
        stroke: var(--ring-ink, var(--buy));
        transition: stroke-dashoffset 1s linear;
      }
      .last .rest {
        stroke: var(--live);
      }
      span.last {
        color: var(--live-text);
      }
      @media (prefers-reduced-motion: reduce) {
        .rest {
          transition: none;
        }
      }
    `,
  ];

  constructor() {
    super();
    this.until = "";
    this.from = "";
    this.total = 0; // seconds the full ring stands for; else from `from`, else what is left at first sight
    this.bare = false;
    this.label = "";
    this.left = 0;
    this.timer = 0;
    this.done = false;
  }

  connectedCallback() {
    super.connectedCallback();
    this.timer = window.setInterval(() => this.#tick(), 1000);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  willUpdate(/** @type {import("lit").PropertyValues} */ changed) {
    if (!changed.has("until")) return;
    this.done = false;
    this.#measure();
    if (!this.total) this.total = this.from ? (Date.parse(this.until) - Date.parse(this.from)) / 1000 : this.left;
  }

  #measure() {
    this.left = this.until ? Math.max(0, (Date.parse(this.until) - serverNow()) / 1000) : 0;
  }

  #tick() {
    if (!this.until || this.done) return;
    this.#measure();
    if (this.left > 0) return;
    this.done = true;
    this.dispatchEvent(new CustomEvent("elapsed", { bubbles: true, composed: true }));
  }

  render() {
    const last = this.left <= LAST_S ? "last" : "";
    const part = this.total > 0 ? Math.min(1, this.left / this.total) : 0;
    return html`
      <svg class=${last} viewBox="0 0 48 48" role="timer" aria-live="off" aria-label=${this.label}>
        ${svg`<circle class="track" cx="24" cy="24" r="20"></circle>
        <circle class="rest" cx="24" cy="24" r="20"
          stroke-dasharray=${ROUND} stroke-dashoffset=${ROUND * (1 - part)}></circle>`}
      </svg>
      ${this.bare ? nothing : html`<span class=${last} aria-hidden="true">${duration(this.left)}</span>`}
    `;
  }
}

customElements.define("et-countdown", EtCountdown);
