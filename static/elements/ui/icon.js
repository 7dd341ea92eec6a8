/** `<et-icon name="bag">`: the icons, drawn on 24 x 24 with the text's colour. Decoration: name the control itself. */

import { LitElement, css, svg, html } from "lit";

/** @type {Record<string, import("lit").TemplateResult<2>>} */
const PATHS = {
  alert: svg`<path d="M12 4 2.800 20h18.400z"/><path d="M12 10v4.500"/><path d="M12 17.200v.1"/>`,
  arrow_left: svg`<path d="M19 12H5"/><path d="m11 6-6 6 6 6"/>`,
  arrow_right: svg`<path d="M5 12h14"/><path d="m13 6 6 6-6 6"/>`,
  bag: svg`<path d="M5 8h14l1 12.500H4z"/><path d="M8.500 10.500V7a3.500 3.500 0 0 1 7 0v3.500"/>`,
  bell: svg`<path d="M6 16.500V11a6 6 0 0 1 12 0v5.500l1.500 2h-15z"/><path d="M10 21h4"/>`,
  calendar: svg`<rect x="4" y="5.500" width="16" height="15" rx="2.500"/><path d="M4 10.500h16M8.500 3v4M15.500 3v4"/>`,
  camera: svg`<rect x="3" y="6.500" width="12.500" height="11" rx="2.500"/><path d="m15.500 11 5.500-3v8l-5.500-3"/>`,
  camera_off: svg`<path d="M15.500 11 21 8v8l-5.500-3M8 6.500h5a2.500 2.500 0 0 1 2.500 2.500v5M14 17.500H5.500A2.500 2.500 0 0 1 3 15V9c0-.9.500-1.700 1.200-2.100M3 3l18 18"/>`,
  card: svg`<rect x="3" y="5.500" width="18" height="13" rx="2.500"/><path d="M3 10h18M7 15h3"/>`,
  cash: svg`<rect x="2.500" y="6.500" width="19" height="11" rx="2"/><circle cx="12" cy="12" r="2.600"/><path d="M6 12h.1M18 12h.1"/>`,
  chart: svg`<path d="M4 20V4M4 20h16"/><path d="M8.500 16v-4M13 16V8M17.500 16v-6"/>`,
  chat: svg`<path d="M4 5h16v11.500H11L6.500 20v-3.500H4z"/>`,
  chat_off: svg`<path d="M8.500 5H20v11.500M16 16.500h-5L6.500 20v-3.500H4V5M3 3l18 18"/>`,
  check: svg`<path d="m5 12.500 4.500 4.500L19 7.500"/>`,
  check_circle: svg`<circle cx="12" cy="12" r="9"/><path d="m8 12.300 2.800 2.800L16 9.500"/>`,
  chevron_down: svg`<path d="m6 9.500 6 6 6-6"/>`,
  chevron_right: svg`<path d="m9.500 6 6 6-6 6"/>`,
  clock: svg`<circle cx="12" cy="12" r="9"/><path d="M12 7v5.200l3.300 2"/>`,
  close: svg`<path d="m6 6 12 12M18 6 6 18"/>`,
  copy: svg`<rect x="8.500" y="8.500" width="11.500" height="12" rx="2"/><path d="M15.500 8.500V5.500a2 2 0 0 0-2-2H6a2 2 0 0 0-2 2v8a2 2 0 0 0 2 2h2.500"/>`,
  download: svg`<path d="M12 4v11.500M7 11l5 5 5-5M4.500 20h15"/>`,
  edit: svg`<path d="m4 20 1-4.500L16 4.500l3.500 3.500L8.500 19z"/><path d="m13.500 7 3.500 3.500"/>`,
  external: svg`<path d="M18.500 13.500V19a1.500 1.500 0 0 1-1.500 1.500H5A1.500 1.500 0 0 1 3.500 19V7A1.500 1.500 0 0 1 5 5.500h5.500M14.500 3.500h6v6M20 4l-9.500 9.500"/>`,
  eye: svg`<path d="M2.500 12S6 5.500 12 5.500 21.500 12 21.500 12 18 18.500 12 18.500 2.500 12 2.500 12z"/><circle cx="12" cy="12" r="3"/>`,
  fullscreen: svg`<path d="M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5"/>`,
  fullscreen_exit: svg`<path d="M9 4v5H4M15 4v5h5M9 20v-5H4M15 20v-5h5"/>`,
  globe: svg`<circle cx="12" cy="12" r="9"/><path d="M3 12h18M12 3c3 3 3.500 6 3.500 9s-.5 6-3.500 9c-3-3-3.500-6-3.500-9S9 6 12 3z"/>`,
  heart: svg`<path d="M12 20S3.500 15 3.500 9.200A4.700 4.700 0 0 1 12 6.600a4.700 4.700 0 0 1 8.500 2.600C20.500 15 12 20 12 20z"/>`,
  heart_full: svg`<path fill="currentColor" d="M12 20S3.500 15 3.500 9.200A4.700 4.700 0 0 1 12 6.600a4.700 4.700 0 0 1 8.500 2.600C20.500 15 12 20 12 20z"/>`,
  home: svg`<path d="m4 11 8-7 8 7v9h-5.500v-5.500h-5V20H4z"/>`,
  image: svg`<rect x="3.500" y="4.500" width="17" height="15" rx="2.500"/><circle cx="9" cy="10" r="1.700"/><path d="m4 17.500 5-4.500 3.500 3 3.500-3.500 4 4"/>`,
  info: svg`<circle cx="12" cy="12" r="9"/><path d="M12 11v5.500M12 7.600v.1"/>`,
  key: svg`<circle cx="8" cy="15.500" r="4"/><path d="m11 12.500 8.500-8.500M15.500 8l2.500 2.500"/>`,
  link: svg`<path d="M10 14a4 4 0 0 0 5.700 0l3.100-3.100a4 4 0 0 0-5.700-5.700L12 6.300"/><path d="M14 10a4 4 0 0 0-5.700 0l-3.100 3.100a4 4 0 0 0 5.700 5.700l1.100-1.100"/>`,
  list: svg`<path d="M8.500 6.500H20M8.500 12H20M8.500 17.500H20M4.500 6.500h.1M4.500 12h.1M4.500 17.500h.1"/>`,
  lock: svg`<rect x="5" y="10.500" width="14" height="10" rx="2.500"/><path d="M8.500 10.500V7.500a3.500 3.500 0 0 1 7 0v3"/>`,
  mail: svg`<rect x="3" y="5.500" width="18" height="13" rx="2.500"/><path d="m4 7.500 8 6 8-6"/>`,
  menu: svg`<path d="M4 7h16M4 12h16M4 17h16"/>`,
  mic: svg`<rect x="9" y="3" width="6" height="11" rx="3"/><path d="M5.500 11.500a6.500 6.500 0 0 0 13 0M12 18v3"/>`,
  mic_off: svg`<path d="M9 5.500A3 3 0 0 1 15 6v5M9 9v2a3 3 0 0 0 4.500 2.600M5.500 11.500A6.500 6.500 0 0 0 16 16.600M18.500 11.500a6 6 0 0 1-.4 2.200M12 18v3M3 3l18 18"/>`,
  minus: svg`<path d="M5.500 12h13"/>`,
  more: svg`<path d="M5 12h.1M12 12h.1M19 12h.1" stroke-width="3"/>`,
  phone: svg`<path d="M6 3.500h3l1.500 4.500-2 1.500a12 12 0 0 0 6 6l1.500-2 4.500 1.500v3a2 2 0 0 1-2.200 2A17 17 0 0 1 4 5.700 2 2 0 0 1 6 3.500z"/>`,
  pin: svg`<path d="M9 4h6l-.7 6 3.200 3.500h-11L9.700 10z"/><path d="M12 13.500V20.500"/>`,
  pip: svg`<rect x="3" y="5" width="18" height="14" rx="2.500"/><rect x="12" y="11.500" width="6" height="4.500" rx="1" fill="currentColor"/>`,
  play: svg`<path fill="currentColor" d="M8 5.500v13l10.500-6.500z"/>`,
  plus: svg`<path d="M12 5.500v13M5.500 12h13"/>`,
  print: svg`<path d="M7 9V4h10v5M7 17H4.500V9h15v8H17"/><path d="M7 14h10v6H7z"/>`,
  products: svg`<path d="m12 3.500 8 4v9l-8 4-8-4v-9z"/><path d="m4.500 7.800 7.500 3.700 7.500-3.700M12 11.500v9"/>`,
  refresh: svg`<path d="M19.500 12a7.500 7.500 0 1 1-2.200-5.300L20 9.500M20 4.500v5h-5"/>`,
  search: svg`<circle cx="10.500" cy="10.500" r="6"/><path d="m15 15 5.500 5.500"/>`,
  send: svg`<path d="M4 12 20 4.500 14.500 20l-3-6.500z"/><path d="M11.500 13.500 20 4.500"/>`,
  settings: svg`<path d="M4 7.500h9M17.500 7.500H20M4 16.500h2.500M11 16.500h9"/><circle cx="15" cy="7.500" r="2.500"/><circle cx="8.800" cy="16.500" r="2.500"/>`,
  share: svg`<path d="M12 15.500V4M7.500 8 12 3.500 16.500 8M6.500 12H5v8.500h14V12h-1.500"/>`,
  shop: svg`<path d="M4.500 10v10.500h15V10M3 8.500 5 4h14l2 4.500a2.800 2.800 0 0 1-4.500 2 2.900 2.900 0 0 1-4.500 0 2.900 2.900 0 0 1-4.500 0 2.800 2.800 0 0 1-4.500-2z"/>`,
  sound: svg`<path d="M4 9.500v5h3.500l5 4v-13l-5 4z"/><path d="M16 9a4.500 4.500 0 0 1 0 6M18.500 6.500a8 8 0 0 1 0 11"/>`,
  sound_off: svg`<path d="M4 9.500v5h3.500l5 4v-13l-5 4z"/><path d="m16.500 9.500 5 5M21.500 9.500l-5 5"/>`,
  trash: svg`<path d="M5 7h14M9.500 7V4.500h5V7M6.500 7l1 13.500h9l1-13.500M10.500 11v5.500M13.500 11v5.500"/>`,
  truck: svg`<path d="M2.500 6.500h11v10h-11zM13.500 10h4l3.500 3.500v3h-7.500"/><circle cx="7" cy="17.500" r="2"/><circle cx="17" cy="17.500" r="2"/>`,
  upload: svg`<path d="M12 16V4.500M7 9l5-5 5 5M4.500 20h15"/>`,
  user: svg`<circle cx="12" cy="8" r="4"/><path d="M4.500 20.500a7.500 7.500 0 0 1 15 0"/>`,
  users: svg`<circle cx="9" cy="8.500" r="3.500"/><path d="M2.500 19.500a6.500 6.500 0 0 1 13 0M15.500 5.300a3.500 3.500 0 0 1 0 6.400M18 14.500a6.500 6.500 0 0 1 3.500 5"/>`,
  wifi_off: svg`<path d="M3 3l18 18M8.500 16a5 5 0 0 1 7 0M5.300 12.700a9.500 9.500 0 0 1 4.700-2.600M14.500 10.300a9.500 9.500 0 0 1 4.200 2.400M2.500 9.300A14 14 0 0 1 6.500 6.600M10.500 5.600a14 14 0 0 1 11 3.700M12 19.500v.1"/>`,
};

export class EtIcon extends LitElement {
  static properties = { name: {} };

  static styles = css`
    :host {
      display: inline-flex;
      flex: none;
      width: var(--icon-size, 24px);
      height: var(--icon-size, 24px);
    }
    svg {
      width: 100%;
      height: 100%;
      fill: none;
      stroke: currentColor;
      stroke-width: 1.8;
      stroke-linecap: round;
      stroke-linejoin: round;
    }
  `;

  constructor() {
    super();
    this.name = "";
  }

  render() {
    return html`<svg viewBox="0 0 24 24" aria-hidden="true">${PATHS[this.name]}</svg>`;
  }
}

customElements.define("et-icon", EtIcon);
