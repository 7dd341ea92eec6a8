/**
 * `<et-card-form number=".." error="..">`: the test card, plainly marked as one. Fires `edited` with what was typed and
 * `submit` on Enter; both leave the shadow tree.
 */

import { LitElement, css, html, nothing } from "lit";
import { LocaleController, t } from "../../core/i18n.js";
import { base, cards, fields } from "../../style/shared.js";
import "../ui/icon.js";

// What the contract's test card knows.
const NUMBERS = [
  ["4242424242424242", "checkout.test_good"],
  ["4000000000000002", "checkout.test_bad"],
];

export class EtCardForm extends LitElement {
  static properties = { number: {}, error: {} };

  static styles = [
    base,
    cards,
    fields,
    css`
      form {
        display: grid;
        gap: var(--space-12);
      }
      .card-number {
        position: relative;
      }
      .card-number et-icon {
        position: absolute;
        top: 12px;
        left: 14px;
        color: var(--ink-soft);
        pointer-events: none;
      }
      .field input {
        padding-left: 48px;
        letter-spacing: 0.04em;
      }
      .hints {
        display: flex;
        flex-wrap: wrap;
        gap: var(--space-8);
      }
      .hints button {
        display: flex;
        align-items: center;
        gap: var(--space-8);
        min-height: var(--target);
        padding: 0 var(--space-12);
        border: 1px dashed var(--line-strong);
        border-radius: var(--corner-12);
        background: none;
        font-size: var(--type-12);
        cursor: pointer;
      }
      .hints span {
        color: var(--ink-soft);
      }
    `,
  ];

  constructor() {
    super();
    new LocaleController(this);
    this.number = "";
    this.error = "";
  }

  async focusError() {
    await this.updateComplete;
    this.renderRoot.querySelector("input")?.focus();
  }

  /** @param {string} number */
  #edit(number) {
    this.number = number;
    this.dispatchEvent(new CustomEvent("edited", { detail: number }));
  }

  /** @param {InputEvent} event */
  #typed(event) {
    const input = /** @type {HTMLInputElement} */ (event.target);
    const atEnd = input.selectionStart === input.value.length;
    // Groups are put in only while typing at the end: elsewhere they would move the cursor.
    if (atEnd) input.value = grouped(input.value);
    this.#edit(input.value);
  }

  /** @param {SubmitEvent} event */
  #submit(event) {
    event.preventDefault();
    this.dispatchEvent(new CustomEvent("submit", { bubbles: true, composed: true }));
  }

  render() {
    return html`<form novalidate @submit=${this.#submit}>
      <p class="note warn"><et-icon name="info"></et-icon>${t("checkout.test_banner")}</p>
      <div class="field">
        <label class="label" for="number">${t("checkout.card_number")}</label>
        <div class="card-number">
          <et-icon name="card"></et-icon>
          <input
            id="number"
            inputmode="numeric"
            autocomplete="off"
            placeholder="4242 4242 4242 4242"
            maxlength="23"
            .value=${grouped(this.number)}
            aria-invalid=${String(Boolean(this.error))}
            aria-describedby=${this.error ? "error" : nothing}
            @input=${this.#typed}
          />
        </div>
        ${this.error ? html`<span class="error" id="error">${this.error}</span>` : nothing}
      </div>
      <div class="hints">
        ${NUMBERS.map(
          ([number = "", label = ""]) => html`<button type="button" @click=${() => this.#edit(number)}>
            ${grouped(number)} <span>${t(label)}</span>
          </button>`,
        )}
      </div>
      <button hidden></button>
    </form>`;
  }
}

/** @param {string} number */
function grouped(number) {
  return number.replace(/\D/g, "").slice(0, 19).replace(/(\d{4})(?=\d)/g, "$1 ");
}

customElements.define("et-card-form", EtCardForm);
