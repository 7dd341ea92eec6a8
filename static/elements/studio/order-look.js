/** How the seller's page of one order looks. */

import { css } from "lit";

export const orderLook = css`
  .sub {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-8);
    margin-top: calc(-1 * var(--space-16));
    color: var(--ink-soft);
  }
  .lines li {
    display: grid;
    grid-template-columns: 56px minmax(0, 1fr) auto;
    gap: var(--space-4) var(--space-12);
    align-items: center;
    padding: var(--space-12) 0;
    border-bottom: 1px solid var(--line);
  }
  .lines li:first-child {
    padding-top: 0;
  }
  .lines et-picture {
    grid-row: span 2;
  }
  .lines .text {
    grid-row: span 2;
  }
  .lines small {
    display: block;
    color: var(--ink-soft);
  }
  .sums div {
    display: flex;
    justify-content: space-between;
    gap: var(--space-12);
    padding: var(--space-4) 0;
  }
  .sums dt {
    color: var(--ink-soft);
  }
  .sums .total {
    margin-top: var(--space-8);
    padding-top: var(--space-12);
    border-top: 1px solid var(--line);
    font-size: var(--type-20);
    font-weight: 700;
  }
  .sums .total dt {
    color: var(--ink);
  }
  .sums .refund {
    color: var(--warn-text);
    font-weight: 600;
  }
  .sums .refund dt {
    color: inherit;
  }
  address {
    display: grid;
    gap: 2px;
    justify-items: start;
    font-style: normal;
    overflow-wrap: anywhere;
  }
  address a {
    display: inline-flex;
    align-items: center;
    min-height: var(--target);
  }
  .history {
    display: grid;
    gap: var(--space-16);
    padding-left: var(--space-4);
  }
  .history li {
    position: relative;
    padding-left: var(--space-24);
  }
  .history li::before {
    content: "";
    position: absolute;
    inset: 7px auto auto 0;
    width: 10px;
    height: 10px;
    border-radius: 50%;
    background: var(--buy);
  }
  .history li + li::after {
    content: "";
    position: absolute;
    left: 4px;
    bottom: calc(100% - 4px);
    width: 2px;
    height: calc(100% - 2px);
    background: var(--line);
  }
  .history strong,
  .history small {
    display: block;
  }
  .history small {
    color: var(--ink-soft);
  }
  .history p {
    margin-top: var(--space-4);
    overflow-wrap: anywhere;
  }
`;
