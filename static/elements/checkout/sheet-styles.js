/** How the checkout's sheet looks: the video above it, foot with the total and the one button. */

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
