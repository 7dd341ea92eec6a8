/** How the console's line-up looks. */

import { css } from "lit";

export const lineUpLook = css`
  :host {
    display: block;
  }
  header {
    display: flex;
    align-items: center;
    justify-content: space-between;
    padding: 0 var(--space-4) var(--space-4) var(--space-8);
  }
  h2 {
    font-size: var(--type-16);
  }
  ul {
    display: grid;
    gap: var(--space-8);
  }
  .line {
    display: grid;
    grid-template-columns: 28px 64px minmax(0, 1fr) auto 36px;
    gap: var(--space-12);
    align-items: center;
    width: 100%;
    min-height: 84px;
    padding: var(--space-8) var(--space-12) var(--space-8) var(--space-8);
    border: 2px solid transparent;
    border-radius: var(--corner-20);
    background: var(--surface);
    text-align: left;
    cursor: pointer;
    transition:
      background-color var(--motion) var(--ease-out),
      border-color var(--motion) var(--ease-out);
  }
  .line:active {
    transform: scale(0.99);
  }
  .line[aria-pressed="true"] {
    border-color: var(--buy);
    background: color-mix(in srgb, var(--buy) 16%, var(--surface));
  }
  kbd {
    color: var(--ink-soft);
    font: 700 var(--type-14) var(--font);
    text-align: center;
  }
  .text strong {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    overflow: hidden;
    line-height: 1.3;
  }
  small {
    display: block;
    color: var(--ink-soft);
    font-size: var(--type-14);
    line-height: 1.35;
  }
  .stock {
    text-align: right;
    white-space: nowrap;
  }
  .stock .almost {
    color: var(--warn-text);
  }
  .stock .none {
    color: var(--danger-text);
  }
  .pin {
    display: grid;
    justify-items: center;
    color: var(--ink-soft);
    font-size: 0;
    --icon-size: 20px;
  }
  .line[aria-pressed="true"] .pin {
    color: var(--buy);
  }
  .keys {
    padding: var(--space-12) var(--space-8);
    color: var(--ink-soft);
    font-size: var(--type-12);
  }
  @media (hover: hover) {
    .line:hover:not([aria-pressed="true"]) {
      background: #262320;
    }
  }
  @media (max-width: 899px) {
    .keys,
    kbd {
      display: none;
    }
    .line {
      grid-template-columns: 56px minmax(0, 1fr) auto 28px;
      background: var(--surface-raised);
    }
  }
`;
