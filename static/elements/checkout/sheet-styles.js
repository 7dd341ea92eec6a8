/** How the checkout's sheet looks, and that the video above it stays bright. */

import { css } from "lit";

export const sheetStyles = css`
  :host {
    display: block;
  }
  et-dialog {
    --sheet-height: 74dvh;
    --dialog-scrim: rgb(20 16 12 / 0.25);
  }
  @media (max-width: 639px) {
    et-dialog {
      --dialog-scrim: transparent; /* The video above stays bright. */
    }
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
