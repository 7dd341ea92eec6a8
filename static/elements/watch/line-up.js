/** `<et-line-up .lines=${lines} pinned="..">`: all products of the show. Fires `buy` with the variant id. */

import { LitElement, css, html, nothing } from "lit";
import { repeat } from "lit/directives/repeat.js";
import { money } from "../../core/format.js";
import { LocaleController, t } from "../../core/i18n.js";
import { supply } from "../../core/show.js";
import { badges, base, buttons } from "../../style/shared.js";
import "../ui/empty.js";
import "../ui/icon.js";
import "../ui/picture.js";
import "./stock.js";

export class EtLineUp extends LitElement {
  static properties = {
    lines: { attribute: false },
    pinned: {},
    bagged: { attribute: false },
    busy: {},
    open: { type: Boolean },
  };

  static styles = [
    base,
    buttons,
    badges,
    css`
      :host {
        display: block;
      }
      li {
        position: relative;
        display: grid;
        grid-template-columns: 72px minmax(0, 1fr) auto;
        gap: var(--space-12);
        align-items: center;
        padding: var(--space-8);
        border-radius: var(--corner-12);
        transition: background-color var(--motion) var(--ease-out);
      }
      li.now {
        background: var(--buy-ground);
      }
      .picture {
        position: relative;
      }
      .place {
        position: absolute;
        top: 4px;
        left: 4px;
        min-width: 20px;
        padding: 0 5px;
        border-radius: 10px;
        background: rgb(14 13 12 / 0.72);
        color: #fff;
        font-size: var(--type-12);
        font-weight: 700;
        line-height: 20px;
        text-align: center;
      }
      .gone et-picture {
        filter: grayscale(0.9);
        opacity: 0.6;
      }
      h3 {
        font-size: var(--type-14);
        font-weight: 600;
        letter-spacing: 0;
        line-height: 1.3;
        display: -webkit-box;
        -webkit-box-orient: vertical;
        -webkit-line-clamp: 2;
        overflow: hidden;
      }
      .price {
        display: flex;
        flex-wrap: wrap;
        gap: 0 var(--space-8);
        align-items: baseline;
        font-weight: 800;
      }
      s {
        color: var(--ink-soft);
        font-size: var(--type-12);
        font-weight: 400;
      }
      .kind {
        color: var(--ink-soft);
        font-size: var(--type-12);
      }
    `,
  ];

  constructor() {
    super();
    new LocaleController(this);
    /** @type {import("../../core/show.js").Line[]} */
    this.lines = [];
    this.pinned = "";
    /** @type {Set<string>} */
    this.bagged = new Set();
    this.busy = "";
    this.open = false; // may be bought now
  }

  render() {
    if (!this.lines.length) return html`<et-empty icon="products" heading=${t("lineup.empty")}></et-empty>`;
    return html`<ol>
      ${repeat(
        this.lines,
        (line) => line.variant_id,
        (line) => this.#row(line),
      )}
    </ol>`;
  }

  /** @param {import("../../core/show.js").Line} line */
  #row(line) {
    const bagged = this.bagged.has(line.variant_id);
    const gone = supply(line) === "none";
    const now = line.variant_id === this.pinned;
    return html`<li class="${now ? "now" : ""} ${gone && !bagged ? "gone" : ""}">
      <div class="picture">
        <et-picture .image=${line.image} name=${line.title} sizes="72px"></et-picture>
        <span class="place">${line.number}</span>
      </div>
      <div>
        <h3>${line.title}</h3>
        ${line.variant_title ? html`<div class="kind clip">${line.variant_title}</div>` : nothing}
        <div class="price">
          ${money(line.price)} ${line.full_price ? html`<s>${money(line.full_price)}</s>` : nothing}
        </div>
        ${this.open ? html`<et-stock .line=${line}></et-stock>` : nothing}
      </div>
      ${this.open
        ? html`<button
            class="button small ${now || bagged ? "buy" : ""}"
            ?disabled=${gone && !bagged}
            aria-busy=${String(this.busy === line.variant_id)}
            aria-label=${bagged ? t("pin.in_bag") : t("lineup.buy", { title: line.title })}
            @click=${() => this.dispatchEvent(new CustomEvent("buy", { detail: line.variant_id }))}
          >
            ${bagged ? html`<et-icon name="bag"></et-icon>` : t(gone ? "pin.sold_out" : "pin.buy")}
          </button>`
        : nothing}
    </li>`;
  }
}

customElements.define("et-line-up", EtLineUp);
