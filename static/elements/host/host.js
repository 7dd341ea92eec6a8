/** `<et-host slug="..">`: the host console: camera, line-up, chat and the show's controls on one screen. */

import { LitElement, html, nothing } from "lit";
import { ApiError } from "../../core/api.js";
import { Camera } from "../../core/camera.js";
import { Desk } from "../../core/desk.js";
import { LocaleController, t } from "../../core/i18n.js";
import { OnAir } from "../../core/on-air.js";
import { explain } from "../../core/refusal.js";
import { base, buttons, cards, onStage, skeletons } from "../../style/shared.js";
import "../../core/text/common.js";
import "../../core/text/host.js";
import { confirm } from "../form/confirm.js";
import "../ui/empty.js";
import "../ui/icon.js";
import { toast } from "../ui/toast.js";
import "./chat.js";
import "./checks.js";
import { consoleLook } from "./console-look.js";
import "./countdown.js";
import "./line-up.js";
import "./preview.js";
import "./sales.js";
import { keyAction } from "./keys.js";
import "./top.js";

export class EtHost extends LitElement {
  static properties = {
    slug: {},
    sheet: { state: true },
    failed: { state: true },
    ready: { state: true },
  };

  static styles = [base, buttons, cards, skeletons, onStage, consoleLook];

  constructor() {
    super();
    new LocaleController(this);
    this.slug = "";
    /** @type {"" | "line-up" | "chat" | "checks"} the sheet that is up, on a phone */
    this.sheet = "";
    this.failed = "";
    this.ready = false;
    /** @type {Desk | null} */
    this.desk = null;
    this.camera = new Camera();
    /** @type {OnAir | null} */
    this.air = null;
    /** @type {any} */
    this.wakeLock = null;
    this.again = () => this.requestUpdate();
    this.keyed = (/** @type {KeyboardEvent} */ event) => this.#key(event);
    this.leaving = () => this.air?.leave();
    this.beforeLeaving = (/** @type {Event} */ event) => this.air?.sending && event.preventDefault();
  }

  connectedCallback() {
    super.connectedCallback();
    document.addEventListener("keydown", this.keyed);
    window.addEventListener("pagehide", this.leaving);
    window.addEventListener("beforeunload", this.beforeLeaving);
    void this.#open();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener("keydown", this.keyed);
    window.removeEventListener("pagehide", this.leaving);
    window.removeEventListener("beforeunload", this.beforeLeaving);
    this.air?.leave();
    this.desk?.close();
    this.camera.close();
  }

  async #open() {
    this.failed = "";
    const desk = new Desk(this.slug);
    try {
      await desk.open();
    } catch (error) {
      this.failed = error instanceof ApiError && error.status === 404 ? t("host.not_found") : explain(error);
      return;
    }
    if (!desk.show.whip_url) {
      desk.close();
      this.failed = t("host.not_yours");
      return;
    }
    this.desk = desk;
    this.air = new OnAir(desk, this.camera);
    for (const source of [desk, this.camera, this.air]) source.addEventListener("change", this.again);
    this.ready = true;
    // An encoder's show needs no camera of this page until its host asks for it.
    if (!this.air.elsewhere && !this.#over) await this.camera.open();
  }

