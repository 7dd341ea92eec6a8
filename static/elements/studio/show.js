/** `<et-show show_id="shw_..">`: one show: state and results, line-up, links, what an encoder needs. */

import { LitElement, css, html, nothing } from "lit";
import { ApiError, api } from "../../core/api.js";
import { money, number, time } from "../../core/format.js";
import { LocaleController, t } from "../../core/i18n.js";
import { explain } from "../../core/refusal.js";
import { badges, base, buttons, cards, skeletons } from "../../style/shared.js";
import "../form/copy.js";
import "../ui/empty.js";
import "../ui/icon.js";
import "./line-up.js";
import { studio } from "./look.js";
import { Poll } from "./poll.js";
import "./show-details.js";
import { isOnAir, stateBadge } from "./show-words.js";
import "./stream-key.js";

export class EtShow extends LitElement {
  static properties = {
    shop: { attribute: false },
    show_id: {},
    show: { state: true },
    failed: { state: true },
    editing: { state: true },
  };

  static styles = [
    base,
    buttons,
    cards,
    badges,
    skeletons,
    studio,
    css`
      .sub {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: var(--space-8);
        margin-top: calc(-1 * var(--space-16));
        color: var(--ink-soft);
      }
      .results {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(120px, 1fr));
        gap: var(--space-16);
      }
      .results dt {
        color: var(--ink-soft);
        font-size: var(--type-14);
      }
      .results dd {
        font-size: var(--type-20);
        font-weight: 700;
        letter-spacing: -0.01em;
      }
      .console {
        background: var(--buy-ground);
        border-color: transparent;
      }
    `,
  ];

  constructor() {
    super();
    new LocaleController(this);
    /** @type {any} */
    this.shop = null;
    this.show_id = "";
    /** @type {any} */
    this.show = null;
    this.failed = "";
    this.editing = false;
    this.poll = new Poll(this, () => this.#load(), 5);
  }

  async #load() {
    try {
      this.show = await api("GET", `/api/shows/${this.show_id}`);
      this.failed = "";
    } catch (error) {
      const gone = error instanceof ApiError && error.status === 404;
      if (!this.show) this.failed = gone ? t("studio.not_found_text") : explain(error);
    }
  }

  render() {
    if (this.failed) {
      return html`<et-empty icon="camera" .heading=${t("studio.load_failed")}>
        ${this.failed}<a slot="action" class="button" href="/studio/shows">${t("studio.shows")}</a>
      </et-empty>`;
    }
    const { show } = this;
    if (!show) return html`<span class="skeleton" style="height:420px" aria-label=${t("common.loading")}></span>`;
    const over = ["ended", "published"].includes(show.state);
    const badge = stateBadge(show.state);
    const when = show.started_at ?? show.starts_at;
    return html`
      <div class="head">
        <a class="button icon back" href="/studio/shows" aria-label=${t("studio.shows")}>
          <et-icon name="arrow_left"></et-icon>
        </a>
        <h1>${show.title}</h1>
        ${over
          ? nothing
          : html`<button class="button icon" aria-label=${t("shows.details")} @click=${() => (this.editing = true)}>
              <et-icon name="edit"></et-icon>
            </button>`}
      </div>
      <p class="sub">
        <span class="badge ${badge.tone}">${badge.text}</span>
        <span>${when ? time(when) : t("shows.unscheduled")}</span>
        ${isOnAir(show) ? html`<span>· ${t("shows.viewers", { n: number(show.viewers) })}</span>` : nothing}
      </p>
      <div class="columns">
        <div class="stack">
          ${show.counts && (over || isOnAir(show)) ? this.#results(show) : nothing}
          <et-line-up-editor
            .show=${show}
            ?fixed=${over}
            @show-changed=${(/** @type {CustomEvent} */ event) => (this.show = event.detail)}
          ></et-line-up-editor>
        </div>
        <div class="stack">${over ? nothing : this.#console(show)} ${this.#share(show)} ${over ? nothing : this.#encoder(show)}</div>
      </div>
      <et-show-details
        .show=${show}
        ?open=${this.editing}
        @close=${() => (this.editing = false)}
        @show-changed=${(/** @type {CustomEvent} */ event) => {
          this.show = event.detail;
          this.editing = false;
        }}
      ></et-show-details>
    `;
  }

  /** @param {any} show */
  #results(show) {
    const { counts } = show;
    return html`<section class="panel">
      <header>
        <h2>${t("shows.results")}</h2>
        <a class="button small quiet" href="/studio/orders?show=${show.show_id}">${t("shows.see_orders")}</a>
      </header>
      <dl class="results">
        <div><dt>${t("shows.revenue")}</dt><dd>${money(counts.paid_total)}</dd></div>
        <div><dt>${t("shows.paid")}</dt><dd>${number(counts.paid_orders)}</dd></div>
        <div><dt>${t("shows.items")}</dt><dd>${number(counts.items_sold)}</dd></div>
      </dl>
    </section>`;
  }

  /** @param {any} show */
  #console(show) {
    return html`<section class="panel console">
      <header><h2>${t("shows.console")}</h2><p>${t("shows.console_text")}</p></header>
      <a class="button buy wide tall" href="/host/${show.slug}"><et-icon name="camera"></et-icon>${t("shows.open_console")}</a>
    </section>`;
  }

  /** @param {any} show */
  #share(show) {
    return html`<section class="panel">
      <header><h2>${t("shows.share")}</h2><p>${t("shows.share_text")}</p></header>
      <et-copy .label=${t("shows.share_link")} .value=${show.watch_url}></et-copy>
      <a class="button small" href="/live/${show.slug}" target="_blank" rel="noopener">
        <et-icon name="eye"></et-icon>${t("shows.watch")}
      </a>
    </section>`;
  }

  /** @param {any} show */
  #encoder(show) {
    if (!show.whip_url) return nothing;
    return html`<section class="panel">
      <header><h2>${t("shows.encoder")}</h2><p>${t("shows.encoder_text")}</p></header>
      <et-stream-key .show=${show}></et-stream-key>
    </section>`;
  }
}

customElements.define("et-show", EtShow);
