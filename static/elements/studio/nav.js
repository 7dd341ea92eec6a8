/** `<et-studio-nav>`: the studio's navigation: a column on a wide screen, a bar under the thumb on a phone. */

import { LitElement, css, html, nothing } from "lit";
import { api } from "../../core/api.js";
import { LocaleController, t } from "../../core/i18n.js";
import { base, buttons } from "../../style/shared.js";
import "../ui/dialog.js";
import "../ui/icon.js";
import "../ui/language.js";
import { navigation } from "./nav-look.js";

/** Path, icon, and whether the phone's bar has room for it. */
const PLACES = [
  { name: "home", path: "/studio", icon: "home" },
  { name: "shows", path: "/studio/shows", icon: "camera" },
  { name: "products", path: "/studio/products", icon: "products" },
  { name: "orders", path: "/studio/orders", icon: "bag" },
  { name: "settings", path: "/studio/settings", icon: "settings", owner: true },
  { name: "people", path: "/studio/people", icon: "users", owner: true },
];

export class EtStudioNav extends LitElement {
  static properties = {
    person: { attribute: false },
    shop: { attribute: false },
    path: {},
    open: { state: true },
  };

  static styles = [base, buttons, navigation, css``];

  constructor() {
    super();
    new LocaleController(this);
    /** @type {any} */
    this.person = null;
    /** @type {any} */
    this.shop = null;
    this.path = "";
    this.open = false;
  }

  willUpdate(/** @type {import("lit").PropertyValues} */ changed) {
    if (changed.has("path")) this.open = false;
  }

  async #signOut() {
    await api("POST", "/api/logout").catch(() => undefined);
    location.assign("/sign-in");
  }

  get places() {
    return PLACES.filter((place) => !place.owner || this.shop?.role === "owner");
  }

  /** @param {{name: string, path: string, icon: string}} place */
  #link(place) {
    const current = place.path === "/studio" ? this.path === "/studio" : this.path.startsWith(place.path);
    return html`<a href=${place.path} aria-current=${current ? "page" : nothing}>
      <et-icon name=${place.icon}></et-icon><span>${t(`studio.${place.name}`)}</span>
    </a>`;
  }

  render() {
    return html`
      <nav class="column" aria-label=${t("studio.menu")}>
        <a class="brand" href="/studio">
          <img src="/static/icon.svg" alt="" width="32" height="32" />
          <span class="clip">${this.shop?.name ?? t("app.name")}</span>
        </a>
        ${this.places.map((place) => this.#link(place))}
        <div class="foot">${this.#foot()}</div>
      </nav>
      <nav class="bar" aria-label=${t("studio.menu")}>
        ${this.places.slice(0, 4).map((place) => this.#link(place))}
        <button aria-expanded=${String(this.open)} @click=${() => (this.open = true)}>
          <et-icon name="menu"></et-icon><span>${t("studio.more")}</span>
        </button>
      </nav>
      <et-dialog .label=${this.shop?.name ?? t("studio.more")} ?open=${this.open} @close=${() => (this.open = false)}>
        <div class="column sheet">${this.places.slice(4).map((place) => this.#link(place))} ${this.#foot()}</div>
      </et-dialog>
    `;
  }

  #foot() {
    if (!this.person) return nothing;
    return html`
      ${this.shop
        ? html`<a href="/${this.shop.slug}" target="_blank" rel="noopener">
            <et-icon name="external"></et-icon><span>${t("studio.front")}</span>
          </a>`
        : nothing}
      <button @click=${this.#signOut}><et-icon name="user"></et-icon><span>${t("account.sign_out")}</span></button>
      <div class="who">
        <span class="clip">${this.person.name}<small>${this.shop ? t(`role.${this.shop.role}`) : ""}</small></span>
        <et-language></et-language>
      </div>
    `;
  }
}

customElements.define("et-studio-nav", EtStudioNav);
