/**
 * `<et-watch-frame .visit=${visit} tick=..>`: the video and what belongs on it: who and how many, the states before and
 * after, controls, reactions, and on a wide screen the pinned card. Fires `buy`, `bag`, `share`, `clear`.
 */

import { LitElement, html, nothing } from "lit";
import { LocaleController, t } from "../../core/i18n.js";
import { base } from "../../style/shared.js";
import "./before.js";
import "./controls.js";
import "./ended.js";
import { frameStyles } from "./frame-styles.js";
import "./pinned-card.js";
import "./reactions.js";
import "./stage.js";
import { Swipe } from "./swipe.js";
import "./top-bar.js";

const CONTROLS_MS = 4000;

export class EtWatchFrame extends LitElement {
  static properties = {
    visit: { attribute: false },
    tick: { type: Number },
    wide: { type: Boolean, reflect: true },
    cleared: { type: Boolean, reflect: true },
    buying: { type: Boolean, reflect: true },
    busy: {},
    controls: { state: true },
  };

  static styles = [base, frameStyles];

  constructor() {
    super();
    new LocaleController(this);
    /** @type {import("../../core/watch.js").Visit | null} */
    this.visit = null;
    this.tick = 0; // the visit changes in place: a new number says that it did
    this.wide = false;
    this.cleared = false;
    this.buying = false;
    this.busy = "";
    this.controls = false;
    this.controlsTimer = 0;
    this.swipe = new Swipe((away) => !this.wide && away !== this.cleared && this.#tell("clear"));
  }

  get stage() {
    return /** @type {import("./stage.js").EtStage | null} */ (this.renderRoot.querySelector("et-stage"));
  }

  /**
   * @param {Record<string, number>} counts
   * @param {boolean} [own]
   */
  react(counts, own) {
    const reactions = this.renderRoot.querySelector("et-reactions");
    /** @type {import("./reactions.js").EtReactions | null} */ (reactions)?.add(counts, own);
  }

  /**
   * @param {string} type
   * @param {any} [detail]
   */
  #tell(type, detail) {
    this.dispatchEvent(new CustomEvent(type, { detail }));
  }

  #touched() {
    if (this.swipe.moved) return;
    this.#showControls(!this.controls);
  }

  /** @param {boolean} shown */
  #showControls(shown) {
    clearTimeout(this.controlsTimer);
    this.controls = shown;
    if (shown) this.controlsTimer = window.setTimeout(() => (this.controls = false), CONTROLS_MS);
  }

  #mute() {
    this.stage?.setMuted(!this.stage.muted);
    this.requestUpdate();
  }

  render() {
    const { visit } = this;
    const show = visit?.model.show ?? null;
    const onAir = show?.state === "live" || show?.state === "interrupted";
    const share = () => this.#tell("share");
    return html`
      <et-stage
        show=${visit?.name ?? ""}
        state=${show?.state ?? ""}
        poster=${show?.poster ?? ""}
        @player=${() => this.requestUpdate()}
        @click=${this.#touched}
        @pointerdown=${this.swipe.down}
        @pointerup=${this.swipe.up}
      ></et-stage>
      ${onAir ? html`<div class="veil"></div>` : nothing}
      <et-reactions></et-reactions>
      ${show?.state === "scheduled"
        ? html`<div class="cover before"><et-before .show=${show} @share=${share}></et-before></div>`
        : nothing}
      ${show && (show.state === "ended" || show.state === "published")
        ? html`<div class="cover ended">
            <et-ended
              .show=${show}
              .lines=${visit?.offer.lines ?? []}
              @share=${share}
              @bag=${() => this.#tell("bag")}
            ></et-ended>
          </div>`
        : nothing}
      <et-top-bar .show=${show} viewers=${visit?.model.viewers ?? 0} ?wide=${this.wide}></et-top-bar>
      ${onAir ? this.#controls() : nothing} ${this.wide && onAir ? this.#pinned() : nothing}
      ${visit?.lost
        ? html`<div class="banner" role="status"><et-icon name="wifi_off"></et-icon>${t("watch.network_lost")}</div>`
        : nothing}
    `;
  }

  #controls() {
    // Always there for the keyboard; seen after a touch, or when the focus is in them.
    return html`<et-controls
      class=${this.controls ? "shown" : ""}
      ?muted=${this.stage?.muted}
      ?overlay=${!this.wide}
      ?cleared=${this.cleared}
      .video=${this.stage?.video ?? null}
      .frame=${document.documentElement}
      @mute=${this.#mute}
      @clear=${() => this.#tell("clear")}
      @click=${() => this.#showControls(true)}
    ></et-controls>`;
  }

  #pinned() {
    const line = this.visit?.model.pinned ?? null;
    return html`<et-pinned-card
      .line=${line}
      ?inBag=${Boolean(line && this.visit?.bag.has(line.variant_id))}
      ?busy=${Boolean(line && this.busy === line.variant_id)}
      @buy=${(/** @type {CustomEvent<string>} */ event) => this.#tell("buy", event.detail)}
    ></et-pinned-card>`;
  }
}

customElements.define("et-watch-frame", EtWatchFrame);
