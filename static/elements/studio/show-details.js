/** `<et-show-details .show=${show} open>`: a dialog with what can be changed of a show. Fires `show-changed`, `close`. */

import { LitElement, css, html } from "lit";
import { api } from "../../core/api.js";
import { LocaleController, t } from "../../core/i18n.js";
import { explain, fieldErrors } from "../../core/refusal.js";
import { base, buttons, fields } from "../../style/shared.js";
import { choice, field } from "../form/field.js";
import "../ui/dialog.js";
import { toast } from "../ui/toast.js";
import { fromLocalInput, toLocalInput } from "./show-words.js";

export class EtShowDetails extends LitElement {
  static properties = {
    show: { attribute: false },
    open: { type: Boolean },
    plan: { state: true },
    errors: { state: true },
    busy: { state: true },
  };

  static styles = [
    base,
    buttons,
    fields,
    css`
      .check small {
        display: block;
        color: var(--ink-soft);
        font-size: var(--type-14);
      }
    `,
  ];

  constructor() {
    super();
    new LocaleController(this);
    /** @type {any} */
    this.show = null;
    this.open = false;
    this.plan = { title: "", starts_at: "", auto_start: false, hold_ttl_s: 300 };
    /** @type {Record<string, string>} */
    this.errors = {};
    this.busy = false;
  }

  willUpdate(/** @type {import("lit").PropertyValues} */ changed) {
    if (!changed.has("open") || !this.open) return;
    const { title, starts_at, auto_start, hold_ttl_s } = this.show;
    this.plan = { title, starts_at: toLocalInput(starts_at), auto_start, hold_ttl_s };
    this.errors = {};
  }

  /** @param {string} name @param {any} value */
  #set = (name, value) => (this.plan = { ...this.plan, [name]: value });

  async #save() {
    this.busy = true;
    /** @type {Record<string, any>} */
    const body = { title: this.plan.title.trim(), hold_ttl_s: Number(this.plan.hold_ttl_s) };
    if (this.show.state === "scheduled") {
      body.auto_start = this.plan.auto_start;
      body.starts_at = fromLocalInput(this.plan.starts_at);
    }
    try {
      const show = await api("PATCH", `/api/shows/${this.show.show_id}`, body);
      toast(t("studio.saved"), { tone: "good" });
      this.dispatchEvent(new CustomEvent("show-changed", { detail: show }));
    } catch (error) {
      this.errors = fieldErrors(error);
      if (!Object.keys(this.errors).length) toast(explain(error), { tone: "danger" });
    }
    this.busy = false;
  }

  render() {
    const minutes = [...new Set([3, 5, 10, 15, 30, Math.max(1, Math.round(this.plan.hold_ttl_s / 60))])];
    const before = this.show?.state === "scheduled";
    return html`<et-dialog
      .label=${t("shows.details")}
      ?open=${this.open}
      @close=${() => this.dispatchEvent(new CustomEvent("close"))}
    >
      <div class="fields">
        ${field({
          name: "title",
          label: t("shows.name"),
          value: this.plan.title,
          error: this.errors.title,
          maxlength: 200,
          onInput: this.#set,
        })}
        ${before
          ? field({
              name: "starts_at",
              type: "datetime-local",
              label: t("shows.starts_at"),
              value: this.plan.starts_at,
              error: this.errors.starts_at,
              optional: true,
              onInput: this.#set,
            })
          : ""}
        ${choice({
          name: "hold_ttl_s",
          label: t("shows.hold_ttl"),
          value: String(this.plan.hold_ttl_s),
          options: minutes.sort((a, b) => a - b).map((n) => ({ value: String(n * 60), text: t("shows.minutes", { n }) })),
          onInput: (name, value) => this.#set(name, Number(value)),
        })}
        ${before
          ? html`<label class="check">
              <input
                type="checkbox"
                .checked=${this.plan.auto_start}
                @change=${(/** @type {Event} */ event) =>
                  this.#set("auto_start", /** @type {HTMLInputElement} */ (event.target).checked)}
              />
              <span>${t("shows.auto_start")}<small>${t("shows.auto_start_text")}</small></span>
            </label>`
          : ""}
      </div>
      <div slot="actions">
        <button class="button" @click=${() => this.dispatchEvent(new CustomEvent("close"))}>${t("common.cancel")}</button>
        <button class="button buy" aria-busy=${String(this.busy)} ?disabled=${!this.plan.title.trim()} @click=${this.#save}>
          ${t("studio.save")}
        </button>
      </div>
    </et-dialog>`;
  }
}

customElements.define("et-show-details", EtShowDetails);
