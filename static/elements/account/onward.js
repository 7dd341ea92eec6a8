/** Where one goes after signing in, and the line of links under each form. */

import { css } from "lit";
import { me } from "../../core/api.js";
import { nextPath } from "../../core/page.js";

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
