/**
 * `<et-pictures product_id=".." .images=${images}>`: a product's pictures: chosen or dropped, with progress; moved,
 * deleted. Before the product exists the files wait here, and `flush(product_id)` uploads them. Fires `change`.
 */

import { LitElement, css, html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { ApiError, api } from "../../core/api.js";
import { LocaleController, t } from "../../core/i18n.js";
import { explain } from "../../core/refusal.js";
import { upload } from "../../core/upload.js";
import { badges, base, buttons } from "../../style/shared.js";
import { confirm } from "../form/confirm.js";
import "../ui/icon.js";
import "../ui/picture.js";
import { toast } from "../ui/toast.js";
import { pictures } from "./pictures-look.js";

/** @typedef {import("../ui/picture.js").Image} Image */
/** @typedef {{key: number, file: File, url: string, share: number}} Waiting a file on its way */

const TYPES = ["image/jpeg", "image/png", "image/webp"];
let keys = 0;

export class EtPictures extends LitElement {
  static properties = {
    product_id: {},
    images: { attribute: false },
    name: {},
    waiting: { state: true },
    over: { state: true },
  };

  static styles = [base, buttons, badges, pictures, css``];

  constructor() {
    super();
    new LocaleController(this);
    this.product_id = "";
    /** @type {Image[]} */
    this.images = [];
    this.name = "";
    /** @type {Waiting[]} */
    this.waiting = [];
    this.over = false;
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    for (const each of this.waiting) URL.revokeObjectURL(each.url);
  }

  /** @param {Iterable<File>} files */
  async #take(files) {
    for (const file of files) {
      if (!TYPES.includes(file.type) || !(await isPicture(file))) {
        toast(t("products.bad_picture", { name: file.name }), { tone: "danger" });
        continue;
      }
      this.waiting = [...this.waiting, { key: ++keys, file, url: URL.createObjectURL(file), share: 0 }];
      this.dispatchEvent(new CustomEvent("waiting"));
    }
    if (this.product_id) await this.flush(this.product_id);
  }

  /**
   * Uploads what waits, one after the other, so that the order stays.
   *
   * @param {string} productId
   */
  async flush(productId) {
    for (const each of [...this.waiting]) {
      if (each.share) continue; // Already on its way.
      try {
        const image = await upload(`/api/products/${productId}/images`, each.file, (share) =>
          this.#progress(each.key, Math.max(share, 0.02)),
        );
        this.#tell([...this.images, image.image ?? image]);
      } catch (error) {
        const large = error instanceof ApiError && error.status === 413;
        const name = each.file.name;
        const bad = error instanceof ApiError && [415, 422].includes(error.status);
        const text = large ? t("products.big_picture", { name }) : bad ? t("products.bad_picture", { name }) : explain(error);
        toast(text, { tone: "danger" });
      }
      this.waiting = this.waiting.filter((other) => other.key !== each.key);
      URL.revokeObjectURL(each.url);
    }
  }

  /** @param {number} key @param {number} share */
  #progress(key, share) {
    this.waiting = this.waiting.map((each) => (each.key === key ? { ...each, share } : each));
  }

  /** @param {Image[]} images */
  #tell(images) {
    this.images = images;
    this.dispatchEvent(new CustomEvent("change", { detail: images }));
  }

  /** @param {number} index @param {number} by */
  async #move(index, by) {
    const before = this.images;
    const images = [...before];
    const [image] = images.splice(index, 1);
    if (!image) return;
    images.splice(index + by, 0, image);
    this.#tell(images);
    try {
      await api("PATCH", `/api/products/${this.product_id}`, { images: images.map((each) => each.image_id) });
    } catch (error) {
      this.#tell(before);
      toast(explain(error), { tone: "danger" });
    }
  }

  /** @param {Image} image */
  async #delete(image) {
    const yes = t("products.delete_picture");
    if (!(await confirm({ title: `${yes}?`, text: this.name, yes }))) return;
    try {
      await api("DELETE", `/api/products/${this.product_id}/images/${image.image_id}`);
      this.#tell(this.images.filter((other) => other.image_id !== image.image_id));
    } catch (error) {
      toast(explain(error), { tone: "danger" });
    }
  }

  /** @param {DragEvent} event */
  #drop(event) {
    event.preventDefault();
    this.over = false;
    void this.#take(event.dataTransfer?.files ?? []);
  }

  render() {
    return html`<ul
      class=${this.over ? "over" : ""}
      @dragover=${(/** @type {DragEvent} */ event) => {
        event.preventDefault();
        this.over = true;
      }}
      @dragleave=${() => (this.over = false)}
      @drop=${this.#drop}
    >
      ${repeat(this.images, (image) => image.image_id, (image, index) => this.#picture(image, index))}
      ${repeat(this.waiting, (each) => each.key, (each) => this.#onItsWay(each))}
      <li class="add">
        <label>
          <input
            class="visually-hidden"
            type="file"
            multiple
            accept=${TYPES.join(",")}
            @change=${(/** @type {Event} */ event) => {
              const input = /** @type {HTMLInputElement} */ (event.target);
              void this.#take([...(input.files ?? [])]);
              input.value = "";
            }}
          />
          <et-icon name="image"></et-icon>
          <span>${this.images.length + this.waiting.length ? t("products.choose_files") : t("products.drop")}</span>
        </label>
      </li>
    </ul>`;
  }

  /** @param {Image} image @param {number} index */
  #picture(image, index) {
    return html`<li>
      <et-picture .image=${image} .name=${this.name} sizes="160px"></et-picture>
      ${index === 0 ? html`<span class="badge">${t("products.cover")}</span>` : nothing}
      <div class="do">
        ${this.#button("arrow_left", t("products.move_left"), index > 0, () => this.#move(index, -1))}
        ${this.#button("trash", t("products.delete_picture"), true, () => this.#delete(image))}
        ${this.#button("arrow_right", t("products.move_right"), index < this.images.length - 1, () => this.#move(index, 1))}
      </div>
    </li>`;
  }

  /** @param {string} icon @param {string} label @param {boolean} enabled @param {() => void} act */
  #button(icon, label, enabled, act) {
    return html`<button type="button" aria-label=${label} title=${label} ?disabled=${!enabled} @click=${act}>
      <et-icon name=${icon}></et-icon>
    </button>`;
  }

  /** @param {Waiting} each */
  #onItsWay(each) {
    return html`<li class="waiting">
      <img src=${each.url} alt=${each.file.name} />
      ${each.share
        ? html`<progress max="1" .value=${each.share} aria-label=${t("products.uploading", { name: each.file.name })}></progress>`
        : nothing}
    </li>`;
  }
}

customElements.define("et-pictures", EtPictures);

/** Whether the browser can read it: a text that is called .png is found before it is sent. @param {File} file */
async function isPicture(file) {
  const picture = await createImageBitmap(file).catch(() => null);
  picture?.close();
  return picture !== null;
}
