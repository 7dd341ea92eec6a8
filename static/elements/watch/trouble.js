/** `<et-watch-trouble status="404">`: there is nothing to show, and what to do about it. Fires `retry`. */

import { LitElement, css, html } from "lit";
import { LocaleController, t } from "../../core/i18n.js";
import { base, buttons } from "../../style/shared.js";
import "../ui/empty.js";

export class EtWatchTrouble extends LitElement {
  static properties = { status: { type: Number } };

  static styles = [
    base,
    buttons,
    css`
      :host {
        display: grid;
        place-items: center;
        height: 100%;
        background: var(--ground);
        color: var(--ink);
      }
    `,
  ];

  constructor() {
    super();
    new LocaleController(this);
    this.status = 0; // of the answer; 0 for none
  }

  render() {
    if (this.status === 404) {
      return html`<main>
        <et-empty icon="search" heading=${t("watch.not_found")}>
          ${t("watch.not_found_more")}
          <a slot="action" class="button buy" href="/">${t("watch.home")}</a>
        </et-empty>
      </main>`;
    }
    return html`<main>
      <et-empty icon="wifi_off" heading=${t("watch.open_failed")}>
        ${t(this.status === 0 ? "error.offline" : "error.internal")}
        <button slot="action" class="button buy" @click=${() => this.dispatchEvent(new CustomEvent("retry"))}>
          ${t("common.retry")}
        </button>
      </et-empty>
    </main>`;
  }
}

customElements.define("et-watch-trouble", EtWatchTrouble);
