/** A labelled field with its help and its error, as a template for any element that includes the shared `fields` css. */

import { html, nothing } from "lit";
import { ifDefined } from "lit/directives/if-defined.js";
import { live } from "lit/directives/live.js";
import { t } from "../../core/i18n.js";

/**
 * @typedef {object} Field
 * @property {string} name also the id, and what `onInput` is told
 * @property {string} label
 * @property {string | number | null | undefined} value
 * @property {(name: string, value: string) => void} onInput
 * @property {string} [type] of the input, or "textarea"
 * @property {string} [help]
 * @property {string} [error]
 * @property {boolean} [required]
 * @property {boolean} [optional] says so beside the label
 * @property {string} [autocomplete]
 * @property {string} [placeholder]
 * @property {string} [inputmode]
 * @property {number} [maxlength]
 * @property {number} [minlength]
 * @property {string | number} [min]
 * @property {string | number} [max]
 * @property {boolean} [readonly]
 */

/** @param {Field} field */
export function field(field) {
  const id = `field-${field.name}`;
  const described = [field.error ? `${id}-error` : "", field.help ? `${id}-help` : ""].filter(Boolean).join(" ");
  const onInput = (/** @type {Event} */ event) =>
    field.onInput(field.name, /** @type {HTMLInputElement} */ (event.target).value);
  return html`<div class="field">
    <label class="label" for=${id}>
      ${field.label}${field.optional ? html` <span class="optional">(${t("common.optional")})</span>` : nothing}
    </label>
    ${field.type === "textarea"
      ? html`<textarea
          id=${id}
          rows="4"
          maxlength=${ifDefined(field.maxlength)}
          placeholder=${ifDefined(field.placeholder)}
          aria-invalid=${field.error ? "true" : nothing}
          aria-describedby=${described || nothing}
          .value=${live(String(field.value ?? ""))}
          @input=${onInput}
        ></textarea>`
      : html`<input
          id=${id}
          name=${field.name}
          type=${field.type ?? "text"}
          autocomplete=${/** @type {any} */ (field.autocomplete ?? "off")}
          inputmode=${ifDefined(/** @type {any} */ (field.inputmode))}
          maxlength=${ifDefined(field.maxlength)}
          minlength=${ifDefined(field.minlength)}
          min=${ifDefined(field.min)}
          max=${ifDefined(field.max)}
          placeholder=${ifDefined(field.placeholder)}
          ?required=${field.required}
          ?readonly=${field.readonly}
          aria-invalid=${field.error ? "true" : nothing}
          aria-describedby=${described || nothing}
          .value=${live(String(field.value ?? ""))}
          @input=${onInput}
        />`}
    ${field.error ? html`<span class="error" id="${id}-error" role="alert">${field.error}</span>` : nothing}
    ${field.help ? html`<span class="help" id="${id}-help">${field.help}</span>` : nothing}
  </div>`;
}

/**
 * @typedef {object} Choice
 * @property {string} name
 * @property {string} label
 * @property {string} value
 * @property {{value: string, text: string}[]} options
 * @property {(name: string, value: string) => void} onInput
 * @property {string} [help]
 */

/** @param {Choice} choice */
export function choice(choice) {
  const id = `field-${choice.name}`;
  return html`<div class="field">
    <label class="label" for=${id}>${choice.label}</label>
    <select
      id=${id}
      .value=${live(choice.value)}
      @change=${(/** @type {Event} */ event) =>
        choice.onInput(choice.name, /** @type {HTMLSelectElement} */ (event.target).value)}
    >
      ${choice.options.map(
        (option) =>
          html`<option value=${option.value} ?selected=${option.value === choice.value}>${option.text}</option>`,
      )}
    </select>
    ${choice.help ? html`<span class="help">${choice.help}</span>` : nothing}
  </div>`;
}
