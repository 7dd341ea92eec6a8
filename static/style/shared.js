/**
 * Styles that many elements share, as Lit `css` to put into an element's `static styles`. One idea each: take what you
 * use. Colours and sizes come from tokens.css, whose custom properties reach into shadow roots.
 */

import { css } from "lit";

/** What every element wants: box sizes, inherited type, focus, hidden, text for screen readers alone. */
export const base = css`
  :host {
    box-sizing: border-box;
    font-variant-numeric: tabular-nums;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  h1,
  h2,
  h3,
  h4,
  p,
  ul,
  ol,
  dl,
  dd,
  figure {
    margin: 0;
    padding: 0;
  }
  h1,
  h2,
  h3 {
    line-height: 1.2;
    letter-spacing: -0.01em;
    text-wrap: balance;
  }
  h1 {
    font-size: var(--type-28);
  }
  h2 {
    font-size: var(--type-20);
  }
  h3 {
    font-size: var(--type-16);
  }
  ul,
  ol {
    list-style: none;
  }
  img {
    display: block;
    max-width: 100%;
  }
  a {
    color: var(--buy-text);
    text-underline-offset: 3px;
  }
  button,
  input,
  select,
  textarea {
    font: inherit;
    color: inherit;
    letter-spacing: inherit;
  }
  :focus-visible {
    outline: 3px solid var(--focus);
    outline-offset: 2px;
  }
  .visually-hidden {
    position: absolute;
    width: 1px;
    height: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  .soft {
    color: var(--ink-soft);
  }
  .small {
    font-size: var(--type-14);
  }
  .tiny {
    font-size: var(--type-12);
  }
  .number {
    font-variant-numeric: tabular-nums;
    text-align: right;
    white-space: nowrap;
  }
  .clip {
    overflow: hidden;
    text-overflow: ellipsis;
    white-space: nowrap;
  }
`;

/**
 * Buttons, also for links that act as one: `class="button"` alone is secondary; add `buy` (the one that buys or goes
 * on), `quiet` (no ground), `danger`, `live`, `icon` (square, round; needs an aria-label), `small`, `wide` (full
 * width). `aria-busy="true"` shows that work is under way and keeps the width.
 */
export const buttons = css`
  .button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: var(--space-8);
    min-height: var(--target);
    min-width: var(--target);
    padding: 0 var(--space-16);
    border: 1px solid var(--line-strong);
    border-radius: var(--corner-12);
    background: var(--surface);
    color: var(--ink);
    font-size: var(--type-16);
    font-weight: 600;
    line-height: 1.2;
    text-align: center;
    text-decoration: none;
    cursor: pointer;
    user-select: none;
    -webkit-user-select: none;
    touch-action: manipulation;
    transition:
      background-color var(--motion-fast) var(--ease-out),
      border-color var(--motion-fast) var(--ease-out),
      opacity var(--motion-fast) var(--ease-out),
      transform var(--motion-fast) var(--ease-out);
  }
  .button:active {
    transform: scale(0.98);
  }
  .button:disabled,
  .button[aria-disabled="true"] {
    opacity: 0.5;
    cursor: not-allowed;
    transform: none;
  }
  .button.buy {
    border-color: transparent;
    background: var(--buy);
    color: var(--buy-ink);
    font-weight: 700;
  }
  .button.quiet {
    border-color: transparent;
    background: transparent;
  }
  .button.danger {
    border-color: transparent;
    background: var(--danger);
    color: var(--danger-ink);
  }
  .button.live {
    border-color: transparent;
    background: var(--live);
    color: var(--live-ink);
  }
  .button.icon {
    flex: none;
    width: var(--target);
    padding: 0;
    border-color: transparent;
    border-radius: var(--corner-round);
    background: transparent;
  }
  .button.small {
    padding: 0 var(--space-12);
    font-size: var(--type-14);
  }
  .button.wide {
    width: 100%;
  }
  .button.tall {
    min-height: 52px;
  }
  @media (hover: hover) {
    .button:hover:not(:disabled) {
      background: var(--surface-sunken);
    }
    .button.buy:hover:not(:disabled) {
      background: var(--buy-hover);
    }
    .button.danger:hover:not(:disabled) {
      background: var(--danger-hover);
    }
    .button.live:hover:not(:disabled) {
      background: var(--live);
      filter: brightness(0.93);
    }
  }
  .button[aria-busy="true"] {
    position: relative;
    color: transparent;
    pointer-events: none;
  }
  .button[aria-busy="true"]::after {
    content: "";
    position: absolute;
    width: 20px;
    height: 20px;
    border: 2.5px solid var(--busy-ink, var(--ink));
    border-right-color: transparent;
    border-radius: 50%;
    animation: turn 700ms linear infinite;
  }
  .button.buy[aria-busy="true"] {
    --busy-ink: var(--buy-ink);
  }
  .button.danger[aria-busy="true"] {
    --busy-ink: var(--danger-ink);
  }
  .button.live[aria-busy="true"] {
    --busy-ink: var(--live-ink);
  }
  @keyframes turn {
    to {
      transform: rotate(1turn);
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .button[aria-busy="true"]::after {
      animation-duration: 2s;
    }
  }
`;

