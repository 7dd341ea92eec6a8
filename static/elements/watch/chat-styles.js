/** How the chat looks: a panel beside the video, or lines that lie on it. */

import { css } from "lit";
import { stageTokens } from "../../style/shared.js";

export const chatStyles = css`
  :host {
    position: relative;
    display: flex;
    flex-direction: column;
    min-height: 0;
    --c0: #8a4b00;
    --c1: #a32b57;
    --c2: #1f6b3f;
    --c3: #1d5f8f;
    --c4: #6a44a6;
    --c5: #8c3a1d;
  }
  @media (prefers-color-scheme: dark) {
    :host {
      --c0: #ffc679;
      --c1: #ff9fbe;
      --c2: #8fdcae;
      --c3: #9fd0f5;
      --c4: #cdb4fb;
      --c5: #ffb49b;
    }
  }
  :host([overlay]) {
    ${stageTokens}
    --c0: #ffc679;
    --c1: #ff9fbe;
    --c2: #8fdcae;
    --c3: #9fd0f5;
    --c4: #cdb4fb;
    --c5: #ffb49b;
  }
  .list {
    flex: 1;
    min-height: 0;
    padding: var(--space-8) var(--space-16);
    overflow-y: auto;
    overscroll-behavior: contain;
    scrollbar-width: thin;
    scrollbar-color: var(--line) transparent;
  }
  .lines {
    display: flex;
    flex-direction: column;
    justify-content: flex-end;
    gap: var(--space-8);
    min-height: 100%;
  }
  .line {
    font-size: var(--type-14);
    line-height: 1.4;
    overflow-wrap: anywhere;
    animation: said var(--motion) var(--ease-out);
  }
  .line b {
    margin-right: 4px;
    font-weight: 700;
  }
  .c0 {
    color: var(--c0);
  }
  .c1 {
    color: var(--c1);
  }
  .c2 {
    color: var(--c2);
  }
  .c3 {
    color: var(--c3);
  }
  .c4 {
    color: var(--c4);
  }
  .c5 {
    color: var(--c5);
  }
  .role {
    display: inline-block;
    margin-right: 4px;
    padding: 0 6px;
    border-radius: 6px;
    background: var(--buy);
    color: var(--buy-ink);
    font-size: 11px;
    font-weight: 700;
    line-height: 17px;
    vertical-align: 1px;
  }
  .bought {
    display: flex;
    align-items: center;
    gap: 6px;
    align-self: flex-start;
    max-width: 100%;
    padding: 4px 12px 4px 8px;
    border-radius: var(--corner-12);
    background: var(--buy-ground);
    color: var(--buy-text);
    font-weight: 600;
    --icon-size: 16px;
  }
  .empty {
    margin: auto;
    padding: var(--space-24);
    color: var(--ink-soft);
    font-size: var(--type-14);
    text-align: center;
  }
  .newer {
    position: absolute;
    bottom: var(--space-8);
    left: 50%;
    border-color: transparent;
    border-radius: var(--corner-round);
    background: var(--ink);
    color: var(--surface);
    box-shadow: var(--shadow-2);
    transform: translateX(-50%);
    --icon-size: 18px;
  }
  @media (hover: hover) {
    .newer.button:hover {
      background: var(--ink);
    }
  }
  :host([overlay]) .list {
    padding: var(--space-32) var(--space-4) var(--space-4) 0;
    scrollbar-width: none;
    -webkit-mask-image: linear-gradient(180deg, transparent, #000 56px);
    mask-image: linear-gradient(180deg, transparent, #000 56px);
  }
  :host([overlay]) .lines {
    align-items: flex-start;
    gap: 6px;
  }
  :host([overlay]) .line {
    max-width: 100%;
    padding: 4px 10px;
    border-radius: 14px;
    background: rgb(14 13 12 / 0.46);
    text-shadow: 0 1px 2px rgb(0 0 0 / 0.5);
  }
  :host([overlay]) .bought {
    background: rgb(70 48 4 / 0.86);
    color: #ffd27a;
  }
  :host([overlay]) .newer {
    background: #fff;
    color: #1c1916;
  }
  @keyframes said {
    from {
      opacity: 0;
      transform: translateY(8px);
    }
  }
  @media (prefers-reduced-motion: reduce) {
    .line {
      animation: none;
    }
  }
`;
