/** Where one goes after signing in, and the line of links under each form. */

import { css } from "lit";
import { me } from "../../core/api.js";
import { query } from "../../core/page.js";

/** A path of this server to go to, or null: another host in `?next=` would be a trap. */
export function nextPath() {
  const wish = query("next");
  if (!wish) return null;
  const target = new URL(wish, location.origin);
  return target.origin === location.origin && wish.startsWith("/") ? target.pathname + target.search : null;
}

/** To where one came from, else to the studio with a role in a shop, else to the front. */
export async function goOn() {
  const next = nextPath();
  if (next) return location.assign(next);
  const person = await me().catch(() => null);
  location.assign(person?.shops?.length ? "/studio" : "/");
}

export const links = css`
  .links {
    display: grid;
    gap: var(--space-4);
    justify-items: start;
    color: var(--ink-soft);
    font-size: var(--type-14);
  }
  .links a {
    display: inline-flex;
    align-items: center;
    min-height: var(--target);
    font-weight: 600;
  }
`;
