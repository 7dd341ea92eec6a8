/** `<et-host-checks>`: what should be right before a show goes on air, each line with what to do if it is not. */

import { LitElement, css, html, nothing } from "lit";
import { api } from "../../core/api.js";
import { LocaleController, t } from "../../core/i18n.js";
import { base, cards } from "../../style/shared.js";
import "../../core/text/host.js";
import "../ui/icon.js";
import { rate } from "./health.js";

/** @typedef {{tone: "good" | "warn" | "danger" | "wait", text: unknown}} Check */

const ENOUGH_KBIT = 1_200;

export class EtHostChecks extends LitElement {
  static properties = {
    desk: { attribute: false },
    air: { attribute: false },
    camera: { attribute: false },
    stamp: { attribute: false },
    server: { state: true },
  };

  static styles = [
    base,
    cards,
    css`
      :host {
        display: grid;
        gap: var(--space-12);
      }
      h2 {
        font-size: var(--type-16);
      }
      li {
        display: flex;
        align-items: flex-start;
        gap: var(--space-12);
        padding: var(--space-8) 0;
        font-size: var(--type-14);
        --icon-size: 20px;
      }
      .good et-icon {
        color: var(--good-text);
      }
      .warn et-icon {
        color: var(--warn-text);
      }
      .danger et-icon {
        color: var(--danger-text);
      }
      .wait et-icon {
        color: var(--ink-soft);
      }
      .wait {
        color: var(--ink-soft);
      }
      a {
        display: inline-block;
        padding: var(--space-4) 0;
        font-weight: 600;
      }
    `,
  ];

  constructor() {
    super();
    new LocaleController(this);
    /** @type {import("../../core/desk.js").Desk} */
    this.desk;
    /** @type {import("../../core/on-air.js").OnAir} */
    this.air;
    /** @type {import("../../core/camera.js").Camera} */
    this.camera;
    /** @type {Check[]} what the server says stands in the way */
    this.server = [];
  }

  async connectedCallback() {
    super.connectedCallback();
    const answer = await api("GET", "/api/doctor").catch(() => null);
    this.server = (answer?.checks ?? [])
      .filter((/** @type {any} */ finding) => finding.state !== "ok")
      .map((/** @type {any} */ { check, state, advice }) => ({
        tone: state === "problem" ? "danger" : "warn",
        text: html`<b>${check}</b> ${advice}`,
      }));
  }

  /** @returns {Check[]} */
  get checks() {
    const { desk, air } = this;
    const own = air.elsewhere ? [] : [this.#camera(), this.#microphone(), this.#upload()];
    return [...own, this.#lineUp(), this.#connection(desk), ...this.server, ...this.#warnings(desk)];
  }

  /** @returns {Check} */
  #camera() {
    const { camera } = this;
    if (camera.problem) return { tone: "danger", text: t(`host.problem.${camera.problem}`) };
    return { tone: camera.stream ? "good" : "wait", text: t("host.check_camera") };
  }

  /** @returns {Check} */
  #microphone() {
    const { camera } = this;
    if (camera.muted) return { tone: "warn", text: t("host.muted") };
    if (camera.heard) return { tone: "good", text: t("host.check_microphone") };
    return { tone: "wait", text: t("host.check_microphone_silent") };
  }

  /** @returns {Check} */
  #upload() {
    const kbit = this.air.publisher?.health?.availableKbit;
    if (!kbit) return { tone: "wait", text: t("host.check_upload_later") };
    if (kbit < ENOUGH_KBIT) return { tone: "warn", text: t("host.check_upload_slow", { rate: rate(kbit) }) };
    return { tone: "good", text: t("host.check_upload", { rate: rate(kbit) }) };
  }

  /** @returns {Check} */
  #lineUp() {
    const { show } = this.desk;
    const n = show.line_up.filter((/** @type {any} */ line) => line.available > 0).length;
    if (n) return { tone: "good", text: t("host.check_line_up", { n }) };
    const link = html`<a href="/studio/shows/${show.show_id}">${t("host.check_line_up_add")}</a>`;
    return { tone: "warn", text: html`${t("host.check_line_up_empty")} ${link}` };
  }

  /** @param {import("../../core/desk.js").Desk} desk @returns {Check} */
  #connection(desk) {
    return { tone: desk.connection === "joined" ? "good" : "wait", text: t("host.check_server") };
  }

  /** @param {import("../../core/desk.js").Desk} desk @returns {Check[]} */
  #warnings({ show }) {
    /** @type {Check[]} */
    const found = [];
    if (show.test_payments) found.push({ tone: "warn", text: t("host.check_payments") });
    if (show.auto_start) found.push({ tone: "wait", text: t("host.auto_start_note") });
    return found;
  }

  render() {
    const icons = { good: "check_circle", warn: "alert", danger: "alert", wait: "info" };
    return html`<section class="card flat">
      <h2>${t("host.checks")}</h2>
      <ul>
        ${this.checks.map(
          ({ tone, text }) => html`<li class=${tone}><et-icon name=${icons[tone]}></et-icon><span>${text ?? nothing}</span></li>`,
        )}
      </ul>
    </section>`;
  }
}

customElements.define("et-host-checks", EtHostChecks);
