/**
 * `<et-chat .lines=${chat}>`: what people say, newest at the bottom, following along unless the reader has scrolled up.
 * `overlay`: over the video, fading upward. Texts are put in as text, never as HTML.
 */

import { LitElement, html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { LocaleController, t } from "../../core/i18n.js";
import { base, buttons } from "../../style/shared.js";
import "../ui/icon.js";
import { chatStyles } from "./chat-styles.js";

const NEAR_END_PX = 48;
const COLOURS = 6;

export class EtChat extends LitElement {
  static properties = {
    lines: { attribute: false },
    me: {},
    overlay: { type: Boolean, reflect: true },
    behind: { state: true },
  };

  static styles = [base, buttons, chatStyles];

  constructor() {
    super();
    new LocaleController(this);
    /** @type {import("../../core/show.js").ChatLine[]} */
    this.lines = [];
    this.me = "";
    this.overlay = false;
    this.behind = false; // the reader is further up, and there is more below
    this.following = true;
    this.resized = new ResizeObserver(() => this.following && this.#toEnd());
  }

  get list() {
    return /** @type {HTMLElement} */ (this.renderRoot.querySelector(".list"));
  }

  firstUpdated() {
    this.resized.observe(this.list);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.resized.disconnect();
  }

  updated(/** @type {import("lit").PropertyValues} */ changed) {
    if (!changed.has("lines")) return;
    if (this.following) this.#toEnd();
    else if (changed.get("lines")) this.behind = true;
  }

  #toEnd() {
    this.list.scrollTop = this.list.scrollHeight;
  }

  #scrolled() {
    const { list } = this;
    this.following = list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_END_PX;
    if (this.following) this.behind = false;
  }

  #catchUp() {
    this.following = true;
    this.behind = false;
    this.#toEnd();
  }

  render() {
    return html`
      <div class="list" role="log" aria-live="polite" aria-label=${t("chat.title")} tabindex="0" @scroll=${this.#scrolled}>
        <div class="lines">
          ${this.lines.length || this.overlay ? nothing : html`<p class="empty">${t("chat.empty")}</p>`}
          ${repeat(
            this.lines,
            (line) => line.offset,
            (line) => this.#line(line),
          )}
        </div>
      </div>
      ${this.behind
        ? html`<button class="button small newer" @click=${this.#catchUp}>
            <et-icon name="chevron_down"></et-icon>${t("chat.newer")}
          </button>`
        : nothing}
    `;
  }

  /** @param {import("../../core/show.js").ChatLine} line */
  #line(line) {
    if (line.kind === "bought") {
      return html`<p class="line bought">
        <et-icon name="bag"></et-icon><span>${t("chat.bought", { name: line.name, title: line.text })}</span>
      </p>`;
    }
    const badge = line.badge && ["owner", "host", "moderator"].includes(line.badge) ? line.badge : "";
    return html`<p class="line ${line.person === this.me ? "mine" : ""} ${badge ? "staff" : ""}">
      <b class="c${colour(line.person ?? line.name)}">${line.name}</b>${badge
        ? html`<span class="role">${t(`chat.badge_${badge}`)}</span>`
        : nothing}
      <span dir="auto">${line.text}</span>
    </p>`;
  }
}

/**
 * The same colour for the same person.
 *
 * @param {string} person
 */
function colour(person) {
  let hash = 0;
  for (let at = 0; at < person.length; at += 1) hash = (hash * 33 + person.charCodeAt(at)) >>> 0;
  return hash % COLOURS;
}

customElements.define("et-chat", EtChat);
