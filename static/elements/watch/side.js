/**
 * `<et-watch-side .visit=${visit} tick=..>`: beside the video on a wide screen: the products, then the chat. Fires
 * `buy`, `bag`, `like`, `rename`.
 */

import { LitElement, css, html, nothing } from "lit";
import { LocaleController, t } from "../../core/i18n.js";
import { base, buttons } from "../../style/shared.js";
import "../ui/icon.js";
import "./bag-button.js";
import "./chat.js";
import "./composer.js";
import "./line-up.js";

export class EtWatchSide extends LitElement {
  static properties = { visit: { attribute: false }, tick: { type: Number }, busy: {} };

  static styles = [
    base,
    buttons,
    css`
      :host {
        display: flex;
        flex-direction: column;
        gap: var(--space-12);
        min-height: 0;
      }
      section {
        display: flex;
        flex-direction: column;
        min-height: 0;
        border: 1px solid var(--line);
        border-radius: var(--corner-20);
        background: var(--surface);
        overflow: hidden;
      }
      header {
        display: flex;
        flex: none;
        align-items: center;
        justify-content: space-between;
        min-height: 56px;
        padding: var(--space-4) var(--space-16);
      }
      h2 {
        font-size: var(--type-16);
      }
      .products {
        flex: 0 1 auto;
        max-height: 48%;
      }
      et-line-up {
        padding: 0 var(--space-8) var(--space-8);
        overflow-y: auto;
        scrollbar-width: thin;
        scrollbar-color: var(--line) transparent;
      }
      .talk {
        flex: 1 1 200px;
      }
      et-chat {
        flex: 1;
      }
      .bar {
        display: flex;
        align-items: flex-end;
        gap: var(--space-8);
        padding: var(--space-12);
        border-top: 1px solid var(--line);
      }
      et-composer {
        flex: 1;
      }
      .heart {
        color: var(--live-text);
      }
      h2 small {
        color: var(--ink-soft);
        font-weight: 400;
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
    const { lines, open } = visit.offer;
    const onAir = show.state === "live" || show.state === "interrupted";
    return html`
      <section class="products" aria-label=${t("lineup.title")}>
        <header>
          <h2>${t("lineup.title")} <small>${lines.length}</small></h2>
          ${visit.bag.hold
            ? html`<et-bag-button
                .hold=${visit.bag.hold}
                total=${show.hold_ttl_s}
                @click=${() => this.#tell("bag")}
              ></et-bag-button>`
            : nothing}
        </header>
        <et-line-up
          .lines=${lines}
          pinned=${show.pinned ?? ""}
          .bagged=${new Set(visit.bag.hold?.lines.map((line) => line.variant_id))}
          busy=${this.busy}
          ?open=${open}
          @buy=${(/** @type {CustomEvent<string>} */ event) => this.#tell("buy", event.detail)}
        ></et-line-up>
      </section>
      <section class="talk" aria-label=${t("chat.title")}>
        <header><h2>${t("chat.title")}</h2></header>
        <et-chat .lines=${visit.model.chat} me=${visit.me?.person_id ?? ""}></et-chat>
        ${onAir || show.state === "scheduled" ? this.#bar(visit, onAir) : nothing}
      </section>
    `;
  }

  /**
   * @param {import("../../core/watch.js").Visit} visit
   * @param {boolean} onAir
   */
  #bar(visit, onAir) {
    return html`<div class="bar">
      <et-composer
        name=${visit.me?.name ?? ""}
        .send=${(/** @type {string} */ text) => visit.say(text)}
        @rename=${() => this.#tell("rename")}
      ></et-composer>
      ${onAir
        ? html`<button class="button icon heart" aria-label=${t("react.heart")} @click=${() => this.#tell("like")}>
            <et-icon name="heart_full"></et-icon>
          </button>`
        : nothing}
    </div>`;
  }
}

customElements.define("et-watch-side", EtWatchSide);
