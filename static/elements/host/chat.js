/** `<et-host-chat>`: what people say, with remove, mute and ban on each line, and a field to answer. */

import { LitElement, html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { LocaleController, t } from "../../core/i18n.js";
import { explain } from "../../core/refusal.js";
import { badges, base, buttons } from "../../style/shared.js";
import "../../core/text/host.js";
import "../../core/text/account.js";
import "../../core/text/viewer.js";
import "../ui/icon.js";
import { toast } from "../ui/toast.js";
import "../watch/composer.js";
import { chatLook } from "./chat-look.js";

const MUTE_S = 600;
const NEAR_END_PX = 60;

/** @typedef {import("../../core/show.js").ChatLine} ChatLine */

export class EtHostChat extends LitElement {
  static properties = { desk: { attribute: false }, lines: { attribute: false }, opened: { state: true } };

  static styles = [base, buttons, badges, chatLook];

  constructor() {
    super();
    new LocaleController(this);
    /** @type {import("../../core/desk.js").Desk} */
    this.desk;
    /** @type {ChatLine[]} */
    this.lines = [];
    this.opened = 0; // the offset of the line whose actions are shown
    this.following = true;
  }

  get #list() {
    return /** @type {HTMLElement} */ (this.renderRoot.querySelector(".list"));
  }

  updated() {
    if (this.following) this.#list.scrollTop = this.#list.scrollHeight;
  }

  #scrolled() {
    const list = this.#list;
    this.following = list.scrollHeight - list.scrollTop - list.clientHeight < NEAR_END_PX;
  }

  /** @param {() => Promise<void>} act @param {string} done */
  async #moderate(act, done) {
    this.opened = 0;
    try {
      await act();
      toast(done);
    } catch (error) {
      toast(explain(error), { tone: "danger" });
    }
  }

  render() {
    return html`
      <h2>${t("host.chat")}</h2>
      <div class="list" role="log" aria-live="polite" aria-label=${t("host.chat")} tabindex="0" @scroll=${this.#scrolled}>
        ${this.lines.length ? nothing : html`<p class="soft empty">${t("host.chat_empty")}</p>`}
        ${repeat(this.lines, (line) => line.offset, (line) => this.#line(line))}
      </div>
      <et-composer .send=${(/** @type {string} */ text) => this.desk.socket.chat(text)}></et-composer>
    `;
  }

  /** @param {ChatLine} line */
  #line(line) {
    if (line.kind === "bought") {
      return html`<p class="line bought">
        <et-icon name="bag"></et-icon><span><b>${line.name}</b> ${t("host.bought", { title: line.text })}</span>
      </p>`;
    }
    const staff = Boolean(line.badge);
    const open = this.opened === line.offset;
    return html`<div class="line ${staff ? "staff" : ""} ${open ? "open" : ""}">
      <p>
        <b>${line.name}</b>${staff ? html`<span class="role">${t(`role.${line.badge}`)}</span>` : nothing}
        <span dir="auto">${line.text}</span>
      </p>
      <button
        class="button icon dots"
        aria-label=${t("host.more_for", { name: line.name })}
        aria-expanded=${String(open)}
        @click=${() => (this.opened = open ? 0 : line.offset)}
      >
        <et-icon name="more"></et-icon>
      </button>
      ${open ? this.#actions(line, staff) : nothing}
    </div>`;
  }

  /** @param {ChatLine} line @param {boolean} staff */
  #actions(line, staff) {
    const { name, person = "" } = line;
    const remove = () => this.#moderate(() => this.desk.removeChat(line.offset), t("host.removed"));
    const mute = () => this.#moderate(() => this.desk.mute(person, MUTE_S), t("host.person_muted", { name }));
    const ban = () =>
      this.#moderate(async () => {
        await this.desk.mute(person);
        await this.desk.removeChat(line.offset);
      }, t("host.person_banned", { name }));
    return html`<div class="actions">
      <button class="button small" @click=${remove}><et-icon name="trash"></et-icon>${t("host.remove")}</button>
      ${staff || !person
        ? nothing
        : html`<button class="button small" @click=${mute}><et-icon name="clock"></et-icon>${t("host.mute_person")}</button>
            <button class="button small ban" @click=${ban}><et-icon name="chat_off"></et-icon>${t("host.ban")}</button>`}
    </div>`;
  }
}

customElements.define("et-host-chat", EtHostChat);
