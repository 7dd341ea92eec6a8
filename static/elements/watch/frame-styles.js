/** Where things lie on the video, on a phone and on a wide screen. */

import { css } from "lit";

export const frameStyles = css`
  :host {
    display: block;
    position: absolute;
    inset: 0;
    overflow: hidden;
    color: var(--stage-ink);
    --edge: var(--space-12);
    --top: max(var(--space-8), env(safe-area-inset-top));
    --flat-top: 13%;
    --words-inset: 56px 0 42% 0;
    --sound-top: 32%;
    transition: bottom var(--motion-slow) var(--ease-out);
  }
  :host([wide]) {
    position: relative;
    inset: auto;
    border-radius: var(--corner-20);
    box-shadow: var(--shadow-2);
    --edge: var(--space-16);
    --top: var(--space-16);
    --words-inset: 0;
    --sound-top: 50%;
  }
  et-stage,
  .veil,
  .cover {
    position: absolute;
    inset: 0;
  }
  .veil {
    background:
      linear-gradient(180deg, rgb(14 13 12 / 0.5), transparent 140px),
      linear-gradient(0deg, rgb(14 13 12 / 0.75), transparent 45%);
    pointer-events: none;
    transition: opacity var(--motion-slow) var(--ease-out);
  }
  :host([wide]) .veil {
    background: linear-gradient(180deg, rgb(14 13 12 / 0.35), transparent 110px);
  }
  :host([cleared]) .veil {
    opacity: 0.4;
  }
  et-stage {
    touch-action: pan-y pinch-zoom;
  }
  et-reactions {
    position: absolute;
    right: 0;
    bottom: 72px;
    width: 140px;
    height: 46%;
  }
  .cover {
    display: grid;
    padding-top: 56px;
    overflow-y: auto;
  }
  .cover.before {
    background: linear-gradient(180deg, rgb(14 13 12 / 0.3), rgb(14 13 12 / 0.55) 35%, rgb(14 13 12 / 0.92) 85%);
  }
  .cover.ended {
    background: rgb(14 13 12 / 0.8);
    backdrop-filter: blur(20px);
    -webkit-backdrop-filter: blur(20px);
  }
  :host(:not([wide])) .cover.before {
    padding-bottom: 72px;
  }
  et-top-bar {
    position: absolute;
    inset: var(--top) var(--edge) auto;
  }
  et-controls {
    position: absolute;
    right: var(--edge);
    opacity: 0;
    pointer-events: none;
    transition: opacity var(--motion) var(--ease-out);
  }
  et-controls.shown,
  et-controls:focus-within,
  :host([wide]:hover) et-controls {
    opacity: 1;
    pointer-events: auto;
  }
  :host(:not([wide])) et-controls {
    top: calc(var(--top) + 56px);
  }
  :host([wide]) et-controls {
    bottom: var(--edge);
  }
  @media (hover: none) {
    :host([wide]:hover) et-controls:not(.shown):not(:focus-within) {
      opacity: 0;
      pointer-events: none;
    }
  }
  et-pinned-card {
    position: absolute;
    left: var(--edge);
    bottom: var(--edge);
    width: min(400px, calc(100% - 2 * var(--edge)));
  }
  .banner {
    position: absolute;
    top: calc(var(--top) + 52px);
    left: 50%;
    display: flex;
    align-items: center;
    gap: var(--space-8);
    width: max-content;
    max-width: calc(100% - 2 * var(--space-12));
    min-height: 36px;
    padding: var(--space-4) var(--space-16);
    border-radius: var(--corner-round);
    background: #5c3d00;
    color: #ffe2a6;
    font-size: var(--type-14);
    font-weight: 600;
    transform: translateX(-50%);
    animation: appear var(--motion) var(--ease-out);
    --icon-size: 18px;
  }
  @keyframes appear {
    from {
      opacity: 0;
    }
  }

  /* With the checkout open on a phone the video plays small above it; wider screens have it at the side. */
  @media (max-width: 639px) {
    :host([buying]) {
      bottom: calc(74dvh - var(--corner-20)); /* the sheet's height, less its round corners */
      --tall-fit: contain;
      --flat-top: 50%;
      --words-inset: 0;
    }
    :host([buying]) :is(.veil, et-top-bar, et-controls, et-reactions) {
      visibility: hidden;
    }
  }
  @media (prefers-reduced-motion: reduce) {
    :host {
      transition: none;
    }
  }
`;
