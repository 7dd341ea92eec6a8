/** `<et-rename open name=".." .save=${rename}>`: another name in the chat. Fires `close`. */

import { LitElement, html, nothing } from "lit";
import { LocaleController, t } from "../../core/i18n.js";
import { explain } from "../../core/refusal.js";
import { base, buttons, fields } from "../../style/shared.js";
import "../ui/dialog.js";

export class EtRename extends LitElement {
  static properties = {
    open: { type: Boolean },
    name: {},
    save: { attribute: false },
    busy: { state: true },
    trouble: { state: true },
  };

  static styles = [base, buttons, fields];

  constructor() {
    super();
    new LocaleController(this);
    this.open = false;
    this.name = "";
    /** @type {((name: string) => Promise<void>) | null} */
    this.save = null;
    this.busy = false;
    this.trouble = "";
  }

  #close() {
    this.trouble = "";
    this.dispatchEvent(new CustomEvent("close"));
  }

  /** @param {SubmitEvent} event */
  async #submit(event) {
    event.preventDefault();
    const name = String(new FormData(/** @type {HTMLFormElement} */ (event.target)).get("name") ?? "").trim();
    if (!name) return;
    this.busy = true;
    try {
      await this.save?.(name);
      this.#close();
    } catch (error) {
      this.trouble = explain(error);
    }
    this.busy = false;
  }

  render() {
    return html`<et-dialog ?open=${this.open} label=${t("chat.rename")} @close=${this.#close}>
      ${this.open
        ? html`<form class="fields" @submit=${this.#submit}>
            <label class="field">
              <span class="label">${t("chat.name")}</span>
              <input
                name="name"
                .value=${this.name}
                maxlength="40"
                autocomplete="nickname"
                autofocus
                aria-invalid=${String(Boolean(this.trouble))}
                aria-describedby="help"
              />
              ${this.trouble
                ? html`<span class="error" id="help" role="alert">${this.trouble}</span>`
                : html`<span class="help" id="help">${t("chat.name_help")}</span>`}
            </label>
            <button class="button buy wide" aria-busy=${String(this.busy)}>${t("common.save")}</button>
          </form>`
        : nothing}
    </et-dialog>`;
  }
}

customElements.define("et-rename", EtRename);
