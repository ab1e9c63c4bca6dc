/** Times in the reader's own zone, as the workbook writes them everywhere: also in a browser. */

const two = (value: number, digits = 2) => String(value).padStart(digits, '0');

/** What the reader's clock differs from UTC at that time (ms since 1970): `UTC`, `UTC+1`, `UTC-3:30`. */
export function formatZone(ms: number): string {
  const minutes = -new Date(ms).getTimezoneOffset();
  if (!minutes) return 'UTC';
  const rest = Math.abs(minutes) % 60;
  return `UTC${minutes < 0 ? '-' : '+'}${Math.floor(Math.abs(minutes) / 60)}${rest === 0 ? '' : `:${two(rest)}`}`;
}

/** A day: `2026-11-22`. */
export function formatDay(at: Date): string {
  return `${two(at.getFullYear(), 4)}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
}

/** A time of day: `14:03:07`. */
export function formatTimeOfDay(at: Date): string {
  return `${two(at.getHours())}:${two(at.getMinutes())}:${two(at.getSeconds())}`;
}

/** A day and time, with the zone: `2026-11-22 14:03:07 UTC+1`. */
export function formatLocalTime(at: Date): string {
  return `${formatDay(at)} ${formatTimeOfDay(at)} ${formatZone(at.getTime())}`;
}
