/** How the host console is laid out: three columns on a wide screen; on a phone, sheets over the camera. */

import { css } from "lit";

export const consoleLook = css`
  :host {
    --buy-ground: #3a2a08;
    --live-ground: #43131f;
    --danger-ground: #431613;
    --good-ground: #12341f;
    --warn-ground: #3a2a08;
    --info-ground: #12293f;
    --quiet-ground: #2b2724;
    --quiet-text: #c1b9af;
    color-scheme: dark;
    display: flex;
    flex-direction: column;
    height: 100vh;
    height: 100dvh;
    background: var(--stage);
  }
  .whole {
    flex: 1;
    margin: var(--space-16);
  }
  et-empty {
    margin: auto;
  }
  .trouble {
    margin: 0 var(--space-16) var(--space-8);
  }
  .desk {
    flex: 1;
    display: grid;
    grid-template-columns: minmax(320px, 1.1fr) minmax(340px, 1.2fr) minmax(280px, 0.9fr);
    gap: var(--space-16);
    min-height: 0;
    padding: 0 var(--space-16) var(--space-16);
  }
  .left,
  .centre {
    min-height: 0;
    overflow-y: auto;
    scrollbar-width: thin;
    scrollbar-color: var(--line) transparent;
  }
  .left {
    display: grid;
    gap: var(--space-16);
    align-content: start;
    border-radius: var(--corner-20) var(--corner-20) 0 0;
  }
  .right {
    min-height: 0;
  }
  .dock {
    display: none;
  }
  @media (min-width: 900px) and (max-width: 1099px) {
    .desk {
      grid-template-columns: minmax(300px, 1fr) minmax(300px, 1fr);
      grid-template-rows: minmax(0, 1fr) minmax(0, 0.8fr);
    }
    .left {
      grid-row: 1 / 3;
    }
  }
  @media (max-width: 899px) {
    et-host-top {
      position: relative;
      z-index: 4;
    }
    .trouble {
      position: relative;
      z-index: 4;
    }
    .desk {
      display: contents;
    }
    .left {
      display: contents;
    }
    .under,
    .centre,
    .right {
      position: fixed;
      inset: auto 0 calc(64px + env(safe-area-inset-bottom)) 0;
      z-index: 5;
      height: min(58dvh, 480px);
      padding: var(--space-12);
      border-radius: var(--corner-20) var(--corner-20) 0 0;
      background: rgb(20 17 15 / 0.94);
      overflow-y: auto;
      visibility: hidden;
      transform: translateY(24px);
      opacity: 0;
      transition:
        transform var(--motion-slow) var(--ease-out),
        opacity var(--motion-slow) var(--ease-out),
        visibility 0s var(--motion-slow);
    }
    .right {
      overflow: hidden;
    }
    .desk[data-sheet="checks"] .under,
    .desk[data-sheet="line-up"] .centre,
    .desk[data-sheet="chat"] .right {
      visibility: visible;
      transform: none;
      opacity: 1;
      transition-delay: 0s;
    }
    .dock {
      position: fixed;
      inset: auto 0 0 0;
      z-index: 6;
      display: grid;
      grid-auto-flow: column;
      grid-auto-columns: minmax(0, 1fr);
      padding-bottom: env(safe-area-inset-bottom);
      background: rgb(20 17 15 / 0.94);
    }
    .dock button {
      display: grid;
      justify-items: center;
      align-content: center;
      gap: 2px;
      min-height: 64px;
      padding: 0;
      border: 0;
      background: none;
      color: var(--ink-soft);
      font-size: var(--type-12);
      font-weight: 600;
      cursor: pointer;
    }
    .dock button:disabled {
      opacity: 0.4;
      cursor: default;
    }
    .dock button[aria-expanded="true"] {
      color: var(--buy-text);
    }
    .dock button[aria-pressed="true"] {
      color: var(--danger-text);
    }
  }
`;
