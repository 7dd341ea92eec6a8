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

/** An address on this server to go to, or null: another host in `?next=` would be a trap. */
export function nextPath() {
  const wish = query("next");
  if (!wish?.startsWith("/")) return null;
  try {
    const target = new URL(wish, location.origin);
    // The whole address, not its path alone: a path such as `//other.example` would be read as a host.
    return target.origin === location.origin ? target.href : null;
  } catch {
    return null;
  }
}
