/** `<et-stock .line=${line}>`: how many are left, counting down as they go; "almost gone" under a tenth. */

import { LitElement, css, html, nothing } from "lit";
import { keyed } from "lit/directives/keyed.js";
import { number } from "../../core/format.js";
import { LocaleController, t } from "../../core/i18n.js";
import { supply } from "../../core/show.js";
import { base } from "../../style/shared.js";

export class EtStock extends LitElement {
  static properties = { line: { attribute: false } };

  static styles = [
    base,
    css`
      :host {
        display: block;
        min-height: 18px;
        color: var(--ink-soft);
        font-size: var(--type-12);
        line-height: 18px;
      }
      .almost {
        color: var(--live-text);
        font-weight: 700;
      }
      .none {
        font-weight: 600;
      }
      .changed {
        display: inline-block;
        animation: drop var(--motion) var(--ease-out);
      }
      @keyframes drop {
        from {
          opacity: 0;
          transform: translateY(-6px);
        }
      }
      @media (prefers-reduced-motion: reduce) {
        .changed {
          animation: none;
        }
      }
    `,
  ];

  constructor() {
    super();
    new LocaleController(this);
    /** @type {import("../../core/show.js").Line | null} */
    this.line = null;
    this.first = /** @type {number | null} */ (null);
  }

  render() {
    const { line } = this;
    if (!line) return nothing;
    this.first ??= line.available;
    const how = supply(line);
    const params = { n: number(line.available) };
    const text =
      how === "none"
        ? t("common.sold_out")
        : how === "almost"
          ? t("common.almost_gone", params)
          : t("common.left", params);
    const moved = line.available === this.first ? "" : "changed";
    return keyed(line.available, html`<span class="${how} ${moved}">${text}</span>`);
  }
}

customElements.define("et-stock", EtStock);
