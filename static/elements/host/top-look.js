/** How the top of the host console looks. */

import { css } from "lit";

export const topLook = css`
  :host {
    display: block;
  }
  header {
    display: flex;
    align-items: center;
    gap: var(--space-12);
    min-height: 64px;
    padding: var(--space-8) var(--space-16) var(--space-8) var(--space-8);
  }
  h1 {
    font-size: var(--type-16);
    letter-spacing: 0;
  }
  dl {
    display: flex;
    gap: var(--space-24);
    margin-left: auto;
  }
  dl > div {
    text-align: right;
  }
  dt {
    color: var(--ink-soft);
    font-size: var(--type-12);
    line-height: 1.2;
  }
  dd {
    font-size: var(--type-16);
    font-weight: 700;
    line-height: 1.3;
    white-space: nowrap;
  }
  dd et-icon {
    display: none;
    --icon-size: 15px;
  }
  dd small {
    color: var(--ink-soft);
    font-size: var(--type-12);
    font-weight: 500;
  }
  .do {
    display: flex;
    gap: var(--space-8);
    padding-left: var(--space-12);
  }
  .end {
    border-color: var(--danger-text);
    background: transparent;
    color: var(--danger-text);
  }
  .strip {
    display: flex;
    align-items: center;
    justify-content: center;
    gap: var(--space-8);
    min-height: 36px;
    padding: var(--space-4) var(--space-16);
    font-size: var(--type-14);
    font-weight: 600;
    --icon-size: 18px;
  }
  .strip.warn {
    background: var(--warn-ground);
    color: var(--warn-text);
  }
  .strip.info {
    background: var(--info-ground);
    color: var(--info-text);
  }
  @media (max-width: 899px) {
    header {
      display: grid;
      grid-template-columns: auto minmax(0, 1fr) auto;
      gap: var(--space-4) var(--space-8);
      padding-right: var(--space-12);
      padding-top: max(var(--space-8), env(safe-area-inset-top));
      background: linear-gradient(rgb(0 0 0 / 0.7), rgb(0 0 0 / 0.35) 70%, transparent);
      text-shadow: 0 1px 3px rgb(0 0 0 / 0.5);
    }
    dl {
      grid-area: 2 / 1 / 3 / 3;
      align-items: center;
      gap: var(--space-12);
      margin-left: var(--space-12);
    }
    dd small {
      display: none;
    }
    dl > div {
      text-align: left;
    }
    dl dt {
      position: absolute;
      width: 1px;
      height: 1px;
      overflow: hidden;
      clip-path: inset(50%);
    }
    dd {
      display: flex;
      align-items: center;
      gap: var(--space-4);
      font-size: var(--type-14);
    }
    dd et-icon {
      display: inline-flex;
    }
    .do {
      grid-area: 2 / 2 / 3 / 4;
      justify-self: end;
      padding: 0;
    }
    .do .button {
      padding: 0 var(--space-12);
      font-size: var(--type-14);
      text-shadow: none;
    }
    .end {
      background: var(--stage-glass);
    }
  }
`;
