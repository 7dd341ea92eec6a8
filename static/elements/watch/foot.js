/**
 * `<et-watch-foot .visit=${visit} tick=..>`: on a phone, what lies over the lower part of the video: chat, pinned card,
 * composer, bag, share, like. Fires `buy`, `bag`, `share`, `like`, `rename`.
 */

import { LitElement, css, html, nothing } from "lit";
import { LocaleController, t } from "../../core/i18n.js";
import { base, buttons } from "../../style/shared.js";
import "../ui/icon.js";
import "./bag-button.js";
import "./chat.js";
import "./composer.js";
import "./pinned-card.js";

export class EtWatchFoot extends LitElement {
  static properties = {
    visit: { attribute: false },
    tick: { type: Number },
    busy: {},
    cleared: { type: Boolean, reflect: true },
  };

  static styles = [
    base,
    buttons,
    css`
      :host {
        position: absolute;
        inset: auto 0 0;
        display: flex;
        flex-direction: column;
        gap: var(--space-8);
        padding: 0 var(--space-12) max(var(--space-12), env(safe-area-inset-bottom));
        pointer-events: none;
      }
      :host > * {
        pointer-events: auto;
      }
      et-chat {
        height: 30dvh;
        margin-right: 64px;
      }
      et-chat,
      et-pinned-card {
        transition:
          opacity var(--motion-slow) var(--ease-out),
          transform var(--motion-slow) var(--ease-out),
          visibility var(--motion-slow);
      }
      :host([cleared]) :is(et-chat, et-pinned-card) {
        visibility: hidden;
        opacity: 0;
        transform: translateX(48px);
      }
      .bar {
        display: flex;
        align-items: flex-end;
        gap: var(--space-8);
      }
      et-composer,
      .space {
        flex: 1;
      }
      .glass.button.icon {
        background: var(--stage-glass);
        color: #fff;
        backdrop-filter: blur(12px);
        -webkit-backdrop-filter: blur(12px);
      }
      .glass.button.icon.heart {
        color: #ff7aa0;
      }
      @media (orientation: landscape) {
        et-chat {
          height: 34dvh;
          width: 50%;
        }
        et-pinned-card {
          position: absolute;
          right: var(--space-12);
          bottom: 64px;
          width: 46%;
        }
      }
    `,
  ];

  constructor() {
    super();
    new LocaleController(this);
    /** @type {import("../../core/watch.js").Visit | null} */
    this.visit = null;
    this.tick = 0;
    this.busy = "";
    this.cleared = false;
  }

  /**
   * @param {string} type
   * @param {any} [detail]
   */
  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  render() {
    const { visit } = this;
    const show = visit?.model.show;
    if (!visit || !show) return nothing;
    const onAir = show.state === "live" || show.state === "interrupted";
    const line = visit.model.pinned;
    return html`
      ${onAir
        ? html`<et-chat overlay .lines=${visit.model.chat} me=${visit.me?.person_id ?? ""}></et-chat>
            <et-pinned-card
              .line=${line}
              ?inBag=${Boolean(line && visit.bag.has(line.variant_id))}
              ?busy=${Boolean(line && this.busy === line.variant_id)}
              @buy=${(/** @type {CustomEvent<string>} */ event) => this.#tell("buy", event.detail)}
            ></et-pinned-card>`
        : nothing}
      ${this.#bar(visit, show, onAir)}
    `;
  }

  /**
   * @param {import("../../core/watch.js").Visit} visit
   * @param {import("../../core/show.js").ShowView} show
   * @param {boolean} onAir
   */
  #bar(visit, show, onAir) {
    const over = show.state === "ended" || show.state === "published";
    return html`<div class="bar">
      <et-composer
        overlay
        name=${visit.me?.name ?? ""}
        .send=${(/** @type {string} */ text) => visit.say(text)}
        ?hidden=${over}
        @rename=${() => this.#tell("rename")}
      ></et-composer>
      ${over ? html`<span class="space"></span>` : nothing}
      <et-bag-button
        overlay
        .hold=${visit.bag.hold}
        total=${show.hold_ttl_s}
        count=${visit.offer.lines.length}
        @click=${() => this.#tell("bag")}
      ></et-bag-button>
      ${onAir
        ? html`<button class="button icon glass" aria-label=${t("common.share")} @click=${() => this.#tell("share")}>
              <et-icon name="share"></et-icon>
            </button>
            <button class="button icon glass heart" aria-label=${t("react.heart")} @click=${() => this.#tell("like")}>
              <et-icon name="heart_full"></et-icon>
            </button>`
        : nothing}
    </div>`;
  }
}

customElements.define("et-watch-foot", EtWatchFoot);
