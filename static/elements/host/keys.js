/** The console's keys: 1-9 pin, U unpins, M mutes. Pure. */

/**
 * @param {KeyboardEvent} event
 * @param {{number: number, variant_id: string}[]} lines
 * @returns {{do: "pin", variantId: string} | {do: "unpin"} | {do: "mute"} | null} null: not for us
 */
export function keyAction(event, lines) {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return null;
  const target = event.composedPath()[0];
  // Whoever writes in a field means letters.
  if (target instanceof HTMLElement && target.closest("input, textarea, select, dialog")) return null;
  const key = event.key.toLowerCase();
  if (key === "u") return { do: "unpin" };
  if (key === "m") return { do: "mute" };
  const line = /^[1-9]$/.test(key) ? lines.find((each) => each.number === Number(key)) : undefined;
  return line ? { do: "pin", variantId: line.variant_id } : null;
}
