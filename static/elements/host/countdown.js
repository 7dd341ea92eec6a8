/** `<et-host-countdown .left=${3}>`: three, two, one, over everything. */

import { LitElement, css, html } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { LocaleController, t } from "../../core/i18n.js";
import "../../core/text/host.js";

export class EtHostCountdown extends LitElement {
  static properties = { left: { type: Number } };

  static styles = css`
    :host {
      position: fixed;
      inset: 0;
      z-index: 20;
      display: grid;
      place-items: center;
      background: rgb(10 8 6 / 0.6);
      color: #fff;
    }
    b {
      font-size: min(40vw, 260px);
      font-weight: 800;
      line-height: 1;
      animation: count 1s var(--ease-out);
    }
    @keyframes count {
      from {
        opacity: 0;
        transform: scale(1.5);
      }
      25% {
        opacity: 1;
        transform: scale(1);
      }
    }
    @media (prefers-reduced-motion: reduce) {
      b {
        animation: none;
      }
    }
  `;

  constructor() {
    super();
    new LocaleController(this);
    this.left = 0;
  }

  render() {
    const label = t("host.countdown", { n: this.left });
    return keyed(this.left, html`<b role="timer" aria-live="assertive" aria-label=${label}>${this.left}</b>`);
  }
}

customElements.define("et-host-countdown", EtHostCountdown);
