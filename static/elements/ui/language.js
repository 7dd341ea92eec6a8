/** `<et-language>`: Indonesian or English, at once and everywhere on the page. */

import { LitElement, css, html } from "lit";
import { LOCALES, LocaleController, locale, setLocale, t } from "../../core/i18n.js";
import { base } from "../../style/shared.js";
import "../../core/text/common.js";

export class EtLanguage extends LitElement {
  static styles = [
    base,
    css`
      :host {
        display: inline-flex;
      }
      [role="group"] {
        display: flex;
        border: 1px solid var(--line);
        border-radius: var(--corner-round);
        background: var(--surface-sunken);
      }
      button {
        min-width: var(--target);
        min-height: var(--target);
        padding: 0 var(--space-8);
        border: 0;
        border-radius: var(--corner-round);
        background: none;
        color: var(--ink-soft);
        font-size: var(--type-12);
        font-weight: 700;
        cursor: pointer;
      }
      button[aria-pressed="true"] {
        background: var(--ink);
        color: var(--ground);
      }
    `,
  ];

  constructor() {
    super();
    new LocaleController(this);
  }

  render() {
    return html`<div role="group" aria-label=${t("common.language")}>
      ${LOCALES.map(
        (code) =>
          html`<button
            lang=${code}
            title=${t(`language.${code}`)}
            aria-label=${t(`language.${code}`)}
            aria-pressed=${String(code === locale())}
            @click=${() => setLocale(code)}
          >
            ${code.toUpperCase()}
          </button>`,
      )}
    </div>`;
  }
}

customElements.define("et-language", EtLanguage);
