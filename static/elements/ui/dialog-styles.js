/** How a dialog lies on the page: in the middle, as a sheet from below, or at the side. */

import { css } from "lit";

export const dialogStyles = css`
  dialog {
    display: none;
    position: fixed;
    inset: 0;
    width: min(560px, 100vw - 2 * var(--space-24));
    max-width: none;
    max-height: min(90dvh, 860px);
    margin: auto;
    padding: 0;
    border: 0;
    border-radius: var(--corner-20);
    background: var(--surface-raised);
    color: var(--ink);
    box-shadow: var(--shadow-2);
    overflow: hidden;
  }
  dialog:focus-visible {
    outline: none;
  }
  dialog[open] {
    display: flex;
    flex-direction: column;
    animation: rise var(--motion) var(--ease-out);
  }
  dialog::backdrop {
    background: var(--dialog-scrim, var(--scrim));
    animation: appear var(--motion) var(--ease-out);
  }
  header {
    display: flex;
    align-items: center;
    gap: var(--space-8);
    flex: none;
    min-height: 60px;
    padding: var(--space-8) var(--space-8) var(--space-8) var(--space-24);
  }
  header h2 {
    flex: 1;
    min-width: 0;
  }
  .top {
    flex: none;
  }
  .content {
    flex: 1 1 auto;
    min-height: 0;
    padding: var(--space-4) var(--space-24) var(--space-24);
    overflow-y: auto;
    overscroll-behavior: contain;
  }
  .actions {
    flex: none;
  }
  .actions ::slotted(*) {
    display: flex;
    gap: var(--space-12);
    justify-content: flex-end;
    padding: var(--space-12) var(--space-24) max(var(--space-16), env(safe-area-inset-bottom));
    border-top: 1px solid var(--line);
  }
  :host([placement="side"]) dialog {
    inset: 0 0 0 auto;
    height: 100dvh;
    max-height: none;
    margin: 0;
    width: min(440px, 100vw);
    border-radius: var(--corner-20) 0 0 var(--corner-20);
    animation-name: slide;
  }
  @media (max-width: 639px) {
    dialog,
    :host([placement="side"]) dialog {
      inset: auto 0 0 0;
      width: 100vw;
      height: var(--sheet-height, auto);
      max-height: 92dvh;
      margin: 0;
      border-radius: var(--corner-20) var(--corner-20) 0 0;
      padding-bottom: env(safe-area-inset-bottom);
    }
    dialog[open] {
      animation-name: sheet;
      animation-duration: var(--motion-slow);
    }
    header {
      padding-left: var(--space-16);
    }
    .content {
      padding-inline: var(--space-16);
    }
    .actions ::slotted(*) {
      padding-inline: var(--space-16);
    }
  }
  :host([placement="sheet"]) dialog {
    inset: auto 0 0 0;
    margin: 0 auto;
    border-radius: var(--corner-20) var(--corner-20) 0 0;
  }
  :host([placement="sheet"]) dialog[open] {
    animation-name: sheet;
    animation-duration: var(--motion-slow);
  }
  @keyframes rise {
    from {
      opacity: 0;
      transform: translateY(12px) scale(0.98);
    }
  }
  @keyframes sheet {
    from {
      transform: translateY(100%);
    }
  }
  @keyframes slide {
    from {
      transform: translateX(100%);
    }
  }
  @keyframes appear {
    from {
      opacity: 0;
    }
  }
`;
