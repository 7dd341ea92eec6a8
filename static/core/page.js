/** What the server told this page about itself, in `<script type="application/json" id="page">`. */

/** @typedef {{page: string, slug?: string, id?: string, [more: string]: any}} PageData */

/** @returns {PageData} */
export function pageData() {
  try {
    return JSON.parse(document.getElementById("page")?.textContent || "{}");
  } catch {
    return { page: "" };
  }
}

/**
 * A value of the address's query, or null.
 *
 * @param {string} name
 */
export function query(name) {
  return new URL(location.href).searchParams.get(name);
}
