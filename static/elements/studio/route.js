/** Addresses within the studio: moving without loading the page anew, and asking before unsaved input is lost. */

import { t } from "../../core/i18n.js";
import { confirm } from "../form/confirm.js";

/** Fires "change" when the path did. */
export const route = new EventTarget();

/** @type {(() => boolean) | null} true while there is something to lose */
let unsaved = null;
let here = location.pathname + location.search;

/**
 * A form says how to ask whether it has unsaved input; `null` when it leaves.
 *
 * @param {(() => boolean) | null} isDirty
 */
export function guard(isDirty) {
  unsaved = isDirty;
}

async function mayLeave() {
  if (!unsaved?.()) return true;
  return confirm({
    title: t("studio.leave_title"),
    text: t("studio.leave_text"),
    yes: t("studio.leave_yes"),
  });
}

/**
 * Goes to a path of the studio.
 *
 * @param {string} path
 * @param {{replace?: boolean, asked?: boolean}} [options] `asked`: whoever calls has already saved or asked
 */
export async function go(path, options = {}) {
  if (!options.asked && !(await mayLeave())) return;
  unsaved = null;
  if (options.replace) history.replaceState(null, "", path);
  else history.pushState(null, "", path);
  changed();
}

function changed() {
  here = location.pathname + location.search;
  scrollTo(0, 0);
  route.dispatchEvent(new Event("change"));
}

/** The studio's links anywhere on the page, through shadow roots. @param {MouseEvent} event */
function clicked(event) {
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey) return;
  const link = event.composedPath().find((node) => node instanceof HTMLAnchorElement);
  if (!(link instanceof HTMLAnchorElement) || link.target || link.hasAttribute("download")) return;
  if (link.origin !== location.origin || !/^\/studio(\/|$)/.test(link.pathname)) return;
  event.preventDefault();
  void go(link.pathname + link.search);
}

async function moved() {
  if (unsaved?.()) {
    const wanted = location.pathname + location.search;
    history.pushState(null, "", here); // Stay where we are until the answer.
    if (!(await mayLeave())) return;
    unsaved = null;
    history.replaceState(null, "", wanted);
  }
  changed();
}

/** Once a page: listens to links, to the browser's back, and to the page being closed. */
export function startRouting() {
  document.addEventListener("click", clicked);
  window.addEventListener("popstate", () => void moved());
  window.addEventListener("beforeunload", (event) => {
    if (unsaved?.()) event.preventDefault();
  });
}
