/**
 * `<et-account-frame heading=".." lead="..">form</et-account-frame>`: what sign-in, sign-up and their kin look like. On a
 * wide screen a drawing of a show stands beside the form.
 */

import { LitElement, css, html, nothing } from "lit";
import { LocaleController, t } from "../../core/i18n.js";
import { base } from "../../style/shared.js";
import "../../core/text/account.js";
import "../ui/language.js";
import "./scene.js";

export class EtAccountFrame extends LitElement {
  static properties = { heading: {}, lead: {} };

  static styles = [
    base,
    css`
      :host {
        display: grid;
        min-height: 100vh;
        min-height: 100dvh;
        grid-template-columns: minmax(0, 1fr);
      }
      .side {
        display: flex;
        flex-direction: column;
        padding: var(--space-16) var(--space-24) max(var(--space-24), env(safe-area-inset-bottom));
      }
      header {
        display: flex;
        align-items: center;
        justify-content: space-between;
        min-height: var(--target);
      }
      .brand {
        display: inline-flex;
        align-items: center;
        gap: var(--space-8);
        min-height: var(--target);
        color: var(--ink);
        font-size: var(--type-20);
        font-weight: 800;
        letter-spacing: -0.02em;
        text-decoration: none;
      }
      .form {
        width: 100%;
        max-width: 400px;
        margin: auto;
        padding: var(--space-32) 0;
      }
      h1 {
        margin-bottom: var(--space-8);
        letter-spacing: -0.02em;
      }
      .lead {
        margin-bottom: var(--space-24);
        color: var(--ink-soft);
        text-wrap: pretty;
      }
      aside {
        display: none;
      }
      @media (min-width: 960px) {
        :host {
          grid-template-columns: minmax(440px, 1fr) minmax(0, 1.1fr);
        }
        .side {
          padding: var(--space-24) var(--space-48);
        }
        aside {
          display: grid;
          place-items: center;
          position: sticky;
          top: 0;
          height: 100vh;
          overflow: hidden;
        }
      }
    `,
  ];

  constructor() {
    super();
    new LocaleController(this);
    this.heading = "";
    this.lead = "";
  }

  render() {
    return html`
      <div class="side">
        <header>
          <a class="brand" href="/"><img src="/static/icon.svg" alt="" width="32" height="32" />${t("app.name")}</a>
          <et-language></et-language>
        </header>
        <div class="form">
          <h1>${this.heading}</h1>
          ${this.lead ? html`<p class="lead">${this.lead}</p>` : nothing}
          <slot></slot>
        </div>
      </div>
      <aside aria-hidden="true"><et-account-scene></et-account-scene></aside>
    `;
  }
}

customElements.define("et-account-frame", EtAccountFrame);
