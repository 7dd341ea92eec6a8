/** `<et-account-scene>`: a drawn show on a drawn phone, for the eye alone. */

import { LitElement, css, html } from "lit";
import { LocaleController, t } from "../../core/i18n.js";
import { base } from "../../style/shared.js";
import "../ui/icon.js";

export class EtAccountScene extends LitElement {
  static styles = [
    base,
    css`
      :host {
        display: grid;
        place-items: center;
        align-content: center;
        gap: var(--space-32);
        width: 100%;
        height: 100%;
        padding: var(--space-48);
        background:
          radial-gradient(circle at 18% 12%, #ffcf5c 0, transparent 46%),
          radial-gradient(circle at 92% 88%, #d81b4c 0, transparent 52%), linear-gradient(150deg, #ff9d42, #e2473f);
        color: #fff;
      }
      .phone {
        position: relative;
        width: 236px;
        height: 448px;
        border: 8px solid #1b1512;
        border-radius: 40px;
        background: linear-gradient(180deg, #6a4a5c, #2c2230 60%, #16121a);
        box-shadow: 0 32px 80px rgb(60 10 10 / 0.45);
        overflow: hidden;
      }
      svg {
        position: absolute;
        inset: 0;
        width: 100%;
        height: 100%;
      }
      .live {
        position: absolute;
        inset: 16px auto auto 14px;
        padding: 4px 10px;
        border-radius: 999px;
        background: #d81b4c;
        font-size: 11px;
        font-weight: 800;
        letter-spacing: 0.04em;
      }
      .chat {
        position: absolute;
        inset: auto 14px 104px 14px;
        display: grid;
        gap: 6px;
        justify-items: start;
      }
      .chat span {
        padding: 5px 10px;
        border-radius: 12px;
        background: rgb(255 255 255 / 0.2);
        font-size: 11px;
        font-weight: 500;
      }
      .card {
        position: absolute;
        inset: auto 12px 14px 12px;
        display: grid;
        grid-template-columns: 52px 1fr;
        gap: 10px;
        padding: 10px;
        border-radius: 16px;
        background: #fff;
        color: #1c1916;
        font-size: 12px;
        font-weight: 700;
      }
      .card i {
        border-radius: 10px;
        background: linear-gradient(135deg, #ffe7b8, #f0b35a);
      }
      .card b {
        display: block;
        margin-top: 6px;
        padding: 5px 0;
        border-radius: 9px;
        background: #ffb81a;
        text-align: center;
      }
      .heart {
        position: absolute;
        right: 18px;
        bottom: 120px;
        color: #ff6b8f;
        animation: float 2.8s ease-in infinite;
      }
      .heart:nth-of-type(2) {
        right: 34px;
        color: #ffcf5c;
        animation-delay: 1.3s;
      }
      @keyframes float {
        from {
          opacity: 1;
        }
        to {
          opacity: 0;
          transform: translate(-10px, -150px) scale(1.3);
        }
      }
      .words {
        position: relative;
        max-width: 24ch;
        text-align: center;
        text-shadow: 0 1px 12px rgb(90 10 0 / 0.35);
      }
      .words strong {
        display: block;
        font-size: var(--type-28);
        line-height: 1.15;
        letter-spacing: -0.02em;
        text-wrap: balance;
      }
      .words span {
        display: block;
        margin-top: var(--space-12);
        text-wrap: balance;
      }
      @media (prefers-reduced-motion: reduce) {
        .heart {
          animation: none;
        }
      }
      @media (max-height: 720px) {
        .words span {
          display: none;
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
      <div class="phone">
        <svg viewBox="0 0 220 432" preserveAspectRatio="xMidYMax slice">
          <circle cx="110" cy="150" r="44" fill="#f2c6a0" />
          <path d="M96 154v6M124 154v6M99 174q11 9 22 0" fill="none" stroke="#7a4630" stroke-width="4" stroke-linecap="round" />
          <path d="M62 150a48 48 0 0 1 96 0c0-10-12-30-34-30-26 0-62 8-62 30z" fill="#3a2320" />
          <path d="M30 330c0-90 40-118 80-118s80 28 80 118v110H30z" fill="#e9574f" />
          <path d="M92 196h36v24a18 18 0 0 1-36 0z" fill="#e6b48c" />
          <rect x="128" y="196" width="46" height="62" rx="8" fill="#fff1d2" transform="rotate(10 150 226)" />
          <path d="M136 214h28M136 224h20" stroke="#c98a2b" stroke-width="4" transform="rotate(10 150 226)" />
        </svg>
        <span class="live">LIVE</span>
        <et-icon class="heart" name="heart_full"></et-icon>
        <et-icon class="heart" name="heart_full"></et-icon>
        <div class="chat">
          <span>Merak: 😍😍</span>
          <span>Rusa: ${t("account.scene_chat")}</span>
        </div>
        <div class="card"><i></i><span>Kopi Toraja<br />Rp85.000<b>${t("account.scene_buy")}</b></span></div>
      </div>
      <p class="words"><strong>${t("account.aside_title")}</strong><span>${t("account.aside_text")}</span></p>
    `;
  }
}

customElements.define("et-account-scene", EtAccountScene);
