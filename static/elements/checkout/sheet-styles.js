/** How the checkout's sheet looks: head with the ring, foot with the total and the one button. */

import { css } from "lit";

export const sheetStyles = css`
  :host {
    display: block;
  }
  et-dialog {
    --sheet-height: 74dvh;
  }
  @media (max-width: 899px) {
    et-dialog {
      --dialog-scrim: transparent; /* The video above stays bright. */
    }
  }
  :host([wide]) et-dialog {
    --dialog-scrim: rgb(20 16 12 / 0.25);
  }
  .head {
    display: flex;
    align-items: center;
    gap: var(--space-8);
    min-height: 68px;
    padding: var(--space-8) var(--space-8) var(--space-8) var(--space-16);
  }
  .head > .button:first-child {
    margin-left: calc(-1 * var(--space-8));
  }
  .title {
    flex: 1;
    min-width: 0;
  }
  .steps {
    display: flex;
    gap: 4px;
    margin-top: 6px;
  }
  .steps i {
    width: 24px;
    height: 4px;
    border-radius: 2px;
    background: var(--surface-sunken);
    transition: background-color var(--motion) var(--ease-out);
  }
  .steps i.done {
    background: var(--buy);
  }
  .head et-countdown {
    --ring-size: 44px;
  }
  .foot {
    display: grid;
    flex: 1;
    gap: var(--space-12);
    min-width: 0;
  }
  .total {
    display: flex;
    align-items: baseline;
    justify-content: space-between;
    font-weight: 600;
  }
  .total b {
    font-size: var(--type-20);
    font-weight: 800;
  }
  et-totals {
    display: block;
    margin-top: var(--space-16);
    padding-top: var(--space-16);
    border-top: 1px solid var(--line);
  }
  et-totals + .button {
    margin: var(--space-8) calc(-1 * var(--space-12)) 0;
    color: var(--ink-soft);
  }
  .note {
    margin-bottom: var(--space-16);
  }
`;
