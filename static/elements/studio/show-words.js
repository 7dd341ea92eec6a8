/** How a show's state is said, and how a list of shows is sorted. Pure. */

import { t } from "../../core/i18n.js";

/** @type {Record<string, string>} */
const TONES = { scheduled: "info", live: "live", interrupted: "warn", ended: "", published: "good" };

/** @param {string} state @returns {{tone: string, text: string}} a badge's class and word */
export function stateBadge(state) {
  return { tone: TONES[state] ?? "", text: t(`shows.state.${state}`) };
}

/** @param {{state: string}} show */
export const isOnAir = (show) => show.state === "live" || show.state === "interrupted";

/**
 * On air, then coming (the nearest first, unscheduled last), then past (the latest first).
 *
 * @param {any[]} shows
 */
export function grouped(shows) {
  const far = "9999";
  const by = (/** @type {string} */ field, /** @type {string} */ none) => (/** @type {any} */ one, /** @type {any} */ other) =>
    (one[field] ?? none).localeCompare(other[field] ?? none);
  return {
    now: shows.filter(isOnAir).sort(by("started_at", far)),
    coming: shows.filter((show) => show.state === "scheduled").sort(by("starts_at", far)),
    past: shows.filter((show) => ["ended", "published"].includes(show.state)).sort(by("ended_at", "")).reverse(),
  };
}

/**
 * The value of a `datetime-local` field for a time, in this device's zone.
 *
 * @param {string | null} rfc3339
 */
export function toLocalInput(rfc3339) {
  if (!rfc3339) return "";
  const moment = new Date(rfc3339);
  return new Date(moment.getTime() - moment.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

/** @param {string} local @returns {string | null} RFC 3339 UTC */
export function fromLocalInput(local) {
  const moment = local ? new Date(local) : null;
  return moment && !Number.isNaN(moment.getTime()) ? moment.toISOString() : null;
}
