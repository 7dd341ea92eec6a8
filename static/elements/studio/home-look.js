/** How the studio's home looks. */

import { css } from "lit";

export const homeLook = css`
  .steps ol {
    display: grid;
    gap: var(--space-8);
  }
  .steps li {
    display: grid;
    grid-template-columns: 40px minmax(0, 1fr) auto;
    gap: var(--space-12);
    align-items: center;
    min-height: 72px;
    padding: var(--space-12);
    border: 1px solid var(--line);
    border-radius: var(--corner-12);
  }
  .steps li.next {
    border-color: transparent;
    background: var(--buy-ground);
  }
  .mark {
    display: grid;
    place-items: center;
    width: 40px;
    height: 40px;
    border-radius: 50%;
    background: var(--surface-sunken);
    color: var(--ink-soft);
    font-weight: 700;
    --icon-size: 20px;
  }
  .next .mark {
    background: var(--buy);
    color: var(--buy-ink);
  }
  .done .mark {
    background: var(--good-ground);
    color: var(--good-text);
  }
  .done strong {
    color: var(--ink-soft);
  }
  .steps .text strong,
  .steps .text span {
    display: block;
  }
  .steps .text span {
    color: var(--ink-soft);
    font-size: var(--type-14);
    text-wrap: pretty;
  }
  .air {
    border-color: var(--live);
    justify-items: start;
  }
  .air .rows,
  .panel > .rows {
    width: 100%;
  }
  .ship {
    font-weight: 600;
    text-decoration: none;
  }
  @media (max-width: 639px) {
    .steps li .button {
      grid-column: 1 / -1;
    }
  }
`;