/**
 * Fields: `<label class="field"><span class="label">..</span><input>..<span class="help">..</span></label>`; an error is
 * `<span class="error" id=..>` with `aria-invalid` and `aria-describedby` on the control. `.fields` puts them in a
 * column, `.pair` two beside each other where there is room. `.check` is a label with a checkbox or a radio button.
 */
export const fields = css`
  .fields {
    display: grid;
    gap: var(--space-16);
  }
  .pair {
    display: grid;
    grid-template-columns: repeat(auto-fit, minmax(140px, 1fr));
    gap: var(--space-16);
    align-items: start;
  }
  .field {
    display: grid;
    gap: var(--space-4);
    align-content: start;
    min-width: 0;
  }
  .label {
    font-size: var(--type-14);
    font-weight: 600;
  }
  .label .optional {
    color: var(--ink-soft);
    font-weight: 400;
  }
  .help {
    color: var(--ink-soft);
    font-size: var(--type-14);
  }
  .error {
    display: flex;
    gap: var(--space-4);
    color: var(--danger-text);
    font-size: var(--type-14);
  }
  .field input,
  .field select,
  .field textarea,
  .input {
    width: 100%;
    min-height: 48px;
    padding: var(--space-8) var(--space-12);
    border: 1px solid var(--line-strong);
    border-radius: var(--corner-12);
    background: var(--surface);
    color: var(--ink);
    font-size: var(--type-16); /* Below 16 px a phone zooms in on focus. */
    transition: border-color var(--motion-fast) var(--ease-out);
  }
  .field textarea,
  textarea.input {
    min-height: 96px;
    line-height: 1.5;
    resize: vertical;
  }
  .field input[type="color"] {
    width: 72px;
    padding: var(--space-4);
  }
  .field input[type="file"] {
    padding: var(--space-12);
    border-style: dashed;
  }
  .field input::placeholder,
  .field textarea::placeholder,
  .input::placeholder {
    color: var(--ink-faint);
    opacity: 1;
  }
  .field input:focus,
  .field select:focus,
  .field textarea:focus,
  .input:focus {
    outline: 3px solid var(--focus);
    outline-offset: -1px;
    border-color: var(--focus);
  }
  .field [aria-invalid="true"],
  .input[aria-invalid="true"] {
    border-color: var(--danger-text);
  }
  .check {
    display: flex;
    align-items: center;
    gap: var(--space-12);
    min-height: var(--target);
    cursor: pointer;
  }
  .check input {
    flex: none;
    width: 20px;
    height: 20px;
    margin: 0;
    accent-color: var(--buy-text);
  }
`;

/** `.card` (a surface of its own), `.card.flat` (a line, no shadow), `.note` (+ good, warn, danger, info). */
export const cards = css`
  .card {
    padding: var(--space-16);
    border: 1px solid var(--line);
    border-radius: var(--corner-20);
    background: var(--surface);
    box-shadow: var(--shadow-1);
  }
  .card.flat {
    box-shadow: none;
  }
  .stack {
    display: grid;
    gap: var(--space-16);
    align-content: start;
  }
  .row {
    display: flex;
    align-items: center;
    gap: var(--space-12);
    min-width: 0;
  }
  .row.between {
    justify-content: space-between;
  }
  .row .grow {
    flex: 1;
    min-width: 0;
  }
  .note {
    display: flex;
    gap: var(--space-8);
    align-items: flex-start;
    padding: var(--space-12) var(--space-16);
    border-radius: var(--corner-12);
    background: var(--info-ground);
    color: var(--info-text);
    font-size: var(--type-14);
  }
  .note.good {
    background: var(--good-ground);
    color: var(--good-text);
  }
  .note.warn {
    background: var(--warn-ground);
    color: var(--warn-text);
  }
  .note.danger {
    background: var(--danger-ground);
    color: var(--danger-text);
  }
  .note et-icon {
    flex: none;
    margin-top: 1px;
  }
`;

