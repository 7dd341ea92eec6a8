/** The order page on screen, and on paper as a receipt. */

import { css } from "lit";

export const orderStyles = css`
  :host {
    display: block;
    min-height: 100dvh;
    background: var(--ground);
  }
  .top {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: var(--space-12);
    max-width: 1000px;
    margin: 0 auto;
    padding: var(--space-12) var(--space-16);
  }
  .top a {
    display: flex;
    align-items: center;
    gap: var(--space-12);
    min-width: 0;
    min-height: var(--target);
    color: inherit;
    font-weight: 700;
    text-decoration: none;
  }
  main {
    display: grid;
    gap: var(--space-16);
    max-width: 1000px;
    margin: 0 auto;
    padding: var(--space-8) var(--space-16) var(--space-48);
  }
  .title {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-8) var(--space-12);
  }
  .title p {
    width: 100%;
  }
  .columns {
    display: grid;
    gap: var(--space-16);
    align-items: start;
  }
  .column {
    display: grid;
    gap: var(--space-16);
    align-content: start;
    min-width: 0;
  }
  section h2 {
    margin-bottom: var(--space-16);
  }
  .answer {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-12);
  }
  .answer div {
    flex: 1 1 220px;
  }
  .on-paper {
    display: none;
  }
  section h2.close {
    margin: 0;
  }
  .skeleton.line {
    width: 50%;
    height: 34px;
  }
  .skeleton.block {
    height: 160px;
    border-radius: var(--corner-20);
  }
  @media (min-width: 860px) {
    .columns {
      grid-template-columns: minmax(0, 1.5fr) minmax(0, 1fr);
    }
    .card {
      padding: var(--space-24);
    }
  }
  @media print {
    .screen,
    .top et-language,
    et-toasts {
      display: none !important;
    }
    .on-paper {
      display: block;
    }
    .card {
      border: 0;
      padding: var(--space-8) 0;
    }
    main,
    .columns {
      display: block;
    }
  }
`;
