/** Refusals in the viewer's language: the text of the code if we have one, else what the server said. */

import { ApiError } from "./api.js";
import { has, t } from "./i18n.js";

/**
 * One sentence for a toast or a note.
 *
 * @param {unknown} error
 * @returns {string}
 */
export function explain(error) {
  if (!(error instanceof ApiError)) return t("error.unknown");
  if (error.code === "invalid") return Object.values(error.details).map(String)[0] ?? error.message;
  if (has(`error.${error.code}`)) {
    return t(`error.${error.code}`, { ...numbers(error.details), seconds: error.retryAfterS ?? 1 });
  }
  return error.message || t("error.unknown");
}

/**
 * What is wrong with each field: field path -> sentence, empty if the refusal is about something else.
 *
 * @param {unknown} error
 * @returns {Record<string, string>}
 */
export function fieldErrors(error) {
  if (!(error instanceof ApiError) || error.code !== "invalid") return {};
  return Object.fromEntries(
    Object.entries(error.details).map(([path, reason]) => {
      const key = `invalid.${path.split(".").at(-1)}`;
      return [path, has(key) ? t(key) : String(reason)];
    }),
  );
}

/** @param {Record<string, any>} details */
function numbers(details) {
  return Object.fromEntries(Object.entries(details).filter(([, value]) => typeof value !== "object"));
}
