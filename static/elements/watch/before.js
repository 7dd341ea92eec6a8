/** `<et-before .show=${show}>`: until the show begins: what it is, when, a countdown, remind me, share. Fires `share`. */

import { LitElement, css, html, nothing } from "lit";
import { serverNow } from "../../core/api.js";
import { time } from "../../core/format.js";
import { LocaleController, t } from "../../core/i18n.js";
import { saveReminder } from "../../core/share.js";
import { base, buttons, onStage } from "../../style/shared.js";
import "../ui/icon.js";
import "./shop-mark.js";

export class EtBefore extends LitElement {
  static properties = { show: { attribute: false }, now: { state: true } };

  static styles = [
    base,
    buttons,
    onStage,
    css`
      :host {
        display: grid;
        justify-items: center;
        align-content: center;
        gap: var(--space-12);
        padding: var(--space-24);
        text-align: center;
        text-shadow: 0 1px 12px rgb(0 0 0 / 0.5);
      }
      et-shop-mark {
        --mark-size: 64px;
        margin-bottom: var(--space-4);
      }
      h1 {
        max-width: 20ch;
        font-size: clamp(var(--type-28), 5vw, var(--type-40));
      }
      .by {
        color: var(--ink-soft);
      }
      .clock {
        display: flex;
        gap: var(--space-8);
        margin: var(--space-8) 0;
      }
      .clock div {
        display: grid;
        min-width: 68px;
        padding: var(--space-12) var(--space-8);
        border-radius: var(--corner-12);
        background: var(--stage-glass);
        backdrop-filter: blur(12px);
        -webkit-backdrop-filter: blur(12px);
      }
      .clock b {
        font-size: var(--type-28);
        line-height: 1.1;
      }
      .clock small {
        color: var(--ink-soft);
        font-size: var(--type-12);
      }
      .row {
        display: flex;
        gap: var(--space-8);
        margin-top: var(--space-8);
      }
      @media (max-width: 899px) and (orientation: portrait) {
        :host {
          align-content: end; /* The poster's upper half stays free. */
        }
      }
      .soon {
        font-size: var(--type-20);
        font-weight: 700;
      }
    `,
  ];

  constructor() {
    super();
    new LocaleController(this);
    /** @type {import("../../core/show.js").ShowView | null} */
    this.show = null;
    this.now = serverNow();
    this.timer = 0;
  }

  connectedCallback() {
    super.connectedCallback();
    this.timer = window.setInterval(() => (this.now = serverNow()), 1000);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  #remind() {
    const { show } = this;
    if (!show?.starts_at) return;
    saveReminder({ uid: show.show_id, title: show.title, startsAt: show.starts_at, url: location.href });
  }

  render() {
    const { show } = this;
    if (!show) return nothing;
    const left = show.starts_at ? (Date.parse(show.starts_at) - this.now) / 1000 : 0;
    return html`
      <et-shop-mark .shop=${show.shop}></et-shop-mark>
      <p class="by">${show.shop.name}</p>
      <h1>${show.title}</h1>
      ${show.starts_at ? html`<p>${time(show.starts_at)}</p>` : nothing}
      ${left > 0
        ? html`<div class="clock" role="timer" aria-label=${t("watch.starts_in")}>${clock(left)}</div>`
        : html`<p class="soon">${t(show.starts_at ? "watch.starts_soon" : "watch.no_date")}</p>`}
      <div class="row">
        ${left > 0
          ? html`<button class="button buy" @click=${this.#remind}>
              <et-icon name="bell"></et-icon>${t("watch.remind")}
            </button>`
          : nothing}
        <button class="button" @click=${() => this.dispatchEvent(new CustomEvent("share"))}>
          <et-icon name="share"></et-icon>${t("common.share")}
        </button>
      </div>
    `;
  }
}

/** @param {number} seconds */
function clock(seconds) {
  const whole = Math.ceil(seconds);
  const parts = [
    [Math.floor(whole / 86400), "watch.days"],
    [Math.floor(whole / 3600) % 24, "watch.hours"],
    [Math.floor(whole / 60) % 60, "watch.minutes"],
    [whole % 60, "watch.seconds"],
  ];
  const shown = whole >= 86400 ? parts.slice(0, 3) : parts.slice(1);
  return shown.map(
    ([n, key]) => html`<div><b>${String(n).padStart(2, "0")}</b><small>${t(String(key))}</small></div>`,
  );
}

customElements.define("et-before", EtBefore);
