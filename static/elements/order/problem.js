/** `<et-order-problem open .send=${text => ...}>`: tells the seller what is wrong. Fires `close`. */

import { LitElement, html, nothing } from "lit";
import { LocaleController, t } from "../../core/i18n.js";
import { explain } from "../../core/refusal.js";
import { base, buttons, fields } from "../../style/shared.js";
import "../ui/dialog.js";

export class EtOrderProblem extends LitElement {
  static properties = {
    open: { type: Boolean },
    send: { attribute: false },
    text: { state: true },
    trouble: { state: true },
    busy: { state: true },
  };

  static styles = [base, buttons, fields];

  constructor() {
    super();
    new LocaleController(this);
    this.open = false;
    /** @type {((text: string) => Promise<void>) | null} */
    this.send = null;
    this.text = "";
    this.trouble = "";
    this.busy = false;
  }

  /** @param {SubmitEvent} event */
  async #submit(event) {
    event.preventDefault();
    if (this.busy) return;
    if (!this.text.trim()) {
      this.trouble = t("form.required");
      return;
    }
    this.busy = true;
    try {
      await this.send?.(this.text.trim());
      this.text = "";
      this.#close();
    } catch (error) {
      this.trouble = explain(error);
    }
    this.busy = false;
  }

  #close() {
    this.trouble = "";
    this.dispatchEvent(new CustomEvent("close")); // What was typed stays for the next time.
  }

  render() {
    return html`<et-dialog label=${t("order.problem_title")} ?open=${this.open} ?busy=${this.busy} @close=${this.#close}>
      ${this.open
        ? html`<form class="fields" novalidate @submit=${this.#submit}>
            <label class="field">
              <span class="label">${t("order.problem_text")}</span>
              <textarea
                rows="5"
                maxlength="2000"
                autofocus
                .value=${this.text}
                aria-invalid=${String(Boolean(this.trouble))}
                aria-describedby="words"
                @input=${(/** @type {InputEvent} */ event) => {
                  this.text = /** @type {HTMLTextAreaElement} */ (event.target).value;
                  this.trouble = "";
                }}
              ></textarea>
              ${this.trouble
                ? html`<span class="error" id="words" role="alert">${this.trouble}</span>`
                : html`<span class="help" id="words">${t("order.problem_help")}</span>`}
            </label>
            <button class="button buy wide" aria-busy=${String(this.busy)}>${t("order.problem_send")}</button>
          </form>`
        : nothing}
    </et-dialog>`;
  }
}

customElements.define("et-order-problem", EtOrderProblem);
