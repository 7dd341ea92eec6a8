/**
 * Languages: Indonesian and English, chosen by the browser first and by the switch after that (kept in a cookie).
 *
 * A text is a string with `{name}` places, or `{one, other}` chosen by the parameter `n`. Elements that show texts add
 * `new LocaleController(this)` and are drawn again when the language changes.
 */

/** @typedef {string | {one: string, other: string}} Text */
/** @typedef {import("lit").ReactiveControllerHost} Host */

const COOKIE = "etalase_language"; // The server reads it too, for the shell's language.
export const LOCALES = /** @type {const} */ (["id", "en"]);

/** Language -> key -> text. @type {Record<string, Record<string, Text>>} */
export const texts = { id: {}, en: {} };

/** Fires "change" when the language does. */
export const language = new EventTarget();

// The server has chosen: by the cookie, else by the browser's wishes.
let current = document.documentElement.lang === "en" ? "en" : "id";

/**
 * Adds texts.
 *
 * @param {{id: Record<string, Text>, en: Record<string, Text>}} more
 */
export function register(more) {
  Object.assign(texts.id ?? {}, more.id);
  Object.assign(texts.en ?? {}, more.en);
}

/** The language in use: "id" or "en". */
export function locale() {
  return current;
}

/** The tag for `Intl`: "id-ID", or the browser's own kind of English. */
export function intlLocale() {
  if (current === "id") return "id-ID";
  return (navigator.languages ?? []).find((wish) => wish.toLowerCase().startsWith("en")) ?? "en";
}

/** @param {string} code "id" or "en" */
export function setLocale(code) {
  if (code === current || !texts[code]) return;
  current = code;
  document.documentElement.lang = code;
  const secure = location.protocol === "https:" ? "; Secure" : "";
  document.cookie = `${COOKIE}=${code}; Path=/; Max-Age=31536000; SameSite=Lax${secure}`;
  language.dispatchEvent(new Event("change"));
}

/**
 * The text of a key, with its places filled. A missing key shows itself, so that it is found.
 *
 * @param {string} key
 * @param {Record<string, string | number>} [params] `n` chooses between one and other
 * @returns {string}
 */
export function t(key, params = {}) {
  const text = texts[current]?.[key] ?? texts.en?.[key];
  if (text === undefined) return key;
  const form = typeof text === "string" ? text : plural(text, Number(params.n ?? 0));
  return form.replace(/\{(\w+)\}/g, (whole, name) => String(params[name] ?? whole));
}

/** @param {string} key */
export function has(key) {
  return texts[current]?.[key] !== undefined || texts.en?.[key] !== undefined;
}

/**
 * @param {{one: string, other: string}} forms
 * @param {number} n
 */
function plural(forms, n) {
  return new Intl.PluralRules(current).select(n) === "one" ? forms.one : forms.other;
}

/** Draws its element again when the language changes. */
export class LocaleController {
  /** @param {Host} host */
  constructor(host) {
    this.host = host;
    this.changed = () => host.requestUpdate();
    host.addController(this);
  }

  hostConnected() {
    language.addEventListener("change", this.changed);
  }

  hostDisconnected() {
    language.removeEventListener("change", this.changed);
  }
}
