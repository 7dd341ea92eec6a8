/** `<et-empty icon="products" heading="..">what to do <button slot="action">`: an empty place that says what to do. */

import { LitElement, css, html } from "lit";
import { base } from "../../style/shared.js";
import "./icon.js";

export class EtEmpty extends LitElement {
  static properties = { icon: {}, heading: {} };

  static styles = [
    base,
    css`
      :host {
        display: grid;
        justify-items: center;
        gap: var(--space-8);
        padding: var(--space-48) var(--space-24);
        color: var(--ink-soft);
        text-align: center;
      }
      .picture {
        display: grid;
        place-items: center;
        width: 72px;
        height: 72px;
        margin-bottom: var(--space-8);
        border-radius: 50%;
        background: var(--buy-ground);
        color: var(--buy-text);
        --icon-size: 32px;
      }
      h2 {
        color: var(--ink);
      }
      p {
        max-width: 36ch;
      }
      ::slotted([slot="action"]) {
        margin-top: var(--space-12);
      }
    `,
  ];

  constructor() {
    super();
    this.icon = "shop";
    this.heading = "";
  }

  render() {
    return html`
      <span class="picture"><et-icon name=${this.icon}></et-icon></span>
      <h2>${this.heading}</h2>
      <p><slot></slot></p>
      <slot name="action"></slot>
    `;
  }
}

customElements.define("et-empty", EtEmpty);
