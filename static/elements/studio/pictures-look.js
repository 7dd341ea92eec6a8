/** How the grid of a product's pictures looks. */

import { css } from "lit";

export const pictures = css`
  ul {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(132px, 1fr));
    gap: var(--space-12);
    border-radius: var(--corner-12);
  }
  ul.over {
    outline: 3px dashed var(--buy-text);
    outline-offset: 6px;
  }
  li {
    position: relative;
    overflow: hidden;
    border-radius: var(--corner-12);
    background: var(--surface-sunken);
  }
  li:not(.add) {
    padding-bottom: var(--target);
    border: 1px solid var(--line);
  }
  et-picture {
    --picture-corner: 0;
  }
  .badge {
    position: absolute;
    inset: var(--space-8) auto auto var(--space-8);
    background: var(--surface);
    color: var(--ink);
  }
  .do {
    position: absolute;
    inset: auto 0 0 0;
    display: grid;
    grid-template-columns: repeat(3, 1fr);
  }
  .do button {
    display: grid;
    place-items: center;
    min-height: var(--target);
    padding: 0;
    border: 0;
    background: var(--surface);
    color: var(--ink-soft);
    cursor: pointer;
    --icon-size: 18px;
  }
  .do button:disabled {
    color: var(--line);
    cursor: default;
  }
  .do button:focus-visible {
    outline-offset: -3px;
  }
  li.waiting {
    padding-bottom: 0;
  }
  .waiting img {
    height: 100%;
    width: 100%;
    aspect-ratio: 1;
    object-fit: cover;
    opacity: 0.6;
  }
  progress {
    position: absolute;
    inset: auto var(--space-12) 18px var(--space-12);
    width: calc(100% - 2 * var(--space-12));
    height: 8px;
    accent-color: var(--buy);
  }
  .add label {
    display: grid;
    place-items: center;
    align-content: center;
    gap: var(--space-8);
    height: 100%;
    min-height: 132px;
    padding: var(--space-12);
    border: 2px dashed var(--line-strong);
    border-radius: var(--corner-12);
    color: var(--ink-soft);
    font-size: var(--type-14);
    font-weight: 600;
    text-align: center;
    text-wrap: balance;
    cursor: pointer;
  }
  .add:only-child {
    grid-column: 1 / -1;
  }
  .add label:focus-within {
    outline: 3px solid var(--focus);
    outline-offset: -3px;
  }
`;
