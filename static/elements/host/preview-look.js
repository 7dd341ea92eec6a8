/** How the console's preview looks: a card on a wide screen; on a phone the camera fills the page. */

import { css } from "lit";

export const previewLook = css`
  :host {
    display: grid;
    gap: var(--space-12);
  }
  .frame {
    position: relative;
    aspect-ratio: 16 / 10;
    overflow: hidden;
    border-radius: var(--corner-20);
    background: #000;
  }
  video {
    width: 100%;
    height: 100%;
    object-fit: contain;
  }
  et-empty {
    position: absolute;
    inset: 0;
    align-content: center;
    padding: var(--space-16);
    overflow: auto;
    font-size: var(--type-14);
    --buy-ground: rgb(255 255 255 / 0.1);
  }
  .tag,
  .muted {
    position: absolute;
    inset: var(--space-12) auto auto var(--space-12);
    --icon-size: 14px;
  }
  .badge.tag:not(.live) {
    background: var(--stage-glass-strong);
    color: #fff;
  }
  .muted {
    inset: var(--space-12) var(--space-12) auto auto;
  }
  et-host-level {
    position: absolute;
    inset: auto var(--space-12) var(--space-12) var(--space-12);
  }
  .more {
    display: grid;
    gap: var(--space-12);
  }
  .devices {
    display: grid;
    grid-template-columns: minmax(0, 1fr) minmax(0, 1fr) auto;
    gap: var(--space-8);
    align-items: end;
  }
  .devices select {
    min-width: 0;
    min-height: var(--target);
    font-size: var(--type-14);
    text-overflow: ellipsis;
  }
  .devices .label {
    font-size: var(--type-12);
    color: var(--ink-soft);
  }
  .mic {
    border: 1px solid var(--line-strong);
  }
  .mic[aria-pressed="true"] {
    background: var(--danger);
    border-color: transparent;
    color: #fff;
  }
  @media (max-width: 899px) {
    :host {
      position: fixed;
      inset: 0;
      display: block;
    }
    .frame {
      height: 100%;
      aspect-ratio: auto;
      border-radius: 0;
    }
    video {
      object-fit: cover;
    }
    et-empty {
      padding: 160px var(--space-24) 200px;
    }
    .tag,
    .muted {
      inset: calc(env(safe-area-inset-top) + 116px) auto auto var(--space-16);
    }
    .muted {
      inset: calc(env(safe-area-inset-top) + 148px) auto auto var(--space-16);
    }
    et-host-level {
      inset: auto 0 calc(env(safe-area-inset-bottom) + 76px) 0;
    }
    .devices {
      display: none;
    }
    .more {
      position: absolute;
      inset: calc(env(safe-area-inset-top) + 116px) var(--space-16) auto auto;
    }
  }
`;
