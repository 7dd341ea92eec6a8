/** `<et-shipping .options=${options} currency="IDR">`: the shop's shipping options. Fires `change` with all of them. */

import { LitElement, css, html } from "lit";
import { LocaleController, t } from "../../core/i18n.js";
import { base, buttons, fields } from "../../style/shared.js";
import "../../core/text/settings.js";
import "../form/money-input.js";
import "../ui/icon.js";

export class EtShipping extends LitElement {
  static properties = { options: { attribute: false }, currency: {} };

  static styles = [
    base,
    buttons,
    fields,
    css`
      :host {
        display: grid;
        gap: var(--space-12);
        justify-items: start;
      }
      ul {
        display: grid;
        gap: var(--space-12);
        width: 100%;
      }
      li {
        display: grid;
        grid-template-columns: minmax(0, 1fr) minmax(0, 1fr);
        gap: var(--space-12);
        align-items: end;
        padding: var(--space-16);
        border: 1px solid var(--line);
        border-radius: var(--corner-12);
      }
      .button.icon {
        color: var(--ink-soft);
      }
      .end {
        grid-column: 1 / -1;
        justify-self: end;
      }
      @media (min-width: 900px) {
        li {
          grid-template-columns: minmax(0, 1.2fr) minmax(0, 1fr) minmax(0, 1fr) minmax(0, 1fr) var(--target);
        }
        .end {
          grid-column: auto;
        }
      }
    `,
  ];

  constructor() {
    super();
    new LocaleController(this);
    /** @type {any[]} */
    this.options = [];
    this.currency = "IDR";
  }

  /** @param {any[]} options */
  #tell(options) {
    this.dispatchEvent(new CustomEvent("change", { detail: options }));
  }

  /** @param {number} index @param {any} change */
  #set(index, change) {
    this.#tell(this.options.map((option, at) => (at === index ? { ...option, ...change } : option)));
  }

  #add() {
    this.#tell([...this.options, { title: "", price: null, free_from: null, days_text: "" }]);
  }

  render() {
    return html`<ul>
        ${this.options.map((option, index) => this.#row(option, index))}
      </ul>
      <button type="button" class="button small" @click=${this.#add}>
        <et-icon name="plus"></et-icon>${t("settings.add_option")}
      </button>`;
  }

  /** @param {any} option @param {number} index */
  #row(option, index) {
    return html`<li>
      ${this.#text(option, index, "title", t("settings.option"), t("settings.option_hint"))}
      ${this.#text(option, index, "days_text", t("settings.option_days"), t("settings.option_days_hint"))}
      ${this.#money(option, index, "price", t("settings.option_price"))}
      ${this.#money(option, index, "free_from", t("settings.option_free"))}
      <button
        type="button"
        class="button icon end"
        aria-label="${t("settings.remove_option")} ${option.title}"
        @click=${() => this.#tell(this.options.filter((_, at) => at !== index))}
      >
        <et-icon name="trash"></et-icon>
      </button>
    </li>`;
  }

  /** @param {any} option @param {number} index @param {string} name @param {string} label @param {string} placeholder */
  #text(option, index, name, label, placeholder) {
    return html`<label class="field">
      <span class="label">${label}</span>
      <input
        maxlength=${name === "title" ? 80 : 40}
        placeholder=${placeholder}
        .value=${option[name] ?? ""}
        @input=${(/** @type {Event} */ event) =>
          this.#set(index, { [name]: /** @type {HTMLInputElement} */ (event.target).value })}
      />
    </label>`;
  }

  /** @param {any} option @param {number} index @param {string} name @param {string} label */
  #money(option, index, name, label) {
    return html`<et-money-input
      .label=${label}
      .currency=${this.currency}
      .value=${option[name] ?? null}
      @change=${(/** @type {CustomEvent} */ event) => {
        event.stopPropagation();
        this.#set(index, { [name]: event.detail });
      }}
    ></et-money-input>`;
  }
}

customElements.define("et-shipping", EtShipping);
