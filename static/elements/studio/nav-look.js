/** How the studio's navigation looks in its two shapes. */

import { css } from "lit";

export const navigation = css`
  :host {
    display: block;
  }
  .column {
    display: none;
    flex-direction: column;
    gap: var(--space-4);
    padding: var(--space-24) var(--space-12) var(--space-16);
  }
  .column.sheet {
    display: flex;
    padding: 0;
  }
  .brand {
    margin-bottom: var(--space-16);
    color: var(--ink);
    font-weight: 800;
    letter-spacing: -0.01em;
  }
  .brand img {
    flex: none;
    width: 32px;
    height: 32px;
  }
  .column a,
  .column button {
    display: flex;
    align-items: center;
    gap: var(--space-12);
    width: 100%;
    min-height: var(--target);
    padding: 0 var(--space-12);
    border: 0;
    border-radius: var(--corner-12);
    background: none;
    color: var(--ink-soft);
    font-weight: 600;
    text-align: left;
    text-decoration: none;
    cursor: pointer;
    --icon-size: 22px;
    transition: background-color var(--motion-fast) var(--ease-out);
  }
  .column a.brand {
    color: var(--ink);
    font-weight: 800;
  }
  .column a[aria-current="page"] {
    background: var(--buy-ground);
    color: var(--buy-text);
  }
  .foot {
    display: grid;
    gap: var(--space-4);
    margin-top: auto;
  }
  .who {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: var(--space-8);
    margin-top: var(--space-8);
    padding: var(--space-12) var(--space-12) 0;
    border-top: 1px solid var(--line);
    font-size: var(--type-14);
    font-weight: 600;
  }
  .who small {
    display: block;
    color: var(--ink-soft);
    font-size: var(--type-12);
    font-weight: 400;
  }
  .bar {
    position: fixed;
    inset: auto 0 0 0;
    z-index: 5;
    display: grid;
    grid-auto-flow: column;
    grid-auto-columns: minmax(0, 1fr);
    padding-bottom: env(safe-area-inset-bottom);
    border-top: 1px solid var(--line);
    background: var(--surface);
  }
  .bar a,
  .bar button {
    display: grid;
    justify-items: center;
    align-content: center;
    gap: 2px;
    min-height: 60px;
    padding: 0 2px;
    border: 0;
    background: none;
    color: var(--ink-soft);
    font-size: var(--type-12);
    font-weight: 600;
    text-decoration: none;
    cursor: pointer;
  }
  .bar a[aria-current="page"] {
    color: var(--buy-text);
  }
  @media (hover: hover) {
    .column a:hover:not([aria-current]),
    .column button:hover {
      background: var(--surface-sunken);
      color: var(--ink);
    }
  }
  @media (min-width: 900px) {
    .column {
      display: flex;
      position: sticky;
      top: 0;
      height: 100vh;
      height: 100dvh;
      border-right: 1px solid var(--line);
      background: var(--surface);
      overflow-y: auto;
    }
    .bar {
      display: none;
    }
  }
`;
