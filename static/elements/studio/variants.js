/** `<et-variants .variants=${drafts} currency="IDR">`: the rows of a product's variants. Fires `change` with all rows. */

import { LitElement, css, html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { LocaleController, t } from "../../core/i18n.js";
import { base, buttons, fields } from "../../style/shared.js";
import "../form/money-input.js";
import "../ui/icon.js";
import { emptyVariant } from "./product-draft.js";

/** @typedef {import("./product-draft.js").VariantDraft} VariantDraft */

export class EtVariants extends LitElement {
  static properties = { variants: { attribute: false }, currency: {}, errors: { attribute: false } };

  static styles = [
    base,
    buttons,
    fields,
    css`
      :host {
        display: grid;
        gap: var(--space-12);
      }
      li {
        display: grid;
        gap: var(--space-12);
        grid-template-columns: 1fr 1fr;
        position: relative;
        padding: var(--space-16);
        border: 1px solid var(--line);
        border-radius: var(--corner-12);
      }
      li + li {
        margin-top: var(--space-12);
      }
      .title {
        grid-column: 1 / -1;
        padding-right: var(--target);
      }
      .only .title {
        padding-right: 0;
      }
      .remove {
        position: absolute;
        inset: 4px 4px auto auto;
        color: var(--ink-soft);
      }
      .digits input {
        text-align: right;
      }
      @media (min-width: 900px) {
        li {
          grid-template-columns: minmax(0, 1.4fr) minmax(0, 1.3fr) minmax(0, 0.8fr) minmax(0, 1.2fr) minmax(0, 0.8fr) var(--target);
          align-items: end;
          padding: 0;
          border: 0;
        }
        li:not(:first-child) .label {
          position: absolute;
          width: 1px;
          height: 1px;
          overflow: hidden;
          clip-path: inset(50%);
        }
        .title {
          grid-column: auto;
          padding: 0;
        }
        .remove {
          position: static;
        }
      }
    `,
  ];

  constructor() {
    super();
    new LocaleController(this);
    /** @type {VariantDraft[]} */
    this.variants = [];
    this.currency = "IDR";
    /** @type {Record<string, string>} */
    this.errors = {};
  }

  /** @param {VariantDraft[]} variants */
  #tell(variants) {
    this.dispatchEvent(new CustomEvent("change", { detail: variants }));
  }

  /** @param {VariantDraft} variant @param {Partial<VariantDraft>} change */
  #set(variant, change) {
    this.#tell(this.variants.map((each) => (each.key === variant.key ? { ...each, ...change } : each)));
  }

  async #add() {
    this.#tell([...this.variants, emptyVariant()]);
    await this.updateComplete;
    /** @type {HTMLInputElement | undefined} */ ([...this.renderRoot.querySelectorAll("li")].at(-1)?.querySelector("input") ?? undefined)?.focus();
  }

  render() {
    return html`
      <ul>
        ${repeat(this.variants, (variant) => variant.key, (variant, index) => this.#row(variant, index))}
      </ul>
      <div>
        <button type="button" class="button small" @click=${this.#add}>
          <et-icon name="plus"></et-icon>${t("products.add_variant")}
        </button>
      </div>
    `;
  }

  /** @param {VariantDraft} variant @param {number} index */
  #row(variant, index) {
    const wide = matchMedia("(min-width: 900px)").matches;
    return html`<li class=${this.variants.length === 1 ? "only" : ""}>
      ${this.#text(variant, "title", t("products.variant"), { className: "title", placeholder: t("products.variant_example") })}
      <et-money-input
        .label=${t("products.price")}
        .currency=${this.currency}
        .value=${variant.price}
        ?compact=${wide && index > 0}
        .error=${this.errors[`price-${variant.key}`] ?? ""}
        @change=${(/** @type {CustomEvent} */ event) => this.#set(variant, { price: event.detail })}
      ></et-money-input>
      ${this.#text(variant, "stock", t("products.stock_label"), { digits: true })}
      ${this.#text(variant, "sku", t("products.sku"), { error: this.errors[`sku-${variant.key}`] })}
      ${this.#text(variant, "weight_g", t("products.weight"), { digits: true })}
      ${this.variants.length > 1
        ? html`<button
            type="button"
            class="button icon remove"
            aria-label="${t("products.remove_variant")} ${variant.title}"
            @click=${() => this.#tell(this.variants.filter((each) => each.key !== variant.key))}
          >
            <et-icon name="trash"></et-icon>
          </button>`
        : nothing}
    </li>`;
  }

  /**
   * @param {VariantDraft} variant
   * @param {"title" | "sku" | "stock" | "weight_g"} name
   * @param {string} label
   * @param {{digits?: boolean, className?: string, placeholder?: string, error?: string}} more
   */
  #text(variant, name, label, { digits = false, className = "", placeholder = "", error = "" }) {
    return html`<label class="field ${className} ${digits ? "digits" : ""}">
      <span class="label">${label}</span>
      <input
        name=${name}
        inputmode=${digits ? "numeric" : "text"}
        autocomplete="off"
        maxlength=${digits ? 8 : 100}
        placeholder=${placeholder || (digits && name === "stock" ? "0" : "")}
        aria-invalid=${error ? "true" : nothing}
        .value=${variant[name]}
        @input=${(/** @type {Event} */ event) => {
          const input = /** @type {HTMLInputElement} */ (event.target);
          if (digits) input.value = input.value.replace(/\D/g, "");
          this.#set(variant, { [name]: input.value });
        }}
      />
      ${error ? html`<span class="error" role="alert">${error}</span>` : nothing}
    </label>`;
  }
}

customElements.define("et-variants", EtVariants);
