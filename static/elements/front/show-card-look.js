/** How a show on air looks on the front. */

import { css } from "lit";

export const showCardLook = css`
  :host {
    display: block;
  }
  a {
    display: block;
    overflow: hidden;
    border: 1px solid var(--line);
    border-radius: var(--corner-20);
    background: var(--surface);
    color: inherit;
    text-decoration: none;
    box-shadow: var(--shadow-1);
    transition:
      transform var(--motion) var(--ease-out),
      box-shadow var(--motion) var(--ease-out);
  }
  .picture {
    position: relative;
    display: block;
    aspect-ratio: 16 / 10;
    overflow: hidden;
    background: var(--stage);
  }
  .picture img {
    position: absolute;
    inset: 0;
    width: 100%;
    height: 100%;
    object-fit: cover;
  }
  .picture > et-picture {
    position: absolute;
    inset: 50% auto auto 0;
    width: 100%;
    transform: translateY(-50%);
    --picture-corner: 0;
  }
  .picture::after {
    content: "";
    position: absolute;
    inset: 0;
    background: linear-gradient(180deg, rgb(0 0 0 / 0.35), transparent 30%, transparent 45%, rgb(0 0 0 / 0.78));
  }
  .top,
  .name,
  .play {
    position: absolute;
    z-index: 1;
    color: #fff;
  }
  .top {
    inset: var(--space-12) var(--space-12) auto;
    display: flex;
    flex-wrap: wrap;
    gap: var(--space-8);
  }
  .glass {
    background: rgb(18 16 14 / 0.62);
    color: #fff;
    --icon-size: 14px;
  }
  .name {
    inset: auto 84px var(--space-16) var(--space-16);
  }
  .name strong {
    display: -webkit-box;
    -webkit-box-orient: vertical;
    -webkit-line-clamp: 2;
    overflow: hidden;
    font-size: var(--type-20);
    line-height: 1.2;
    letter-spacing: -0.01em;
  }
  .name small {
    font-size: var(--type-14);
    font-weight: 600;
  }
  .play {
    inset: auto var(--space-16) var(--space-16) auto;
    display: grid;
    place-items: center;
    width: 52px;
    height: 52px;
    border-radius: 50%;
    background: var(--live);
  }
  .goods {
    display: grid;
    grid-template-columns: repeat(3, minmax(0, 1fr));
    gap: var(--space-8);
    padding: var(--space-12);
  }
  .goods:empty {
    display: none;
  }
  .product {
    display: flex;
    gap: var(--space-8);
    align-items: center;
    min-width: 0;
    font-size: var(--type-12);
  }
  .product et-picture {
    flex: none;
    width: 44px;
  }
  .product .text {
    display: grid;
    min-width: 0;
  }
  :host([large]) .product:nth-child(4) {
    display: none;
  }
  @media (min-width: 900px) {
    :host([large]) a {
      display: grid;
      grid-template-columns: 1.7fr 1fr;
    }
    :host([large]) .name strong {
      font-size: var(--type-28);
    }
    :host([large]) .goods {
      grid-template-columns: minmax(0, 1fr);
      align-content: center;
      gap: var(--space-16);
      padding: var(--space-24);
    }
    :host([large]) .product {
      gap: var(--space-16);
      font-size: var(--type-16);
    }
    :host([large]) .product:nth-child(4) {
      display: flex;
    }
    :host([large]) .product et-picture {
      width: 64px;
    }
  }
  @media (hover: hover) {
    a:hover {
      transform: translateY(-2px);
      box-shadow: var(--shadow-2);
    }
  }
  @media (prefers-reduced-motion: reduce) {
    a:hover {
      transform: none;
    }
  }
  @media (max-width: 479px) {
    .product {
      display: grid;
      gap: var(--space-4);
    }
    .product et-picture {
      width: 100%;
    }
  }
`;
