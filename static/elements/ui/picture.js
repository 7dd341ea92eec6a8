/**
 * `<et-picture .image=${image} name="Kopi Toraja">`: a product's picture in the size that fits, its place reserved. A
 * product without one gets a drawing made from its name: always the same colours and shape for the same name.
 */

import { LitElement, css, html, svg } from "lit";
import { base } from "../../style/shared.js";

/** @typedef {{image_id: string, width: number, height: number, url: string, sizes?: {url: string, width: number}[]}} Image */

const GROUNDS = [
  ["#ffe7b8", "#b06a00"],
  ["#ffd9d0", "#b3402a"],
  ["#dcefd9", "#3a7a3c"],
  ["#d7eaf3", "#2c6c8c"],
  ["#eadff5", "#6b4a9a"],
  ["#f6dfe8", "#a13a68"],
];

export class EtPicture extends LitElement {
  static properties = { image: { attribute: false }, name: {}, sizes: {}, broken: { state: true } };

  static styles = [
    base,
    css`
      :host {
        display: block;
        position: relative;
        aspect-ratio: 1;
        overflow: hidden;
        border-radius: var(--picture-corner, var(--corner-12));
        background: var(--surface-sunken);
      }
      img,
      svg {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
        object-fit: cover;
      }
      text {
        font: 700 34px var(--font);
        text-anchor: middle;
        dominant-baseline: central;
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Image | null} */
    this.image = null;
    this.name = "";
    this.sizes = "96px"; // as in <img sizes>
    this.broken = false;
  }

  willUpdate(/** @type {import("lit").PropertyValues} */ changed) {
    if (changed.has("image")) this.broken = false;
  }

  render() {
    if (!this.image?.url || this.broken) return this.#drawing();
    const set = (this.image.sizes ?? []).map((size) => `${size.url} ${size.width}w`).join(", ");
    return html`<img
      alt=${this.name}
      src=${this.image.url}
      srcset=${set || this.image.url}
      sizes=${this.sizes}
      width=${this.image.width}
      height=${this.image.height}
      loading="lazy"
      decoding="async"
      @error=${() => (this.broken = true)}
    />`;
  }

  #drawing() {
    let hash = 7;
    for (const letter of this.name) hash = (hash * 31 + (letter.codePointAt(0) ?? 0)) >>> 0;
    const [ground = "", ink = ""] = GROUNDS[hash % GROUNDS.length] ?? [];
    const letters = this.name.trim().split(/\s+/u).slice(0, 2).map((word) => [...word][0]?.toUpperCase() ?? "");
    const turn = (hash >> 4) % 360;
    return html`<svg viewBox="0 0 100 100" role="img" aria-label=${this.name}>
      ${svg`<rect width="100" height="100" fill=${ground}></rect>
      <g fill=${ink} opacity="0.14" transform="rotate(${turn} 50 50)">
        <circle cx="82" cy="18" r="34"></circle><circle cx="12" cy="92" r="26"></circle>
      </g>
      <text x="50" y="52" fill=${ink}>${letters.join("")}</text>`}
    </svg>`;
  }
}

customElements.define("et-picture", EtPicture);
