/** The studio's grid: navigation at the left on a wide screen, below on a phone. */

import { css } from "lit";

export const frame = css`
  :host {
    --bottom-bar: calc(60px + env(safe-area-inset-bottom));
    display: block;
    min-height: 100vh;
    min-height: 100dvh;
  }
  main {
    width: 100%;
    max-width: 1080px;
    margin: 0 auto;
    padding: var(--space-16) var(--space-16) calc(var(--bottom-bar) + var(--space-32));
  }
  .waiting {
    display: grid;
    gap: var(--space-16);
  }
  @media (min-width: 900px) {
    :host {
      --bottom-bar: 0px;
      display: grid;
      grid-template-columns: 232px minmax(0, 1fr);
    }
    main {
      padding: var(--space-32) var(--space-32) var(--space-48);
    }
  }
`;
