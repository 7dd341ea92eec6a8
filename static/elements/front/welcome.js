/** `<et-welcome>`: the front of a server that nobody has made theirs yet. */

import { LitElement, css, html } from "lit";
import { LocaleController, t } from "../../core/i18n.js";
import { base, buttons } from "../../style/shared.js";
import "../../core/text/account.js";
import "../../core/text/front.js";
import "../account/scene.js";
import "../ui/language.js";

export class EtWelcome extends LitElement {
  static styles = [
    base,
    buttons,
    css`
      :host {
        display: grid;
        min-height: 100vh;
        min-height: 100dvh;
      }
      .side {
        display: flex;
        flex-direction: column;
        padding: var(--space-16) var(--space-24) var(--space-32);
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
        font-size: var(--type-20);
        font-weight: 800;
        letter-spacing: -0.02em;
      }
      .words {
        display: grid;
        gap: var(--space-16);
        max-width: 460px;
        margin: auto;
        padding: var(--space-32) 0;
      }
      h1 {
        font-size: var(--type-40);
        line-height: 1.08;
        letter-spacing: -0.03em;
      }
      .words > p {
        color: var(--ink-soft);
        text-wrap: pretty;
      }
      ol {
        display: grid;
        gap: var(--space-12);
        margin: var(--space-8) 0;
        counter-reset: step;
      }
      li {
        display: flex;
        align-items: center;
        gap: var(--space-12);
        font-weight: 600;
        counter-increment: step;
      }
      li::before {
        content: counter(step);
        display: grid;
        place-items: center;
        width: 36px;
        height: 36px;
        border-radius: 50%;
        background: var(--buy-ground);
        color: var(--buy-text);
        font-weight: 700;
      }
      .button {
        justify-self: start;
        padding-inline: var(--space-32);
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
          overflow: hidden;
        }
      }
    `,
  ];

  constructor() {
    super();
    new LocaleController(this);
  }

  render() {
    return html`
      <div class="side">
        <header>
          <span class="brand"><img src="/static/icon.svg" alt="" width="32" height="32" />${t("app.name")}</span>
          <et-language></et-language>
        </header>
        <div class="words">
          <h1>${t("front.welcome")}</h1>
          <p>${t("front.welcome_text")}</p>
          <ol>
            ${[1, 2, 3].map((n) => html`<li>${t(`front.welcome_step_${n}`)}</li>`)}
          </ol>
          <a class="button buy tall" href="/sign-up">${t("front.welcome_start")}</a>
        </div>
      </div>
      <aside aria-hidden="true"><et-account-scene></et-account-scene></aside>
    `;
  }
}

customElements.define("et-welcome", EtWelcome);
