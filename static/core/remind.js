/** A show as a calendar entry (RFC 5545) that reminds ten minutes before: works on every phone, tells nobody. */

/**
 * @param {{show_id: string, title: string, starts_at: string, watch_url: string}} show
 * @returns {string} a `data:` address to download
 */
export function calendarLink({ show_id, title, starts_at, watch_url }) {
  const stamp = (/** @type {number} */ ms) => `${new Date(ms).toISOString().replace(/[-:]|\.\d+/g, "")}`;
  const starts = Date.parse(starts_at);
  const lines = [
    "BEGIN:VCALENDAR",
    "VERSION:2.0",
    "PRODID:-//Etalase//EN",
    "BEGIN:VEVENT",
    `UID:${show_id}@etalase`,
    `DTSTAMP:${stamp(Date.now())}`,
    `DTSTART:${stamp(starts)}`,
    `DTEND:${stamp(starts + 3_600_000)}`,
    `SUMMARY:${escaped(title)}`,
    `URL:${watch_url}`,
    `DESCRIPTION:${escaped(watch_url)}`,
    "BEGIN:VALARM",
    "ACTION:DISPLAY",
    `DESCRIPTION:${escaped(title)}`,
    "TRIGGER:-PT10M",
    "END:VALARM",
    "END:VEVENT",
    "END:VCALENDAR",
  ];
  return `data:text/calendar;charset=utf-8,${encodeURIComponent(lines.join("\r\n"))}`;
}

/** @param {string} text (RFC 5545 section 3.3.11) */
function escaped(text) {
  return text.replace(/[\\;,]/g, (sign) => `\\${sign}`).replace(/\n/g, "\\n");
}
