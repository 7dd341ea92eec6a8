/** How the console's chat looks. */

import { css } from "lit";

export const chatLook = css`
  :host {
    display: flex;
    flex-direction: column;
    gap: var(--space-8);
    height: 100%;
    min-height: 0;
  }
  h2 {
    padding: 0 var(--space-8);
    font-size: var(--type-16);
    line-height: var(--target);
  }
  .list {
    flex: 1;
    min-height: 120px;
    padding: 0 var(--space-4);
    overflow-y: auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
    scrollbar-color: var(--line-strong) transparent;
  }
  .empty {
    padding: var(--space-32) var(--space-16);
    text-align: center;
  }
  .line {
    display: grid;
    grid-template-columns: minmax(0, 1fr) auto;
    align-items: start;
    padding: 0 0 0 var(--space-8);
    border-radius: var(--corner-12);
    font-size: var(--type-14);
    line-height: 1.45;
    overflow-wrap: anywhere;
  }
  .line p {
    padding: var(--space-8) 0;
  }
  .line b {
    margin-right: var(--space-4);
    color: #ffc679;
    font-weight: 600;
  }
  .line.staff b {
    color: var(--good-text);
  }
  .role {
    margin-right: var(--space-4);
    padding: 1px var(--space-8);
    border-radius: var(--corner-round);
    background: rgb(255 255 255 / 0.14);
    font-size: var(--type-12);
  }
  .line.open {
    background: var(--surface);
  }
  .dots {
    color: var(--ink-soft);
    opacity: 0.55;
    --icon-size: 18px;
  }
  .dots:hover,
  .dots:focus-visible,
  .open .dots {
    opacity: 1;
  }
  .actions {
    grid-column: 1 / -1;
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-8);
    padding: 0 var(--space-8) var(--space-12) 0;
    --icon-size: 18px;
  }
  .ban {
    color: var(--danger-text);
  }
  .bought {
    display: flex;
    align-items: center;
    gap: var(--space-8);
    margin: var(--space-4) 0;
    padding: var(--space-8);
    background: color-mix(in srgb, var(--buy) 15%, transparent);
    --icon-size: 18px;
  }
  .bought et-icon {
    color: var(--buy);
  }
`;
