/** How the sheet of one product looks. */

import { css } from "lit";

export const sheetLook = css`
  .pictures {
    display: flex;
    gap: var(--space-8);
    overflow-x: auto;
    scroll-snap-type: x mandatory;
    border-radius: var(--corner-20);
    scrollbar-width: thin;
  }
  .pictures et-picture {
    flex: 0 0 100%;
    aspect-ratio: 4 / 3;
    scroll-snap-align: center;
    --picture-corner: var(--corner-20);
  }
  .pictures et-picture:not(:only-child) {
    flex-basis: 88%;
  }
  fieldset {
    display: grid;
    gap: var(--space-8);
    margin: var(--space-16) 0 0;
    padding: 0;
    border: 0;
  }
  legend {
    margin-bottom: var(--space-8);
    font-size: var(--type-14);
    font-weight: 600;
  }
  label {
    display: flex;
    align-items: center;
    gap: var(--space-12);
    min-height: 52px;
    padding: 0 var(--space-16);
    border: 1px solid var(--line-strong);
    border-radius: var(--corner-12);
    cursor: pointer;
  }
  label:has(:checked) {
    border-color: var(--buy-text);
    background: var(--buy-ground);
    box-shadow: inset 0 0 0 1px var(--buy-text);
  }
  label:has(:focus-visible) {
    outline: 3px solid var(--focus);
    outline-offset: 2px;
  }
  label span {
    flex: 1;
  }
  label input {
    width: 20px;
    height: 20px;
    margin: 0;
    accent-color: var(--buy-text);
    outline: none;
  }
  .gone {
    color: var(--ink-soft);
    border-style: dashed;
    cursor: not-allowed;
  }
  .description {
    margin-top: var(--space-16);
    color: var(--ink-soft);
    white-space: pre-line;
    overflow-wrap: anywhere;
  }
  .trouble {
    margin-top: var(--space-12);
    color: var(--danger-text);
    font-weight: 600;
  }
  .foot .button {
    flex: 1;
  }
`;
