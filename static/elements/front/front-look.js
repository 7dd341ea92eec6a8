/** How the list of shops on the front page looks. */

import { css } from "lit";

export const frontLook = css`
  :host {
    display: block;
    min-height: 100dvh;
  }
  .shops {
    display: grid;
    gap: var(--space-12);
    grid-template-columns: repeat(auto-fill, minmax(min(100%, 220px), 1fr));
  }
  .shops a {
    display: flex;
    align-items: center;
    gap: var(--space-12);
    padding: var(--space-12);
    border: 1px solid var(--line);
    border-radius: var(--corner-20);
    background: var(--surface);
    color: inherit;
    text-decoration: none;
    --mark-size: 44px;
  }
`;
