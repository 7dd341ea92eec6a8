/**
 * `<et-controls .stage=${stage}>`: sound, picture in picture, full screen, and on a
 * phone chat away and the language; shown by a touch on the video.
 * Fires `clear` to hide or show what lies over the video.
 */

import { LitElement, css, html, nothing } from "lit";
import { LocaleController, locale, setLocale, t } from "../../core/i18n.js";
import { base, buttons, onStage } from "../../style/shared.js";
import "../ui/icon.js";

export class EtControls extends LitElement {
  static properties = {
    muted: { type: Boolean },
    cleared: { type: Boolean },
    overlay: { type: Boolean },
    full: { state: true },
    video: { attribute: false },
    frame: { attribute: false },
  };

  static styles = [
    base,
    buttons,
    onStage,
    css`
      :host {
        display: flex;
        gap: var(--space-4);
        padding: var(--space-4);
        border-radius: var(--corner-round);
        background: var(--stage-glass);
        backdrop-filter: blur(12px);
        -webkit-backdrop-filter: blur(12px);
      }
      .language {
        font-size: var(--type-14);
        font-weight: 700;
      }
      @media (hover: hover) {
        .button.icon:hover {
          background: rgb(255 255 255 / 0.14);
        }
      }
    `,
  ];

  constructor() {
    super();
    new LocaleController(this);
    this.muted = false;
    this.cleared = false;
    this.overlay = false;
    this.full = false;
    /** @type {HTMLVideoElement | null} */
    this.video = null;
    /** @type {HTMLElement | null} what goes full screen */
    this.frame = null;
    this.fullChanged = () => (this.full = Boolean(document.fullscreenElement));
  }

  connectedCallback() {
    super.connectedCallback();
    document.addEventListener("fullscreenchange", this.fullChanged);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    document.removeEventListener("fullscreenchange", this.fullChanged);
  }

  async #fullscreen() {
    if (document.fullscreenElement) return await document.exitFullscreen();
    if (this.frame?.requestFullscreen) return await this.frame.requestFullscreen().catch(() => {});
    // An iPhone has full screen for the video alone.
    /** @type {any} */ (this.video)?.webkitEnterFullscreen?.();
  }

  async #pip() {
    if (document.pictureInPictureElement) await document.exitPictureInPicture();
    else await this.video?.requestPictureInPicture().catch(() => {});
  }

  /**
   * @param {string} icon
   * @param {string} label
   * @param {() => void} action
   */
  #button(icon, label, action) {
    return html`<button class="button icon" aria-label=${label} title=${label} @click=${action}>
      <et-icon name=${icon}></et-icon>
    </button>`;
  }

  #tell(/** @type {string} */ type) {
    this.dispatchEvent(new CustomEvent(type));
  }

  render() {
    const full = this.full ? "fullscreen_exit" : "fullscreen";
    return html`
      ${this.#button(
        this.muted ? "sound_off" : "sound",
        t(this.muted ? "watch.unmute" : "watch.mute"),
        () => this.#tell("mute"),
      )}
      ${document.pictureInPictureEnabled ? this.#button("pip", t("watch.pip"), () => this.#pip()) : nothing}
      ${this.#button(full, t(`watch.${full}`), () => this.#fullscreen())}
      ${this.overlay
        ? this.#button(
            this.cleared ? "chat" : "chat_off",
            t(this.cleared ? "watch.unclear" : "watch.clear"),
            () => this.#tell("clear"),
          )
        : nothing}
      ${this.overlay ? this.#language() : nothing}
    `;
  }

  #language() {
    const other = locale() === "id" ? "en" : "id";
    const label = t("watch.language");
    return html`<button class="button icon language" lang=${other} aria-label=${label} title=${label}
      @click=${() => setLocale(other)}>${other.toUpperCase()}</button>`;
  }
}

customElements.define("et-controls", EtControls);
