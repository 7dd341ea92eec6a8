/** `<et-shows>`: the shop's shows: on air, coming, past. */

import { LitElement, css, html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { api } from "../../core/api.js";
import { money, number, shortTime } from "../../core/format.js";
import { LocaleController, t } from "../../core/i18n.js";
import { explain } from "../../core/refusal.js";
import { badges, base, buttons, cards, skeletons } from "../../style/shared.js";
import "../ui/empty.js";
import "../ui/icon.js";
import "../ui/picture.js";
import { studio } from "./look.js";
import { Poll } from "./poll.js";
import { rows } from "./rows.js";
import { grouped, isOnAir, stateBadge } from "./show-words.js";

export class EtShows extends LitElement {
  static properties = {
    shop: { attribute: false },
    shows: { state: true },
    next: { state: true },
    error: { state: true },
  };

  static styles = [
    base,
    buttons,
    cards,
    badges,
    skeletons,
    studio,
    rows,
    css`
      section {
        display: grid;
        gap: var(--space-12);
      }
      section h2 {
        color: var(--ink-soft);
        font-size: var(--type-14);
        letter-spacing: 0;
      }
      .line .badge {
        margin-bottom: var(--space-4);
      }
    `,
  ];

  constructor() {
    super();
    new LocaleController(this);
    /** @type {any} */
    this.shop = null;
    /** @type {any[] | null} */
    this.shows = null;
    /** @type {string | null} */
    this.next = null;
    this.error = "";
    this.poll = new Poll(this, () => this.#load(), 8);
  }

  async #load() {
    try {
      const answer = await api("GET", "/api/shows?limit=100");
      this.shows = answer.shows;
      this.next = answer.next ?? null;
      this.error = "";
    } catch (error) {
      if (!this.shows) this.error = explain(error);
    }
  }

  async #more() {
    const answer = await api("GET", `/api/shows?limit=100&cursor=${encodeURIComponent(this.next ?? "")}`).catch(() => null);
    if (!answer) return;
    this.shows = [...(this.shows ?? []), ...answer.shows];
    this.next = answer.next ?? null;
  }

  render() {
    return html`
      <div class="head">
        <h1>${t("studio.shows")}</h1>
        <a class="button buy" href="/studio/shows/new"><et-icon name="plus"></et-icon>${t("shows.plan")}</a>
      </div>
      ${this.error
        ? html`<et-empty icon="alert" .heading=${t("studio.load_failed")}>
            ${this.error}
            <button slot="action" class="button" @click=${() => this.poll.now()}>${t("common.retry")}</button>
          </et-empty>`
        : this.shows
          ? this.#lists(this.shows)
          : html`<span class="skeleton" style="height:220px" aria-label=${t("common.loading")}></span>`}
    `;
  }

  /** @param {any[]} shows */
  #lists(shows) {
    if (!shows.length) {
      return html`<et-empty icon="camera" .heading=${t("shows.none")}>
        ${t("shows.none_text")}
        <a slot="action" class="button buy" href="/studio/shows/new">${t("shows.plan")}</a>
      </et-empty>`;
    }
    const { now, coming, past } = grouped(shows);
    return html`
      ${this.#list(t("shows.now"), now)} ${this.#list(t("shows.coming"), coming)} ${this.#list(t("shows.past"), past)}
      ${this.next ? html`<button class="button" @click=${this.#more}>${t("studio.show_more")}</button>` : nothing}
    `;
  }

  /** @param {string} heading @param {any[]} shows */
  #list(heading, shows) {
    if (!shows.length) return nothing;
    return html`<section>
      <h2>${heading}</h2>
      <ul class="rows">
        ${repeat(shows, (show) => show.show_id, (show) => showRow(show))}
      </ul>
    </section>`;
  }
}

customElements.define("et-shows", EtShows);

/**
 * One show as a row of a list; also on the studio's home.
 *
 * @param {any} show
 */
export function showRow(show) {
  const badge = stateBadge(show.state);
  const first = show.products?.[0];
  const when = show.ended_at ?? show.started_at ?? show.starts_at;
  return html`<li>
    <a class="line" href="/studio/shows/${show.show_id}">
      <et-picture .image=${first?.image ?? null} .name=${show.title} sizes="56px" aria-hidden="true"></et-picture>
      <span class="text">
        <span class="badge ${badge.tone}">${badge.text}</span>
        <strong>${show.title}</strong>
        <small>${when ? shortTime(when) : t("shows.unscheduled")}</small>
      </span>
      <span class="figures">
        ${show.state === "scheduled" || !show.counts
          ? html`<small class="soft small">${t("shows.products", { n: (show.products ?? show.line_up ?? []).length })}</small>`
          : html`<strong>${money(show.counts.paid_total)}</strong>
              <small class="soft small">
                ${isOnAir(show)
                  ? t("shows.viewers", { n: number(show.viewers) })
                  : t("shows.paid_orders", { n: number(show.counts.paid_orders) })}
              </small>`}
      </span>
      <et-icon class="chevron" name="chevron_right"></et-icon>
    </a>
  </li>`;
}
