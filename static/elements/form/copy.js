/** `<et-copy label="Alamat WHIP" value="https://..">`: a value to take elsewhere, with a button that copies it. */

import { LitElement, css, html } from "lit";
import { LocaleController, t } from "../../core/i18n.js";
import { base, buttons, fields } from "../../style/shared.js";
import "../../core/text/common.js";
import "../ui/icon.js";
import { toast } from "../ui/toast.js";

export class EtCopy extends LitElement {
  static properties = { label: {}, value: {}, secret: { type: Boolean }, done: { state: true } };

  static styles = [
    base,
    buttons,
    fields,
    css`
      :host {
        display: block;
        min-width: 0;
      }
      .copy {
        display: flex;
        gap: var(--space-8);
      }
      .field input {
        min-width: 0;
        background: var(--surface-sunken);
        font: var(--type-14) / 1.4 var(--font-mono);
        text-overflow: ellipsis;
      }
      .button {
        flex: none;
        min-height: 48px;
      }
    `,
  ];

  constructor() {
    super();
    new LocaleController(this);
    this.label = "";
    this.value = "";
    this.secret = false;
    this.done = false;
  }

  async #copy() {
    const copied = await copyText(this.value);
    if (!copied) this.renderRoot.querySelector("input")?.select();
    this.done = copied;
    if (copied) toast(t("common.copied"), { tone: "good" });
    setTimeout(() => (this.done = false), 2_000);
  }

  render() {
    return html`<div class="field">
      <label class="label" for="value">${this.label}</label>
      <div class="copy">
        <input
          id="value"
          readonly
          .value=${this.value}
          @focus=${(/** @type {Event} */ event) => /** @type {HTMLInputElement} */ (event.target).select()}
        />
        <button type="button" class="button" aria-label="${t("common.copy")}: ${this.label}" @click=${this.#copy}>
          <et-icon name=${this.done ? "check" : "copy"}></et-icon>
        </button>
      </div>
    </div>`;
  }
}

customElements.define("et-copy", EtCopy);

/**
 * The clipboard is only there on https; elsewhere the old way by a selection.
 *
 * @param {string} text
 * @returns {Promise<boolean>}
 */
export async function copyText(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = document.createElement("textarea");
    area.value = text;
    area.setAttribute("readonly", "");
    area.style.position = "fixed";
    document.body.append(area);
    area.select();
    const done = document.execCommand("copy");
    area.remove();
    return done;
  }
}
