/** The watch page: everything over the video on a phone, side by side on a wide screen. */

import { css } from "lit";

export const pageStyles = css`
  :host {
    display: block;
    height: 100vh;
    height: 100dvh;
    overflow: hidden;
    background: var(--stage);
  }
  main {
    position: relative;
    height: 100%;
  }
  main.wide {
    display: grid;
    grid-template: "frame side" minmax(0, 1fr) "info side" auto / minmax(0, 1fr) clamp(340px, 28vw, 420px);
    gap: var(--space-12) var(--space-16);
    padding: var(--space-16);
    background: var(--ground);
  }
  .wide et-watch-frame {
    grid-area: frame;
  }
  .wide et-watch-side {
    grid-area: side;
  }
  .wide et-show-info {
    grid-area: info;
  }
  @media (max-width: 639px) {
    .buying et-watch-foot {
      visibility: hidden;
    }
  }
`;
