/**
 * `<et-watch-panels .visit=${visit} panel="checkout">`: what opens over the page: the products (on a phone), the
 * checkout, another name. Fires `buy`, `share`, `close`.
 */

import { LitElement, html, nothing } from "lit";
import { LocaleController, t } from "../../core/i18n.js";
import "../ui/dialog.js";
import "./line-up.js";
import "./rename.js";

const QUIET_MS = 2000;

export class EtWatchPanels extends LitElement {
  static properties = {
    visit: { attribute: false },
    tick: { type: Number },
    panel: {},
    busy: {},
  };

  constructor() {
    super();
    new LocaleController(this);
    /** @type {import("../../core/watch.js").Visit | null} */
    this.visit = null;
    this.tick = 0;
    /** @type {"" | "products" | "checkout" | "rename"} */
    this.panel = "";
    this.busy = "";
    this.fetched = false;
  }

  updated() {
    if (!this.fetched && (this.panel === "checkout" || this.visit?.socket.connection === "joined")) {
      this.fetched = true;
      fetchCheckout(this.panel === "checkout");
    }
  }

  /** @param {Event} event */
  #pass = (event) => {
    const { type, detail } = /** @type {CustomEvent} */ (event);
    this.dispatchEvent(new CustomEvent(type, { detail }));
  };

  render() {
    const { visit } = this;
    if (!visit) return nothing;
    const { show } = visit.model;
    const pass = this.#pass;
    const { lines, open } = visit.offer;
    return html`
      <et-dialog placement="sheet" ?open=${this.panel === "products"} label=${t("lineup.title")} @close=${pass}>
        <et-line-up
          .lines=${lines}
          pinned=${show?.pinned ?? ""}
          busy=${this.busy}
          ?open=${open}
          @buy=${pass}
        ></et-line-up>
      </et-dialog>
      <et-checkout
        ?open=${this.panel === "checkout"}
        .bag=${visit.bag}
        .lines=${lines}
        .me=${visit.me}
        total=${show?.hold_ttl_s ?? 300}
        @close=${pass}
        @share=${pass}
      ></et-checkout>
      <et-rename
        ?open=${this.panel === "rename"}
        name=${visit.me?.name ?? ""}
        .save=${(/** @type {string} */ name) => visit.rename(name)}
        @close=${pass}
      ></et-rename>
    `;
  }
}

/**
 * The checkout is not part of the first load: it comes in a quiet moment after it, or when it is wanted.
 *
 * @param {boolean} now
 */
function fetchCheckout(now) {
  const get = () => import("../checkout/sheet.js");
  if (now) get();
  else setTimeout(get, QUIET_MS);
}

customElements.define("et-watch-panels", EtWatchPanels);
