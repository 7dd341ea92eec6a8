/** How the stage looks, apart from what it does. */

import { css } from "lit";

export const stageStyles = css`
  :host {
    position: relative;
    display: block;
    overflow: hidden;
    background:
      radial-gradient(120% 70% at 50% 0%, #3a2c17 0%, transparent 70%),
      linear-gradient(180deg, #1d1813, #0e0d0c);
    isolation: isolate;
  }
  .glow,
  .poster,
  .still,
  video {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
  }
  .glow {
    z-index: -1;
    filter: blur(36px) saturate(1.3) brightness(0.55);
    transform: scale(1.25);
  }
  video,
  .still,
  .poster {
    object-fit: contain;
    object-position: center;
  }
  .poster {
    object-fit: cover;
  }
  video {
    opacity: 0;
    transition: opacity var(--motion-slow) var(--ease-out);
  }
  :host([shown]) video {
    opacity: 1;
  }
  :host([state="interrupted"]) video,
  :host([state="interrupted"]) .still {
    filter: brightness(0.45) saturate(0.7);
  }

  /* Upright on a phone: a tall picture fills the screen, a flat one would lose most of itself that way, so it lies
     whole above the chat, in its own light. */
  @media (max-width: 899px) and (orientation: portrait) {
    video,
    .still {
      object-fit: var(--tall-fit, cover);
    }
    :host([shape="flat"]) video,
    :host([shape="flat"]) .still {
      object-fit: contain;
      object-position: 50% var(--flat-top, 22%);
    }
  }

  .words {
    position: absolute;
    inset: var(--words-inset, 0);
    display: grid;
    place-items: center;
    padding: var(--space-24);
    pointer-events: none;
  }
  .card {
    display: grid;
    justify-items: center;
    gap: var(--space-4);
    max-width: 340px;
    padding: var(--space-16) var(--space-24);
    border-radius: var(--corner-20);
    background: var(--stage-glass-strong);
    text-align: center;
  }
  .card p {
    color: var(--ink-soft);
    font-size: var(--type-14);
  }
  .pulse {
    width: 12px;
    height: 12px;
    margin: var(--space-8);
    border-radius: 50%;
    background: var(--buy);
    animation: pulse 1.6s var(--ease-out) infinite;
  }
  @keyframes pulse {
    from {
      box-shadow: 0 0 0 0 rgb(255 184 26 / 0.5);
    }
    to {
      box-shadow: 0 0 0 14px rgb(255 184 26 / 0);
    }
  }
  .connecting {
    display: grid;
    justify-items: center;
    gap: var(--space-12);
    padding: var(--space-12) var(--space-16);
    border-radius: var(--corner-12);
    background: var(--stage-glass-strong);
    font-size: var(--type-14);
    font-weight: 600;
  }
  .bar {
    width: 120px;
    height: 3px;
    border-radius: 2px;
    background: linear-gradient(90deg, transparent, var(--buy), transparent) rgb(255 255 255 / 0.15);
    background-size: 50% 100%;
    background-repeat: no-repeat;
    animation: sweep 1.2s ease-in-out infinite;
  }
  @keyframes sweep {
    from {
      background-position: -100% 0;
    }
    to {
      background-position: 200% 0;
    }
  }
  .sound {
    position: absolute;
    top: var(--sound-top, 50%);
    left: 50%;
    border-color: transparent;
    border-radius: var(--corner-round);
    white-space: nowrap;
    background: #fff;
    color: #1c1916;
    box-shadow: var(--shadow-2);
    transform: translate(-50%, -50%);
  }
  .sound:active {
    transform: translate(-50%, -50%) scale(0.98);
  }
  @media (prefers-reduced-motion: reduce) {
    .pulse,
    .bar {
      animation: none;
    }
  }
`;
