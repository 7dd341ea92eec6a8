/** `<et-product product_id="prd_.. or new">`: making or changing one product. */

import { LitElement, css, html, nothing } from "lit";
import { ApiError, api } from "../../core/api.js";
import { LocaleController, t } from "../../core/i18n.js";
import { explain, fieldErrors } from "../../core/refusal.js";
import { base, buttons, cards, fields, skeletons } from "../../style/shared.js";
import { field } from "../form/field.js";
import "../ui/empty.js";
import "../ui/icon.js";
import { toast } from "../ui/toast.js";
import { studio } from "./look.js";
import "./pictures.js";
import { draftOf, missing, toChange, toCreate } from "./product-draft.js";
import { go, guard } from "./route.js";
import "./variants.js";

export class EtProduct extends LitElement {
  static properties = {
    shop: { attribute: false },
    product_id: {},
    product: { state: true },
    draft: { state: true },
    errors: { state: true },
    failed: { state: true },
    busy: { state: true },
    pictured: { state: true },
  };

  static styles = [
    base,
    buttons,
    cards,
    fields,
    skeletons,
    studio,
    css`
      .button.remove {
        color: var(--danger-text);
      }
    `,
  ];

  constructor() {
    super();
    new LocaleController(this);
    /** @type {any} */
    this.shop = null;
    this.product_id = "";
    /** @type {any} */
    this.product = null;
    this.stored = draftOf();
    this.draft = this.stored;
    /** @type {Record<string, string>} */
    this.errors = {};
    this.failed = "";
    this.busy = false;
    this.pictured = false; // a new product's pictures wait to be uploaded
  }

  get isNew() {
    return this.product_id === "new";
  }

  get dirty() {
    return this.pictured || JSON.stringify(this.stored) !== JSON.stringify(this.draft);
  }

  connectedCallback() {
    super.connectedCallback();
    guard(() => this.dirty);
    if (!this.isNew) void this.#load();
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    guard(null);
  }

  async #load() {
    this.failed = "";
    try {
      this.#took(await api("GET", `/api/products/${this.product_id}`));
    } catch (error) {
      this.failed = error instanceof ApiError && error.status === 404 ? t("studio.not_found_text") : explain(error);
    }
  }

  /** @param {any} product */
  #took(product) {
    this.product = product;
    this.stored = draftOf(product);
    this.draft = this.stored;
  }

  /** @param {string} name @param {any} value */
  #set = (name, value) => {
    this.draft = { ...this.draft, [name]: value };
    this.errors = {};
  };

  /** @param {Event} event */
  async #save(event) {
    event.preventDefault();
    const wrong = missing(this.draft);
    this.errors = Object.fromEntries(Object.entries(wrong).map(([name, key]) => [name, t(key)]));
    if (this.busy || Object.keys(wrong).length) return;
    this.busy = true;
    try {
      if (this.isNew) await this.#create();
      else {
        const body = toChange(this.stored, this.draft);
        const changed = Object.keys(body).length;
        this.#took(changed ? await api("PATCH", `/api/products/${this.product_id}`, body) : this.product);
        toast(t("products.saved"), { tone: "good" });
      }
    } catch (error) {
      this.errors = fieldErrors(error);
      if (!this.errors.title) toast(explain(error), { tone: "danger" });
    } finally {
      this.busy = false;
    }
  }

  async #create() {
    const product = await api("POST", "/api/products", toCreate(this.draft));
    const pictures = /** @type {import("./pictures.js").EtPictures} */ (this.renderRoot.querySelector("et-pictures"));
    await pictures.flush(product.product_id);
    toast(t("products.saved"), { tone: "good" });
    void go("/studio/products", { asked: true });
  }

  async #delete() {
    const { product_id: id, title: name } = this.product;
    try {
      await api("DELETE", `/api/products/${id}`);
    } catch (error) {
      toast(explain(error), { tone: "danger" });
      return;
    }
    void go("/studio/products", { asked: true });
    const restore = async () => {
      try {
        await api("POST", `/api/products/${id}/restore`, {});
        toast(t("products.restored", { name }), { tone: "good" });
        void go("/studio/products");
      } catch (error) {
        toast(explain(error), { tone: "danger" });
      }
    };
    toast(t("products.deleted", { name }), { action: t("common.undo"), onAction: restore });
  }

  render() {
    if (this.failed) {
      return html`<et-empty icon="products" .heading=${t("studio.load_failed")}>
        ${this.failed}<a slot="action" class="button" href="/studio/products">${t("studio.products")}</a>
      </et-empty>`;
    }
    if (!this.isNew && !this.product) return this.#waiting();
    return html`
      <div class="head">
        <a class="button icon back" href="/studio/products" aria-label=${t("studio.products")}>
          <et-icon name="arrow_left"></et-icon>
        </a>
        <h1>${this.isNew ? t("products.new_title") : this.product.title}</h1>
        ${this.isNew
          ? nothing
          : html`<button class="button quiet remove" @click=${this.#delete}>
              <et-icon name="trash"></et-icon>${t("products.delete")}
            </button>`}
      </div>
      <form class="stack" novalidate @submit=${this.#save}>
        ${this.#about()} ${this.#variants()}
        ${this.dirty || this.isNew
          ? html`<div class="savebar">
              <span class="said" role="status">${this.dirty ? t("studio.unsaved") : nothing}</span>
              <button
                class="button buy"
                aria-busy=${String(this.busy)}
                ?disabled=${!this.dirty || !this.draft.title.trim()}
              >
                ${t("studio.save")}
              </button>
            </div>`
          : nothing}
      </form>
    `;
  }

  #about() {
    return html`<section class="panel">
      ${field({
        name: "title",
        label: t("products.name"),
        value: this.draft.title,
        placeholder: t("products.name_hint"),
        error: this.errors.title,
        maxlength: 200,
        required: true,
        onInput: this.#set,
      })}
      ${field({
        name: "description",
        type: "textarea",
        label: t("products.description"),
        value: this.draft.description,
        placeholder: t("products.description_hint"),
        maxlength: 20000,
        optional: true,
        onInput: this.#set,
      })}
      <div class="field">
        <span class="label">${t("products.pictures")}</span>
        <et-pictures
          .product_id=${this.isNew ? "" : this.product_id}
          .images=${this.product?.images ?? []}
          .name=${this.draft.title}
          @waiting=${() => (this.pictured = this.isNew)}
          @change=${(/** @type {CustomEvent} */ event) => {
            if (this.product) this.product = { ...this.product, images: event.detail };
          }}
        ></et-pictures>
        <span class="help">${t("products.pictures_hint")}</span>
      </div>
    </section>`;
  }

  #variants() {
    return html`<section class="panel">
      <header>
        <h2>${t("products.variants_title")}</h2>
        <p>${t("products.variants_hint")} ${t("products.stock_hint")}</p>
      </header>
      <et-variants
        .variants=${this.draft.variants}
        .currency=${this.shop.currency}
        .errors=${this.errors}
        @change=${(/** @type {CustomEvent} */ event) => this.#set("variants", event.detail)}
      ></et-variants>
    </section>`;
  }

  #waiting() {
    return html`<div class="stack" aria-busy="true" aria-label=${t("common.loading")}>
      <span class="skeleton" style="width:40%;height:34px"></span>
      <span class="skeleton" style="height:320px"></span>
      <span class="skeleton" style="height:160px"></span>
    </div>`;
  }
}

customElements.define("et-product", EtProduct);
