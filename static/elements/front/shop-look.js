/** How a shop's page looks beyond what the front's pages share. */

import { css } from "lit";

export const shopLook = css`
  :host {
    display: block;
    min-height: 100dvh;
  }
  .more {
    display: flex;
    margin: var(--space-24) auto 0;
  }
  .bag {
    position: fixed;
    inset: auto var(--space-16) max(var(--space-16), env(safe-area-inset-bottom)) auto;
    z-index: 4;
    min-height: 56px;
    padding-inline: var(--space-24);
    border-radius: var(--corner-round);
    box-shadow: var(--shadow-2);
  }
`;
