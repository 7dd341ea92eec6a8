/** `<et-host-line-up .lines=${lines} .pinned=${variantId}>`: one tap pins. Fires `pin` with a variant id or null. */

import { LitElement, css, html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { money } from "../../core/format.js";
import { LocaleController, t } from "../../core/i18n.js";
import { supply } from "../../core/show.js";
import { badges, base, buttons } from "../../style/shared.js";
import "../../core/text/common.js";
import "../../core/text/host.js";
import "../ui/empty.js";
import "../ui/icon.js";
import "../ui/picture.js";
import { lineUpLook } from "./line-up-look.js";

export class EtHostLineUp extends LitElement {
  static properties = { lines: { attribute: false }, pinned: { attribute: false }, show_id: {} };

  static styles = [base, buttons, badges, lineUpLook, css``];

  constructor() {
    super();
    new LocaleController(this);
    /** @type {any[]} */
    this.lines = [];
    /** @type {string | null} */
    this.pinned = null;
    this.show_id = "";
  }

  /** @param {string | null} variantId */
  #pin(variantId) {
    this.dispatchEvent(new CustomEvent("pin", { detail: variantId }));
  }

  render() {
    return html`
      <header>
        <h2>${t("host.line_up")}</h2>
        <a class="button icon" href="/studio/shows/${this.show_id}" target="_blank" aria-label=${t("host.edit_line_up")}>
          <et-icon name="edit"></et-icon>
        </a>
      </header>
      ${this.lines.length
        ? html`<ul>
              ${repeat(this.lines, (line) => line.variant_id, (line) => this.#row(line))}
            </ul>
            <p class="keys">${t("host.keys")}</p>`
        : html`<et-empty icon="products" .heading=${t("host.line_up_empty")}>${t("host.line_up_empty_text")}</et-empty>`}
    `;
  }

  /** @param {any} line */
  #row(line) {
    const on = line.variant_id === this.pinned;
    const left = supply(line);
    const name = [line.title, line.variant_title].filter(Boolean).join(" · ");
    return html`<li>
      <button
        class="line"
        aria-pressed=${String(on)}
        aria-label="${on ? t("host.unpin") : t("host.pin", { title: name })}"
        aria-describedby="of-${line.number}"
        @click=${() => this.#pin(on ? null : line.variant_id)}
      >
        <kbd>${line.number}</kbd>
        <et-picture .image=${line.image} .name=${line.title} sizes="64px" aria-hidden="true"></et-picture>
        <span class="text">
          <strong>${line.title}</strong>
          <small>${[line.variant_title, money(line.price)].filter(Boolean).join(" · ")}</small>
        </span>
        <span class="stock" id="of-${line.number}">
          <strong class=${left}>${left === "none" ? t("common.sold_out") : t("host.left", { n: line.available })}</strong>
          <small>${t("host.sold", { n: line.sold ?? 0 })}${line.held + line.paying ? html`<br />${t("host.held", { n: line.held + line.paying })}` : nothing}</small>
        </span>
        <span class="pin"><et-icon name="pin"></et-icon><span>${on ? t("host.pinned") : ""}</span></span>
      </button>
    </li>`;
  }
}

customElements.define("et-host-line-up", EtHostLineUp);