/** `.badge` with a tone (good, warn, danger, info, live, buy, test): a state as a coloured word. */
export const badges = css`
  .badge {
    display: inline-flex;
    align-items: center;
    gap: var(--space-4);
    flex: none;
    min-height: 24px;
    padding: 0 var(--space-8);
    border-radius: var(--corner-round);
    background: var(--quiet-ground);
    color: var(--quiet-text);
    font-size: var(--type-12);
    font-weight: 600;
    line-height: 1;
    white-space: nowrap;
  }
  .badge.good {
    background: var(--good-ground);
    color: var(--good-text);
  }
  .badge.warn,
  .badge.test {
    background: var(--warn-ground);
    color: var(--warn-text);
  }
  .badge.danger {
    background: var(--danger-ground);
    color: var(--danger-text);
  }
  .badge.info {
    background: var(--info-ground);
    color: var(--info-text);
  }
  .badge.buy {
    background: var(--buy-ground);
    color: var(--buy-text);
  }
  .badge.live {
    background: var(--live);
    color: var(--live-ink);
  }
  .badge.live::before {
    content: "";
    width: 6px;
    height: 6px;
    border-radius: 50%;
    background: currentColor;
    animation: breathe 1.6s ease-in-out infinite;
  }
  @keyframes breathe {
    50% {
      opacity: 0.35;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .badge.live::before {
      animation: none;
    }
  }
`;

/** `<div class="table"><table>`: scrolls sideways by itself on a phone; `.number` cells are right-aligned. */
export const tables = css`
  .table {
    overflow-x: auto;
    border: 1px solid var(--line);
    border-radius: var(--corner-20);
    background: var(--surface);
  }
  table {
    width: 100%;
    border-collapse: collapse;
    font-size: var(--type-14);
  }
  th,
  td {
    padding: var(--space-12) var(--space-16);
    border-bottom: 1px solid var(--line);
    text-align: left;
    vertical-align: middle;
  }
  th {
    color: var(--ink-soft);
    font-size: var(--type-12);
    font-weight: 600;
    white-space: nowrap;
  }
  tbody tr:last-child > * {
    border-bottom: 0;
  }
  th.number,
  td.number {
    text-align: right;
    white-space: nowrap;
  }
  @media (hover: hover) {
    tbody tr:hover {
      background: color-mix(in srgb, var(--surface-sunken) 45%, transparent);
    }
  }
  tbody tr:focus-visible {
    outline-offset: -3px;
  }
`;

/** `<span class="skeleton">` with a width and height of its own, while something loads. */
export const skeletons = css`
  .skeleton {
    display: block;
    min-height: 1em;
    border-radius: var(--corner-12);
    background: linear-gradient(
        100deg,
        transparent 30%,
        color-mix(in srgb, var(--surface) 70%, transparent) 50%,
        transparent 70%
      )
      var(--surface-sunken);
    background-size: 200% 100%;
    animation: shimmer 1.6s linear infinite;
  }
  @keyframes shimmer {
    from {
      background-position: 150% 0;
    }
    to {
      background-position: -50% 0;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .skeleton {
      animation: none;
    }
  }
`;

/** The dark theme's values, whatever the page's theme is: declarations to put into a rule of one's own. */
export const stageTokens = css`
  --ground: var(--stage);
  --surface: var(--stage-raised);
  --surface-raised: #262320;
  --surface-sunken: rgb(255 255 255 / 0.12);
  --line: var(--stage-line);
  --line-strong: rgb(255 255 255 / 0.42);
  --ink: var(--stage-ink);
  --ink-soft: var(--stage-ink-soft);
  --ink-faint: #b5aea5;
  --buy-text: #ffc24a;
  --live-text: #ff86a5;
  --danger-text: #ff9a8f;
  --good-text: #7ddba8;
  --warn-text: #ffcb6b;
  --info-text: #93c5f8;
  --focus: #ffffff;
  color: var(--ink);
`;

/** For an element that lies on the video. */
export const onStage = css`
  :host {
    ${stageTokens}
  }
`;

/** All of them, for pages that use most. */
export const shared = [base, buttons, fields, cards, badges, tables, skeletons];
