/**
 * `<et-watch-page show="slug">`: the watch page. Keeps the visit, lays out the parts, turns what people do into calls.
 */

import { LitElement, html, nothing } from "lit";
import { LocaleController, t } from "../../core/i18n.js";
import { query } from "../../core/page.js";
import { explain } from "../../core/refusal.js";
import { share } from "../../core/share.js";
import { Visit } from "../../core/watch.js";
import { base } from "../../style/shared.js";
import "../../core/text/common.js";
import "../../core/text/viewer.js";
import { toast } from "../ui/toast.js";
import "./foot.js";
import "./frame.js";
import "./info.js";
import { pageStyles } from "./page-styles.js";
import "./panels.js";
import "./side.js";
import "./trouble.js";

const WATCHING_MS = 15_000;

export class EtWatchPage extends LitElement {
  static properties = {
    show: {},
    tick: { state: true },
    wide: { state: true },
    cleared: { state: true },
    panel: { state: true },
    busy: { state: true },
  };

  static styles = [base, pageStyles];

  constructor() {
    super();
    new LocaleController(this);
    this.show = "";
    this.tick = 0;
    this.wide = false;
    this.cleared = false;
    /** @type {"" | "products" | "checkout" | "rename"} */
    this.panel = "";
    this.busy = ""; // the variant that is being put into the bag
    this.wanted = query("buy");
    /** @type {Visit | null} */
    this.visit = null;
    this.screen = matchMedia("(min-width: 900px)");
    this.screenChanged = () => (this.wide = this.screen.matches);
    this.timer = 0;
  }

  connectedCallback() {
    super.connectedCallback();
    this.screenChanged();
    this.screen.addEventListener("change", this.screenChanged);
    const visit = new Visit(this.show, query("source") ?? query("utm_source"));
    this.visit = visit;
    visit.addEventListener("change", () => this.#changed(visit));
    visit.addEventListener("moved", () => this.frame?.stage?.moved());
    visit.addEventListener("arrived", () => toast(t("watch.back"), { tone: "good", seconds: 2 }));
    visit.addEventListener("reactions", (event) => this.frame?.react(/** @type {CustomEvent} */ (event).detail));
    visit.bag.addEventListener("lapsed", () => this.#lapsed());
    visit.open();
    this.timer = window.setInterval(() => this.#watching(), WATCHING_MS);
  }

  disconnectedCallback() {
    super.disconnectedCallback();
    this.screen.removeEventListener("change", this.screenChanged);
    clearInterval(this.timer);
    this.visit?.close();
  }

  get frame() {
    return /** @type {import("./frame.js").EtWatchFrame | null} */ (this.renderRoot.querySelector("et-watch-frame"));
  }

  /** @param {Visit} visit */
  #changed(visit) {
    this.tick += 1;
    const { show, pinned } = visit.model;
    if (!show) return;
    document.title = `${show.title} · ${show.shop.name}`;
    if (pinned && !document.hidden) visit.saw(pinned.variant_id);
    const { wanted } = this;
    // A product's link opens the checkout for it, once the room has told what we hold already.
    if (!wanted || visit.socket.connection !== "joined" || !visit.offers(wanted)) return;
    this.wanted = null;
    this.#buy(wanted);
  }

  async #watching() {
    const stage = this.frame?.stage;
    if (stage?.playing) this.visit?.socket.watching(await stage.report());
  }

  /** @param {string} variantId */
  async #buy(variantId) {
    const { visit } = this;
    if (!visit || this.busy) return;
    visit.socket.clicked(variantId);
    if (!visit.bag.has(variantId) && !visit.bag.checkout) {
      this.busy = variantId;
      try {
        await visit.bag.put([{ variant_id: variantId, quantity: 1 }]);
      } catch (error) {
        toast(explain(error), { tone: "danger" });
        return;
      } finally {
        this.busy = "";
      }
    }
    this.panel = "checkout";
  }

  #lapsed() {
    if (this.panel === "checkout") return; // The sheet says it itself.
    const onAction = () => {
      this.panel = "checkout";
    };
    toast(t("checkout.lapsed_toast"), { action: t("checkout.again"), onAction });
  }

  #like() {
    const { visit } = this;
    if (!visit) return;
    this.frame?.react({ heart: 1 }, true);
    // Our own heart floats already: it must not come a second time with everybody's.
    visit.reactions = { ...visit.reactions, heart: (visit.reactions.heart ?? 0) + 1 };
    visit.socket.react("heart", 1);
  }

  async #share() {
    const url = new URL(location.pathname, location.href).href;
    const how = await share(document.title, url);
    if (how === "copied") toast(t("common.link_copied"), { tone: "good" });
  }

  /** @param {Event} event */
  #act = (event) => {
    const { type, detail } = /** @type {CustomEvent} */ (event);
    if (type === "buy") this.#buy(detail);
    else if (type === "share") this.#share();
    else if (type === "like") this.#like();
    else if (type === "close") this.panel = "";
    else if (type === "rename") this.panel = "rename";
    else if (type === "clear") this.cleared = !this.cleared;
    else if (type === "bag") this.panel = this.visit?.bag.hold ? "checkout" : "products";
  };

  render() {
    const { visit, tick, busy, cleared } = this;
    if (!visit) return nothing;
    if (!visit.model.show && visit.failure) {
      return html`<et-watch-trouble status=${visit.failure.status} @retry=${() => visit.refresh()}></et-watch-trouble>`;
    }
    const act = this.#act;
    const buying = this.panel === "checkout";
    return html`
      <main class="${this.wide ? "wide" : "phone"} ${buying ? "buying" : ""}">
        <et-watch-frame
          .visit=${visit}
          tick=${tick}
          busy=${busy}
          ?wide=${this.wide}
          ?cleared=${cleared}
          ?buying=${buying}
          @buy=${act}
          @bag=${act}
          @share=${act}
          @clear=${act}
        ></et-watch-frame>
        ${this.wide
          ? html`<et-watch-side .visit=${visit} tick=${tick} busy=${busy} @buy=${act} @bag=${act} @like=${act}
                @rename=${act}></et-watch-side>
              <et-show-info .show=${visit.model.show} @share=${act}></et-show-info>`
          : html`<et-watch-foot .visit=${visit} tick=${tick} busy=${busy} ?cleared=${cleared} @buy=${act} @bag=${act}
              @share=${act} @like=${act} @rename=${act}></et-watch-foot>`}
      </main>
      <et-watch-panels
        .visit=${visit}
        tick=${tick}
        busy=${busy}
        panel=${this.panel}
        @buy=${act}
        @share=${act}
        @close=${act}
      ></et-watch-panels>
    `;
  }
}

customElements.define("et-watch-page", EtWatchPage);
