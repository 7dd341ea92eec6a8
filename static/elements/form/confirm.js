/** Asking once before something that cannot be taken back: `if (await confirm({...})) ...`. */

import { LitElement, css, html } from "lit";
import { t } from "../../core/i18n.js";
import { base, buttons } from "../../style/shared.js";
import "../../core/text/common.js";
import "../ui/dialog.js";

/** @typedef {{title: string, text: string, yes: string, tone?: "danger" | "buy" | "live"}} Question */

export class EtConfirm extends LitElement {
  static properties = { question: { attribute: false }, open: { state: true } };

  static styles = [
    base,
    buttons,
    css`
      p {
        max-width: 48ch;
        color: var(--ink-soft);
      }
    `,
  ];

  constructor() {
    super();
    /** @type {Question} */
    this.question = { title: "", text: "", yes: "" };
    this.open = true;
    /** @type {(answer: boolean) => void} */
    this.answered = () => undefined;
  }

  /** @param {boolean} answer */
  #answer(answer) {
    this.open = false;
    this.answered(answer);
  }

  render() {
    const { title, text, yes, tone = "danger" } = this.question;
    return html`<et-dialog .label=${title} ?open=${this.open} @close=${() => this.#answer(false)}>
      <p>${text}</p>
      <div slot="actions">
        <button class="button" autofocus @click=${() => this.#answer(false)}>${t("common.cancel")}</button>
        <button class="button ${tone}" @click=${() => this.#answer(true)}>${yes}</button>
      </div>
    </et-dialog>`;
  }
}

customElements.define("et-confirm", EtConfirm);

/**
 * @param {Question} question
 * @returns {Promise<boolean>}
 */
export async function confirm(question) {
  const element = /** @type {EtConfirm} */ (document.createElement("et-confirm"));
  element.question = question;
  document.body.append(element);
  const answer = await new Promise((resolve) => (element.answered = resolve));
  await element.updateComplete;
  setTimeout(() => element.remove(), 300);
  return answer;
}
