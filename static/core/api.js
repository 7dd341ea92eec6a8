/**
 * The HTTP API: one way to call it, one class for what it refuses. Cookies carry who is calling; pages hold no token.
 */

/**
 * @typedef {object} ApiOptions
 * @property {Record<string, string>} [headers]
 * @property {string} [idempotencyKey] sent as `Idempotency-Key`
 * @property {AbortSignal} [signal]
 * @property {boolean} [keepalive] for a request that must outlive the page
 */

/** What the server refused, or that it could not be reached (`status` 0, `code` "offline"). */
export class ApiError extends Error {
  /**
   * @param {number} status
   * @param {string} code stable, to match on
   * @param {string} message in English, for people
   * @param {Record<string, any>} [details] for 422, field path -> what is wrong with it
   * @param {number | null} [retryAfterS]
   */
  constructor(status, code, message, details = {}, retryAfterS = null) {
    super(message);
    this.name = "ApiError";
    this.status = status;
    this.code = code;
    this.details = details;
    this.retryAfterS = retryAfterS;
  }
}

/**
 * One call.
 *
 * @param {string} method
 * @param {string} path beginning with `/api/`
 * @param {any} [body] JSON, or a FormData for uploads
 * @param {ApiOptions} [options]
 * @returns {Promise<any>} the parsed JSON, text for another content type, null for an empty answer
 * @throws {ApiError}
 */
export async function api(method, path, body, options = {}) {
  /** @type {Record<string, string>} */
  const headers = { Accept: "application/json", ...options.headers };
  if (options.idempotencyKey) headers["Idempotency-Key"] = options.idempotencyKey;
  /** @type {BodyInit | undefined} */
  let content;
  if (body instanceof FormData) content = body;
  else if (body !== undefined && body !== null) {
    content = JSON.stringify(body);
    headers["Content-Type"] = "application/json";
  }
  /** @type {Response} */
  let response;
  try {
    response = await fetch(path, {
      method,
      headers,
      body: content,
      signal: options.signal,
      keepalive: options.keepalive,
      credentials: "same-origin",
    });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new ApiError(0, "offline", "The server cannot be reached.");
  }
  setClock(response.headers.get("Date"));
  const answer = await read(response);
  if (response.ok) return answer;
  const error = answer?.error ?? {};
  const retryAfter = Number(response.headers.get("Retry-After"));
  throw new ApiError(
    response.status,
    error.code ?? "internal",
    error.message ?? response.statusText,
    error.details ?? {},
    Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : null,
  );
}

let aheadMs = 0;

/**
 * Now by the server's clock, to the second: a phone whose clock is wrong must not see its hold as lapsed.
 *
 * @returns {number} milliseconds since 1970
 */
export function serverNow() {
  return Date.now() + aheadMs;
}

/** @param {string | null} date the `Date` header */
function setClock(date) {
  const ahead = date ? Date.parse(date) + 500 - Date.now() : Number.NaN;
  // The header counts whole seconds: less than that is no difference.
  if (Number.isFinite(ahead)) aheadMs = Math.abs(ahead) > 2000 ? ahead : 0;
}

/** @param {Response} response */
async function read(response) {
  const text = await response.text().catch(() => "");
  if (!text) return null;
  if (!response.headers.get("Content-Type")?.includes("json")) return text;
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

/** @type {Promise<any> | null} */
let person = null;

/**
 * Who this browser is: the account signed in, else a guest that is made once. Asked once a page.
 *
 * @returns {Promise<any>} what `GET /api/me` answers
 * @throws {ApiError}
 */
export function ensurePerson() {
  person ??= whoAmI().catch((error) => {
    person = null; // The next caller may be luckier.
    throw error;
  });
  return person;
}

/** Forgets who this browser is, so that the next `ensurePerson` asks again (after signing in or out). */
export function forgetPerson() {
  person = null;
}

async function whoAmI() {
  const known = await me();
  if (known) return known;
  await api("POST", "/api/guests", {});
  return await me();
}

/**
 * The person signed in or the guest, or null for nobody. Never makes a guest.
 *
 * @returns {Promise<any>}
 */
export async function me() {
  try {
    const answer = await api("GET", "/api/me");
    return answer && (answer.person_id || answer.account_id || answer.guest_id) ? answer : null;
  } catch (error) {
    if (error instanceof ApiError && error.status === 401) return null;
    throw error;
  }
}
