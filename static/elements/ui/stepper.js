/** `<et-stepper value="1" min="1" max="5" label="..">`: less and more, fires `change` with `detail: number`. */

import { LitElement, css, html } from "lit";
import { LocaleController, t } from "../../core/i18n.js";
import { base } from "../../style/shared.js";
import "../../core/text/common.js";
import "./icon.js";

export class EtStepper extends LitElement {
  static properties = {
    value: { type: Number },
    min: { type: Number },
    max: { type: Number },
    label: {},
    disabled: { type: Boolean },
  };

  static styles = [
    base,
    css`
      :host {
        display: inline-flex;
      }
      div {
        display: flex;
        align-items: center;
        border: 1px solid var(--line-strong);
        border-radius: var(--corner-12);
      }
      button {
        display: grid;
        place-items: center;
        width: var(--target);
        height: calc(var(--target) - 2px);
        padding: 0;
        border: 0;
        border-radius: var(--corner-12);
        background: none;
        cursor: pointer;
        --icon-size: 18px;
      }
      button:disabled {
        opacity: 0.35;
        cursor: default;
      }
      output {
        min-width: 2ch;
        font-weight: 700;
        text-align: center;
      }
    `,
  ];

  constructor() {
    super();
    new LocaleController(this);
    this.value = 1;
    this.min = 1;
    this.max = 99;
    this.label = "";
    this.disabled = false;
  }

  /** @param {number} by */
  #step(by) {
    this.dispatchEvent(new CustomEvent("change", { detail: this.value + by }));
  }

  render() {
    const removes = this.min === 0 && this.value === 1;
    return html`<div role="group" aria-label=${this.label || t("common.quantity")}>
      <button
        type="button"
        aria-label=${t("common.less")}
        ?disabled=${this.disabled || this.value <= this.min}
        @click=${() => this.#step(-1)}
      >
        <et-icon name=${removes ? "trash" : "minus"}></et-icon>
      </button>
      <output aria-live="polite">${this.value}</output>
      <button
        type="button"
        aria-label=${t("common.more")}
        ?disabled=${this.disabled || this.value >= this.max}
        @click=${() => this.#step(1)}
      >
        <et-icon name="plus"></et-icon>
      </button>
    </div>`;
  }
}

customElements.define("et-stepper", EtStepper);
