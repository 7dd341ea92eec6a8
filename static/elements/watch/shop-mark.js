/** `<et-shop-mark .shop=${shop}>`: the shop's round logo, or its first letter on its colour. */

import { LitElement, css, html } from "lit";
import { styleMap } from "lit/directives/style-map.js";
import { base } from "../../style/shared.js";

export class EtShopMark extends LitElement {
  static properties = { shop: { attribute: false } };

  static styles = [
    base,
    css`
      :host {
        display: block;
        flex: none;
        width: var(--mark-size, 36px);
        height: var(--mark-size, 36px);
      }
      img,
      span {
        display: grid;
        place-items: center;
        width: 100%;
        height: 100%;
        border-radius: 50%;
        background: var(--buy);
        color: var(--buy-ink);
        font-size: calc(var(--mark-size, 36px) * 0.45);
        font-weight: 800;
        object-fit: cover;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {import("../../core/show.js").Shop | null} */
    this.shop = null;
  }

  render() {
    const look = this.shop?.look ?? {};
    if (look.logo_image) return html`<img src="/images/${look.logo_image}-160.webp" alt="" />`;
    const colours = look.accent ? { background: look.accent, color: inkOn(look.accent) } : {};
    return html`<span style=${styleMap(colours)} aria-hidden="true">${[...(this.shop?.name ?? "")][0]}</span>`;
  }
}

/**
 * Dark or light letters, whichever can be read on a colour (relative luminance, WCAG 2.2).
 *
 * @param {string} colour `#rrggbb`
 */
function inkOn(colour) {
  const [r = 0, g = 0, b = 0] = [1, 3, 5].map((at) => {
    const part = parseInt(colour.slice(at, at + 2), 16) / 255;
    return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b > 0.18 ? "#1c1916" : "#ffffff";
}

customElements.define("et-shop-mark", EtShopMark);
