/** What the front's pages share in looks. */

import { css } from "lit";

export const front = css`
  .page {
    width: 100%;
    max-width: var(--column);
    margin: 0 auto;
    padding: var(--space-16) var(--space-16) var(--space-48);
  }
  section {
    margin-top: var(--space-32);
  }
  section > h2 {
    margin-bottom: var(--space-12);
  }
  .air {
    display: grid;
    gap: var(--space-16);
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 420px), 1fr));
  }
  .air > :only-child {
    grid-column: 1 / -1;
  }
  .coming {
    display: grid;
    gap: var(--space-12);
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 340px), 1fr));
  }
  .goods {
    display: grid;
    gap: var(--space-16) var(--space-12);
    grid-template-columns: repeat(auto-fill, minmax(min(44%, 200px), 1fr));
  }
  @media (min-width: 900px) {
    .page {
      padding: var(--space-24) var(--space-32) var(--space-48);
    }
    .goods {
      gap: var(--space-24) var(--space-16);
    }
  }
`;
