/** `<et-host-top>`: the show's state, time, viewers and sales, and the buttons that change what is on air. */

import { LitElement, html, nothing } from "lit";
import { count, duration, money } from "../../core/format.js";
import { LocaleController, t } from "../../core/i18n.js";
import { badges, base, buttons } from "../../style/shared.js";
import "../../core/text/host.js";
import "../ui/icon.js";
import { topLook } from "./top-look.js";

export class EtHostTop extends LitElement {
  // `stamp` is a new object with each drawing of the owner: desk and air stay the same objects while they change.
  static properties = { desk: { attribute: false }, air: { attribute: false }, stamp: { attribute: false } };

  static styles = [base, buttons, badges, topLook];

  constructor() {
    super();
    new LocaleController(this);
    /** @type {import("../../core/desk.js").Desk} */
    this.desk;
    /** @type {import("../../core/on-air.js").OnAir} */
    this.air;
    this.timer = 0;
  }

  connectedCallback() {
    super.connectedCallback();
    this.timer = window.setInterval(() => this.requestUpdate(), 1_000);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    clearInterval(this.timer);
  }

  /** @param {string} name */
  #tell(name) {
    this.dispatchEvent(new CustomEvent(name));
  }

  render() {
    const { show } = this.desk;
    const over = ["ended", "published"].includes(show.state);
    return html`<header>
      <a class="button icon" href="/studio/shows/${show.show_id}" aria-label=${t("host.studio")}>
        <et-icon name="arrow_left"></et-icon>
      </a>
      <h1 class="clip">${show.title}</h1>
      ${this.#state(show)}
      <dl>
        ${show.started_at ? this.#figure("host.elapsed", "clock", this.#elapsed(show)) : nothing}
        ${this.#figure("host.viewers", "eye", count(this.desk.model.viewers))} ${this.#sales()}
      </dl>
      ${over ? nothing : html`<div class="do">${this.#buttons(show)}</div>`}
    </header>
    ${this.#notices(show)}`;
  }

  /** @param {string} key @param {string} icon in place of the words, where there is no room @param {string} value */
  #figure(key, icon, value) {
    return html`<div><dt>${t(key)}</dt><dd><et-icon name=${icon}></et-icon>${value}</dd></div>`;
  }

  #sales() {
    const { money: total, pieces } = this.desk.sold;
    const text = html`${total ? money(total) : "–"} <small>${t("host.pieces", { n: pieces })}</small>`;
    return html`<div class="sales" aria-live="polite"><dt>${t("host.sales")}</dt><dd>${text}</dd></div>`;
  }

  /** @param {any} show */
  #elapsed(show) {
    const until = show.ended_at ? Date.parse(show.ended_at) : Date.now();
    return duration((until - Date.parse(show.started_at)) / 1000);
  }

  /** @param {any} show */
  #state(show) {
    if (show.state === "live") return html`<span class="badge live" role="status">${t("host.live")}</span>`;
    if (show.state === "interrupted") return html`<span class="badge warn" role="status">${t("host.interrupted")}</span>`;
    if (this.air.testing) return html`<span class="badge info" role="status">${t("host.test_run")}</span>`;
    const over = ["ended", "published"].includes(show.state);
    return html`<span class="badge" role="status">${t(over ? "host.ended" : "host.not_live")}</span>`;
  }

  /** @param {any} show */
  #buttons(show) {
    const { air } = this;
    const may = Boolean(air.camera.stream) || air.elsewhere;
    if (show.state === "scheduled") {
      return html`
        ${show.auto_start || air.elsewhere
          ? nothing
          : html`<button class="button" ?disabled=${!may || air.busy} @click=${() => this.#tell("test")}>
              ${t(air.testing ? "host.test_stop" : "host.test_run")}
            </button>`}
        <button class="button live go" aria-busy=${String(air.busy)} ?disabled=${!may} @click=${() => this.#tell("go-live")}>
          ${t("host.go_live")}
        </button>
      `;
    }
    return html`
      ${air.sending || air.elsewhere
        ? nothing
        : html`<button class="button live" aria-busy=${String(air.busy)} @click=${() => this.#tell("resume")}>
            ${t("host.resume")}
          </button>`}
      <button class="button end" ?disabled=${air.busy} @click=${() => this.#tell("end")}>${t("host.end")}</button>
    `;
  }

  /** @param {any} show */
  #notices(show) {
    if (this.desk.connection === "lost") {
      return html`<p class="strip warn" role="status"><et-icon name="wifi_off"></et-icon>${t("host.offline")}</p>`;
    }
    if (this.air.publisher?.state === "reconnecting") {
      return html`<p class="strip warn" role="status"><et-icon name="wifi_off"></et-icon>${t("host.reconnecting")}</p>`;
    }
    if (show.state === "interrupted" && show.interrupted_until) {
      const time = duration((Date.parse(show.interrupted_until) - Date.now()) / 1000);
      return html`<p class="strip warn" role="status">${t("host.interrupted_text", { time })}</p>`;
    }
    if (this.air.testing) return html`<p class="strip info" role="status">${t("host.test_on")}</p>`;
    return nothing;
  }
}

customElements.define("et-host-top", EtHostTop);
