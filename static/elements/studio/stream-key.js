/** `<et-stream-key .show=${show}>`: what OBS or FFmpeg needs: the WHIP address and the key, which is shown once. */

import { LitElement, css, html } from "lit";
import { api } from "../../core/api.js";
import { LocaleController, t } from "../../core/i18n.js";
import { explain } from "../../core/refusal.js";
import { base, buttons, cards } from "../../style/shared.js";
import { confirm } from "../form/confirm.js";
import "../form/copy.js";
import "../ui/icon.js";
import { toast } from "../ui/toast.js";

/** Keys made since this page was opened: only they can still be shown. @type {Map<string, string>} */
const keys = new Map();

/** @param {string} showId @param {string} key */
export function keepKey(showId, key) {
  keys.set(showId, key);
}

export class EtStreamKey extends LitElement {
  static properties = { show: { attribute: false }, key: { state: true }, busy: { state: true } };

  static styles = [
    base,
    buttons,
    cards,
    css`
      :host {
        display: grid;
        gap: var(--space-12);
      }
    `,
  ];

  constructor() {
    super();
    new LocaleController(this);
    /** @type {any} */
    this.show = null;
    this.key = "";
    this.busy = false;
  }

  willUpdate(/** @type {import("lit").PropertyValues} */ changed) {
    if (changed.has("show") && this.show) this.key = keys.get(this.show.show_id) ?? "";
  }

  async #renew() {
    const [title, text, yes] = [t("shows.new_key_title"), t("shows.new_key_text"), t("shows.new_key")];
    if (this.busy || !(await confirm({ title, text, yes, tone: "danger" }))) return;
    this.busy = true;
    try {
      const made = await api("POST", `/api/shows/${this.show.show_id}/stream-key`, {});
      keepKey(this.show.show_id, made.stream_key);
      this.key = made.stream_key;
    } catch (error) {
      toast(explain(error), { tone: "danger" });
    }
    this.busy = false;
  }

  render() {
    const url = this.show.whip_url;
    return html`
      <et-copy .label=${t("shows.whip_url")} .value=${url}></et-copy>
      ${this.key
        ? html`<et-copy .label=${t("shows.stream_key")} .value=${this.key}></et-copy>
            <p class="note warn"><et-icon name="key"></et-icon>${t("shows.key_once")}</p>
            <et-copy .label=${t("shows.ffmpeg")} .value=${ffmpeg(url, this.key)}></et-copy>`
        : html`<p class="note"><et-icon name="key"></et-icon>${t("shows.key_hidden")}</p>`}
      <button class="button small" aria-busy=${String(this.busy)} @click=${this.#renew}>
        <et-icon name="refresh"></et-icon>${t("shows.new_key")}
      </button>
    `;
  }
}

customElements.define("et-stream-key", EtStreamKey);

/** @param {string} url @param {string} key */
function ffmpeg(url, key) {
  const video = "-c:v libx264 -profile:v baseline -bf 0 -g 60 -tune zerolatency";
  return `ffmpeg -re -i INPUT ${video} -c:a libopus -ac 2 -f whip -authorization ${key} ${url}`;
}
