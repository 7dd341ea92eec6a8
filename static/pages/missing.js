/** What stands where no page is. */

import { LitElement, css, html } from "lit";
import { LocaleController, t } from "../core/i18n.js";
import { base, buttons } from "../style/shared.js";
import "../core/text/common.js";
import "../elements/ui/empty.js";
import "../elements/ui/language.js";

class MissingPage extends LitElement {
  static styles = [
    base,
    buttons,
    css`
      :host {
        display: grid;
        grid-template-rows: auto 1fr;
        min-height: 100dvh;
        padding: var(--space-12) var(--space-16);
      }
      et-language {
        justify-self: end;
      }
      et-empty {
        align-self: center;
        margin-bottom: 20dvh;
      }
    `,
  ];

  constructor() {
    super();
    new LocaleController(this);
  }

  render() {
    return html`
      <et-language></et-language>
      <et-empty icon="search" heading=${t("missing.title")}>
        ${t("missing.more")}
        <a slot="action" class="button buy" href="/">${t("missing.home")}</a>
      </et-empty>
    `;
  }
}

customElements.define("et-missing-page", MissingPage);
document.getElementById("root")?.append(document.createElement("et-missing-page"));
