/** Handing a link on: the phone's own sheet where there is one, else the clipboard. */

/**
 * @param {string} title
 * @param {string} url
 * @returns {Promise<"shared" | "copied" | "cancelled" | "failed">}
 */
export async function share(title, url) {
  const data = { title, url };
  if (navigator.share && navigator.canShare?.(data) && matchMedia("(pointer: coarse)").matches) {
    try {
      await navigator.share(data);
      return "shared";
    } catch (error) {
      if (error instanceof DOMException && error.name === "AbortError") return "cancelled";
    }
  }
  return (await copy(url)) ? "copied" : "failed";
}

/**
 * @param {string} text
 * @returns {Promise<boolean>}
 */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyByHand(text); // Plain http has no clipboard interface.
  }
}

/** @param {string} text */
function copyByHand(text) {
  const field = document.createElement("textarea");
  field.value = text;
  field.style.position = "fixed";
  field.style.opacity = "0";
  document.body.append(field);
  field.select();
  const done = document.execCommand("copy");
  field.remove();
  return done;
}

/**
 * Saves a calendar entry that reminds ten minutes before (RFC 5545).
 *
 * @param {{uid: string, title: string, startsAt: string, url: string}} event
 */
export function saveReminder({ uid, title, startsAt, url }) {
  const stamp = (/** @type {Date} */ when) => when.toISOString().replace(/[-:]|\.\d{3}/g, "");
  const start = new Date(startsAt);
  const plain = (/** @type {string} */ text) => text.replace(/[\\;,]/g, "\\$&").replace(/\s+/g, " ");
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Etalase//EN",
    "BEGIN:VEVENT",
    `UID:${uid}@etalase`,
    `DTSTAMP:${stamp(new Date())}`,
    `DTSTART:${stamp(start)}`,
    `DTEND:${stamp(new Date(start.getTime() + 3_600_000))}`,
    `SUMMARY:${plain(title)}`,
    `DESCRIPTION:${plain(url)}`,
    `URL:${url}`,
    "BEGIN:VALARM",
    "ACTION:DISPLAY",
    `DESCRIPTION:${plain(title)}`,
    "TRIGGER:-PT10M",
    "END:VALARM",
    "END:VEVENT",
    "END:VCALENDAR",
    "",
  ];
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([lines.join("\r\n")], { type: "text/calendar" }));
  link.download = "etalase.ics";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
}
