/** `<et-host-health .health=${health}>`: how the sending goes: bitrate, loss, delay, frames. */

import { LitElement, css, html, nothing } from "lit";
import { intlLocale, LocaleController, t } from "../../core/i18n.js";
import { base } from "../../style/shared.js";
import "../../core/text/host.js";

/** While a broadcast begins its rate still climbs: only what lasts is worth a word. */
const LASTING_MS = 12_000;

/** kbit/s as people say it: `2,4 Mbit/s`. @param {number} kbit */
export function rate(kbit) {
  const format = new Intl.NumberFormat(intlLocale(), { maximumFractionDigits: kbit < 10_000 ? 1 : 0 });
  return kbit < 1_000 ? `${Math.round(kbit)} kbit/s` : `${format.format(kbit / 1_000)} Mbit/s`;
}

export class EtHostHealth extends LitElement {
  static properties = { health: { attribute: false } };

  static styles = [
    base,
    css`
      :host {
        display: block;
      }
      dl {
        display: grid;
        grid-template-columns: 1.4fr 1fr 1fr 1fr;
        gap: var(--space-8);
        padding: var(--space-12);
        border-radius: var(--corner-12);
        background: var(--surface);
      }
      dt {
        color: var(--ink-soft);
        font-size: var(--type-12);
      }
      dd {
        font-size: var(--type-14);
        font-weight: 700;
        white-space: nowrap;
      }
      .good {
        color: var(--good-text);
      }
      .warn {
        color: var(--warn-text);
      }
      .danger {
        color: var(--danger-text);
      }
      p {
        margin-top: var(--space-8);
        color: var(--warn-text);
        font-size: var(--type-14);
      }
      @media (max-width: 899px) {
        dl {
          display: flex;
          padding: var(--space-4) var(--space-12);
          border-radius: var(--corner-round);
          background: var(--stage-glass);
        }
        dt,
        dl > :nth-child(n + 3),
        p {
          display: none;
        }
        dd {
          font-size: var(--type-12);
        }
      }
    `,
  ];

  constructor() {
    super();
    new LocaleController(this);
    /** @type {import("../../core/whip.js").Health | null} */
    this.health = null;
    this.limitedSince = 0;
  }

  willUpdate() {
    const limited = this.health && ["cpu", "bandwidth"].includes(this.health.limitedBy);
    this.limitedSince = limited ? this.limitedSince || Date.now() : 0;
  }

  render() {
    const { health } = this;
    const tone = (/** @type {boolean} */ good, /** @type {boolean} */ fair) => (good ? "good" : fair ? "warn" : "danger");
    const loss = health?.lossPercent ?? 0;
    return html`<dl>
        ${this.#row("host.bitrate", health ? rate(health.bitrateKbit) : "–", "")}
        ${this.#row("host.loss", health ? `${loss.toFixed(1)} %` : "–", health ? tone(loss < 2, loss < 8) : "")}
        ${this.#row("host.rtt", health?.roundTripMs == null ? "–" : `${Math.round(health.roundTripMs)} ms`, "")}
        ${this.#row("host.fps", health ? Math.round(health.framesPerSecond) : "–", "")}
      </dl>
      ${health && this.limitedSince && Date.now() - this.limitedSince > LASTING_MS
        ? html`<p role="status">${t(`host.limited_${health.limitedBy}`)}</p>`
        : nothing}`;
  }

  /** @param {string} key @param {string | number} value @param {string} tone */
  #row(key, value, tone) {
    return html`<div><dt>${t(key)}</dt><dd class=${tone}>${value}</dd></div>`;
  }
}

customElements.define("et-host-health", EtHostHealth);
