/** Lists whose rows are links: a picture, two lines of text, figures at the right. */

import { css } from "lit";

export const rows = css`
  .rows {
    border: 1px solid var(--line);
    border-radius: var(--corner-20);
    background: var(--surface);
    overflow: hidden;
  }
  .rows > li + li {
    border-top: 1px solid var(--line);
  }
  .rows .line {
    display: flex;
    align-items: center;
    gap: var(--space-16);
    min-height: 72px;
    padding: var(--space-12) var(--space-16);
    color: inherit;
    text-decoration: none;
    transition: background-color var(--motion-fast) var(--ease-out);
  }
  .rows .line:focus-visible {
    outline-offset: -3px;
    border-radius: var(--corner-20);
  }
  .rows et-picture {
    flex: none;
    width: 56px;
  }
  .rows .text {
    flex: 1;
    min-width: 0;
  }
  .rows .text strong {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    overflow: hidden;
    line-height: 1.35;
  }
  .rows .text small {
    display: block;
    color: var(--ink-soft);
    font-size: var(--type-14);
  }
  .rows .figures {
    display: grid;
    justify-items: end;
    gap: 2px;
    text-align: right;
    white-space: nowrap;
  }
  .rows .figures strong {
    font-weight: 700;
  }
  .rows .chevron {
    flex: none;
    color: var(--ink-faint);
    --icon-size: 20px;
  }
  @media (hover: hover) {
    .rows a.line:hover {
      background: color-mix(in srgb, var(--surface-sunken) 45%, transparent);
    }
  }
  @media (max-width: 479px) {
    .rows .line {
      gap: var(--space-12);
    }
    .rows .chevron {
      display: none;
    }
  }
`;
