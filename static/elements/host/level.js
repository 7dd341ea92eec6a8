/** `<et-host-level .camera=${camera}>`: how loud the microphone is, drawn each frame without Lit. */

import { LitElement, css, html } from "lit";
import { LocaleController, t } from "../../core/i18n.js";
import "../../core/text/host.js";

export class EtHostLevel extends LitElement {
  static properties = { camera: { attribute: false } };

  static styles = css`
    :host {
      display: block;
    }
    div {
      height: 6px;
      overflow: hidden;
      border-radius: 3px;
      background: rgb(255 255 255 / 0.22);
    }
    span {
      display: block;
      height: 100%;
      border-radius: 3px;
      background: linear-gradient(90deg, #34c77b 60%, #ffcb3d 85%, #ff5a4f);
      transform: scaleX(0);
      transform-origin: left;
    }
    @media (max-width: 899px) {
      div {
        height: 4px;
        border-radius: 0;
      }
    }
  `;

  constructor() {
    super();
    new LocaleController(this);
    /** @type {import("../../core/camera.js").Camera | null} */
    this.camera = null;
    this.frame = 0;
    this.shown = 0;
  }

  connectedCallback() {
    super.connectedCallback();
    const draw = () => {
      this.frame = requestAnimationFrame(draw);
      const level = this.camera?.level() ?? 0;
      // It rises at once and falls slowly, as meters do.
      this.shown = Math.max(level, this.shown - 0.02);
      const bar = /** @type {HTMLElement | null} */ (this.renderRoot.querySelector("span"));
      if (bar) bar.style.transform = `scaleX(${this.shown})`;
    };
    this.frame = requestAnimationFrame(draw);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    cancelAnimationFrame(this.frame);
  }

  render() {
    return html`<div role="img" aria-label=${t("host.level")}><span></span></div>`;
  }
}

customElements.define("et-host-level", EtHostLevel);
