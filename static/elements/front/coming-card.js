/** `<et-coming-card .show=${card}>`: a show that is to come (date, remind me) or that was (watch again). */

import { LitElement, css, html, nothing } from "lit";
import { intlLocale, LocaleController, t } from "../../core/i18n.js";
import { clock } from "../../core/format.js";
import { calendarLink } from "../../core/remind.js";
import { badges, base, buttons } from "../../style/shared.js";
import "../../core/text/front.js";
import "../ui/icon.js";

export class EtComingCard extends LitElement {
  static properties = { show: { attribute: false }, named: { type: Boolean } };

  static styles = [
    base,
    buttons,
    badges,
    css`
      :host {
        display: flex;
        align-items: center;
        gap: var(--space-12);
        padding: var(--space-12);
        border: 1px solid var(--line);
        border-radius: var(--corner-20);
        background: var(--surface);
      }
      .day {
        display: grid;
        place-items: center;
        align-content: center;
        flex: none;
        width: 60px;
        height: 68px;
        border-radius: var(--corner-12);
        background: var(--buy-ground);
        color: var(--buy-text);
        font-size: var(--type-12);
        font-weight: 700;
        line-height: 1.15;
        text-transform: uppercase;
      }
      .day b {
        font-size: var(--type-28);
        line-height: 1;
        letter-spacing: -0.02em;
      }
      .text {
        flex: 1;
        min-width: 0;
        color: inherit;
        text-decoration: none;
      }
      .text strong {
        display: -webkit-box;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 2;
        overflow: hidden;
        line-height: 1.3;
      }
      .text small {
        color: var(--ink-soft);
        font-size: var(--type-14);
      }
    `,
  ];

  constructor() {
    super();
    new LocaleController(this);
    /** @type {any} */
    this.show = null;
    this.named = false;
  }

  render() {
    const { show } = this;
    const coming = show.state === "scheduled";
    const when = coming ? show.starts_at : (show.started_at ?? show.ended_at);
    return html`
      ${this.#day(when)}
      <a class="text" href="/live/${show.slug}">
        <strong>${show.title}</strong>
        <small>${[this.named ? show.shop.name : "", when ? clock(when) : t("front.no_date")].filter(Boolean).join(" · ")}</small>
      </a>
      ${coming && show.starts_at
        ? html`<a class="button icon" href=${calendarLink(show)} download="${show.slug}.ics" aria-label="${t("front.remind")}: ${show.title}" title=${t("front.remind")}>
            <et-icon name="bell"></et-icon>
          </a>`
        : nothing}
      ${coming
        ? nothing
        : html`<a class="button icon" href="/live/${show.slug}" aria-label="${t("front.replay")}: ${show.title}"><et-icon name="play"></et-icon></a>`}
    `;
  }

  /** @param {string | null} when */
  #day(when) {
    if (!when) return html`<span class="day"><et-icon name="calendar"></et-icon></span>`;
    const part = (/** @type {Intl.DateTimeFormatOptions} */ options) =>
      new Intl.DateTimeFormat(intlLocale(), options).format(new Date(when));
    return html`<span class="day">
      ${part({ weekday: "short" })}<b>${part({ day: "numeric" })}</b>${part({ month: "short" })}
    </span>`;
  }
}

customElements.define("et-coming-card", EtComingCard);