  get #over() {
    return ["ended", "published"].includes(this.desk?.show?.state ?? "");
  }

  updated() {
    const title = this.desk?.show?.title;
    document.title = title ? `${t("host.title")} · ${title}` : t("host.title");
    void this.#stayAwake(Boolean(this.air?.sending));
  }

  /** A phone's screen that goes dark would end the broadcast. @param {boolean} awake */
  async #stayAwake(awake) {
    if (awake && !this.wakeLock && document.visibilityState === "visible") {
      this.wakeLock = (await navigator.wakeLock?.request("screen").catch(() => null)) ?? null;
      this.wakeLock?.addEventListener("release", () => (this.wakeLock = null));
    } else if (!awake) {
      await this.wakeLock?.release();
      this.wakeLock = null;
    }
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const action = this.desk && !this.#over ? keyAction(event, this.desk.show.line_up) : null;
    if (!action) return;
    event.preventDefault();
    if (action.do === "mute") this.camera.toggleMute();
    else void this.#pin(action.do === "pin" ? action.variantId : null);
  }

  /** @param {string | null} variantId */
  async #pin(variantId) {
    await this.desk?.pin(variantId).catch((error) => toast(explain(error), { tone: "danger" }));
  }

  async #end() {
    const question = { title: t("host.end_title"), text: t("host.end_text"), yes: t("host.end_yes") };
    if (await confirm(question)) await this.air?.end();
  }

  render() {
    if (this.failed) {
      return html`<et-empty icon="camera" .heading=${t("host.title")}>
        ${this.failed}<a slot="action" class="button" href="/studio/shows">${t("host.studio")}</a>
      </et-empty>`;
    }
    const { desk, air } = this;
    if (!this.ready || !desk || !air) return html`<span class="skeleton whole" aria-label=${t("common.loading")}></span>`;
    return html`
      <et-host-top
        .desk=${desk}
        .air=${air}
        .stamp=${{}}
        @go-live=${() => air.goLive()}
        @resume=${() => (this.camera.stream ? air.resume() : this.camera.open().then(() => air.resume()))}
        @end=${this.#end}
        @test=${() => (air.testing ? air.stopTest() : air.test())}
      ></et-host-top>
      ${this.#over ? this.#farewell(desk) : this.#work(desk, air)}
      ${air.countdown ? html`<et-host-countdown .left=${air.countdown}></et-host-countdown>` : nothing}
    `;
  }

  /** @param {Desk} desk @param {OnAir} air */
  #work(desk, air) {
    const { show } = desk;
    const before = show.state === "scheduled";
    return html`
      ${air.trouble ? html`<p class="note danger trouble" role="alert"><et-icon name="alert"></et-icon>${air.trouble}</p>` : nothing}
      <div class="desk" data-sheet=${this.sheet}>
        <div class="left">
          <et-host-preview .desk=${desk} .air=${air} .camera=${this.camera} .stamp=${{}}></et-host-preview>
          <div class="under" data-for="checks">
            ${before
              ? html`<et-host-checks .desk=${desk} .air=${air} .camera=${this.camera} .stamp=${{}}></et-host-checks>`
              : html`<et-host-sales .sales=${desk.sales}></et-host-sales>`}
          </div>
        </div>
        <section class="centre" data-for="line-up" aria-label=${t("host.line_up")}>
          <et-host-line-up
            .lines=${show.line_up}
            .pinned=${show.pinned}
            .show_id=${show.show_id}
            @pin=${(/** @type {CustomEvent<string | null>} */ event) => this.#pin(event.detail)}
          ></et-host-line-up>
        </section>
        <section class="right" data-for="chat" aria-label=${t("host.chat")}>
          <et-host-chat .desk=${desk} .lines=${desk.model.chat}></et-host-chat>
        </section>
      </div>
      ${this.#dock(before)}
    `;
  }

  /** What a thumb reaches on a phone. @param {boolean} before */
  #dock(before) {
    const sheet = (/** @type {"line-up" | "chat" | "checks"} */ name, /** @type {string} */ icon, /** @type {string} */ label) =>
      html`<button
        aria-expanded=${String(this.sheet === name)}
        @click=${() => (this.sheet = this.sheet === name ? "" : name)}
      >
        <et-icon name=${icon}></et-icon><span>${label}</span>
      </button>`;
    const { muted } = this.camera;
    return html`<nav class="dock">
      <button aria-pressed=${String(muted)} ?disabled=${!this.camera.stream} aria-label=${t(muted ? "host.unmute" : "host.mute")} @click=${() => this.camera.toggleMute()}>
        <et-icon name=${muted ? "mic_off" : "mic"}></et-icon><span>${t("host.mic")}</span>
      </button>
      <button aria-label=${t("host.flip")} ?disabled=${!this.camera.stream} @click=${() => this.camera.flip()}>
        <et-icon name="refresh"></et-icon><span>${t("host.camera")}</span>
      </button>
      ${sheet("line-up", "products", t("host.line_up"))} ${sheet("chat", "chat", t("host.chat"))}
      ${before ? sheet("checks", "check_circle", t("host.checks_open")) : sheet("checks", "bag", t("host.sales"))}
    </nav>`;
  }

  /** @param {Desk} desk */
  #farewell(desk) {
    return html`<et-empty icon="check_circle" .heading=${t("host.ended")}>
      ${t("host.ended_text")}
      <a slot="action" class="button buy" href="/studio/shows/${desk.show.show_id}">${t("host.see_results")}</a>
    </et-empty>`;
  }
}

customElements.define("et-host", EtHost);
