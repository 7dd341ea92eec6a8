/** What the studio's pages share in looks: their head, panels, and lists. */

import { css } from "lit";

export const studio = css`
  :host {
    display: grid;
    gap: var(--space-24);
    align-content: start;
  }
  .head {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: var(--space-12);
    min-height: var(--target);
  }
  .head h1 {
    flex: 1 1 120px;
    min-width: 0;
    font-size: var(--type-28);
    overflow-wrap: anywhere;
  }
  .head .back {
    margin-left: -10px;
  }
  .panel {
    display: grid;
    gap: var(--space-16);
    padding: var(--space-24);
    border: 1px solid var(--line);
    border-radius: var(--corner-20);
    background: var(--surface);
    align-content: start;
    min-width: 0;
  }
  .panel > header {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: space-between;
    gap: var(--space-4) var(--space-12);
  }
  .panel > header p {
    flex-basis: 100%;
    color: var(--ink-soft);
    font-size: var(--type-14);
    text-wrap: pretty;
  }
  .columns {
    display: grid;
    gap: var(--space-24);
    grid-template-columns: minmax(0, 1fr);
    align-items: start;
  }
  .tools {
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-8);
  }
  .search {
    position: relative;
    flex: 1 1 220px;
  }
  .search et-icon {
    position: absolute;
    inset: 0 auto 0 var(--space-12);
    margin: auto;
    color: var(--ink-soft);
    --icon-size: 20px;
    pointer-events: none;
  }
  .search .input {
    padding-left: 40px;
  }
  .savebar {
    position: sticky;
    bottom: calc(var(--bottom-bar, 0px) + var(--space-12));
    z-index: 3;
    display: flex;
    align-items: center;
    justify-content: flex-end;
    gap: var(--space-12);
    padding: var(--space-8) var(--space-8) var(--space-8) var(--space-16);
    border: 1px solid var(--line);
    border-radius: var(--corner-20);
    background: var(--surface-raised);
    box-shadow: var(--shadow-2);
  }
  .savebar .said {
    flex: 1;
    color: var(--ink-soft);
    font-size: var(--type-14);
  }
  .pair {
    grid-template-columns: repeat(auto-fit, minmax(min(100%, 220px), 1fr));
  }
  .field input,
  .field select {
    min-width: 0;
  }
  select.input {
    width: auto;
    max-width: 100%;
  }
  @media (min-width: 1040px) {
    .columns {
      grid-template-columns: minmax(0, 1fr) 340px;
    }
  }
  .tools select.input {
    flex: 0 1 200px;
    min-width: 0;
    text-overflow: ellipsis;
  }
  @media (max-width: 639px) {
    .tools .search {
      flex-basis: 100%;
    }
    .tools select.input {
      flex: 1 1 0;
      padding-inline: var(--space-8);
      font-size: var(--type-14);
    }
    .panel {
      padding: var(--space-16);
    }
    .head h1 {
      font-size: 1.5rem;
    }
  }
`;
