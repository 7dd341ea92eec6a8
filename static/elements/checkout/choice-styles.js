/** A choice of one: cards with a radio button, in a fieldset. */

import { css } from "lit";

export const choiceStyles = css`
  fieldset {
    display: grid;
    gap: var(--space-8);
    min-width: 0;
    margin: 0;
    padding: 0;
    border: 0;
  }
  legend {
    margin-bottom: var(--space-8);
    padding: 0;
    font-size: var(--type-14);
    font-weight: 600;
  }
  .choice {
    display: flex;
    align-items: center;
    gap: var(--space-12);
    min-height: 56px;
    padding: var(--space-8) var(--space-16);
    border: 1px solid var(--line-strong);
    border-radius: var(--corner-12);
    cursor: pointer;
    transition: background-color var(--motion-fast) var(--ease-out);
  }
  .choice:has(:checked) {
    border-color: var(--buy-text);
    background: var(--buy-ground);
    box-shadow: inset 0 0 0 1px var(--buy-text);
  }
  .choice:has(:focus-visible) {
    outline: 3px solid var(--focus);
    outline-offset: 2px;
  }
  .choice input {
    flex: none;
    width: 20px;
    height: 20px;
    margin: 0;
    outline: none;
    accent-color: var(--buy-text);
  }
  .choice .what {
    flex: 1;
    min-width: 0;
  }
  .choice small {
    display: block;
    color: var(--ink-soft);
    font-size: var(--type-14);
  }
`;
