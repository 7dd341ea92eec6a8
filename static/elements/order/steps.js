/** `<et-order-steps .order=${order}>`: the order's way as a line of steps with their times. */

import { LitElement, css, html, nothing } from "lit";
import { shortTime } from "../../core/format.js";
import { LocaleController, t } from "../../core/i18n.js";
import { base } from "../../style/shared.js";
import "../ui/icon.js";

/** @typedef {import("./order-view.js").OrderView} OrderView */

const WAY = /** @type {const} */ ([
  ["placed", "check"],
  ["accepted", "shop"],
  ["shipped", "truck"],
  ["delivered", "home"],
  ["completed", "heart"],
]);
// Which entry of the history gave the state its time.
/** @type {Record<string, string>} */
const ENTRY = { completed: "received" };

export class EtOrderSteps extends LitElement {
  static properties = { order: { attribute: false } };

  static styles = [
    base,
    css`
      ol {
        display: grid;
        grid-auto-columns: 1fr;
        grid-auto-flow: column;
      }
      li {
        position: relative;
        display: grid;
        justify-items: center;
        align-content: start;
        gap: 2px;
        min-width: 0;
        padding: 0 4px;
        color: var(--ink-faint);
        font-size: var(--type-14);
        text-align: center;
      }
      .dot {
        display: grid;
        place-items: center;
        width: 40px;
        height: 40px;
        margin-bottom: var(--space-4);
        border: 2px solid var(--line);
        border-radius: 50%;
        background: var(--surface);
        z-index: 1;
        --icon-size: 20px;
      }
      li + li::before {
        content: "";
        position: absolute;
        top: 19px;
        right: calc(50% + 20px);
        left: calc(-50% + 20px);
        height: 2px;
        background: var(--line);
      }
      li.done {
        color: var(--ink);
      }
      li.done .dot {
        border-color: var(--good-text);
        background: var(--good-ground);
        color: var(--good-text);
      }
      li.done::before {
        background: var(--good-text) !important;
      }
      li.now b {
        font-weight: 800;
      }
      li.stopped .dot {
        border-color: var(--danger-text);
        background: var(--danger-ground);
        color: var(--danger-text);
      }
      b {
        font-weight: 600;
      }
      time {
        color: var(--ink-soft);
        font-size: var(--type-12);
      }

      /* Five steps do not fit beside each other on a phone: there the line runs downward. */
      @media (max-width: 559px) {
        ol {
          grid-auto-flow: row;
        }
        li {
          grid-template-columns: 40px minmax(0, 1fr) auto;
          gap: var(--space-12);
          align-items: center;
          justify-items: start;
          padding: 0 0 var(--space-16);
          text-align: left;
        }
        li:last-child {
          padding-bottom: 0;
        }
        .dot {
          margin: 0;
        }
        li + li::before {
          top: calc(-1 * var(--space-16));
          left: 19px;
          right: auto;
          width: 2px;
          height: var(--space-16);
        }
      }
    `,
  ];

  constructor() {
    super();
    new LocaleController(this);
    /** @type {OrderView | null} */
    this.order = null;
  }

  render() {
    const { order } = this;
    if (!order) return nothing;
    const steps = stepsOf(order);
    const now = steps.findLastIndex((step) => step.done);
    return html`<ol>
      ${steps.map(
        (step, at) => html`<li
          class="${step.done ? "done" : ""} ${at === now ? "now" : ""} ${step.stopped ? "stopped" : ""}"
          aria-current=${at === now ? "step" : nothing}
        >
          <span class="dot"><et-icon name=${step.icon}></et-icon></span>
          <b>${t(`order.${step.state}`)}</b>
          ${step.at ? html`<time datetime=${step.at}>${shortTime(step.at)}</time>` : html`<span></span>`}
        </li>`,
      )}
    </ol>`;
  }
}

/**
 * The steps that were taken and those that are to come; an order that was cancelled or came back ends there.
 *
 * @param {OrderView} order
 */
function stepsOf(order) {
  const times = new Map((order.history ?? []).map((entry) => [entry.kind, entry.at]));
  const timeOf = (/** @type {string} */ state) => times.get(ENTRY[state] ?? state);
  const stop = order.state === "cancelled" || order.state === "returned";
  const reached = WAY.findIndex(([state]) => state === order.state);
  const steps = WAY.map(([state, icon], at) => ({
    state: String(state),
    icon: String(icon),
    done: state === "placed" || (stop ? Boolean(timeOf(state)) : at <= reached),
    stopped: false,
    at: timeOf(state) ?? (state === "placed" ? order.created_at : undefined),
  }));
  if (!stop) return steps;
  const end = { state: order.state, icon: "close", done: true, stopped: true, at: timeOf(order.state) };
  return [...steps.filter((step) => step.done), end];
}

customElements.define("et-order-steps", EtOrderSteps);
