/** Numbers and times as one reads them on a page: by the browser, where a terminal groups digits by spaces. */

import { readMessageTime } from '@workbook/kafka/message-time';
import { formatDay, formatLocalTime, formatTimeOfDay, formatZone } from '@workbook/terminal/local-time';

export { formatTimeOfDay as formatTick, formatZone };

const whole = new Intl.NumberFormat('en', { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

/** `12,345`. */
export function formatCount(value: number): string {
  return whole.format(value);
}

/** A number of things in words: `1 message`, `12,345 messages`. */
export function counted(value: number, one: string, many = `${one}s`): string {
  return `${formatCount(value)} ${value === 1 ? one : many}`;
}

/** A rate per second: `0`, `0.3`, `1,240`. */
export function formatRate(perSecond: number): string {
  return perSecond > 0 && perSecond < 0.05 ? '< 0.1' : (perSecond < 10 ? short : whole).format(perSecond);
}

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** `512 B`, `1.5 MiB`. */
export function formatBytes(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  return `${(unit === 0 || value >= 100 ? whole : short).format(value)} ${UNITS[unit]}`;
}

/** A duration in ms: `350 ms`, `4.2 s`, `3 min 5 s`, `2 h 4 min`, `3 days`. */
export function formatDuration(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)} ms`;
  const seconds = ms / 1000;
  if (seconds < 10) return `${short.format(seconds)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} min ${Math.round(seconds) % 60} s`;
  const hours = Math.floor(minutes / 60);
  if (hours < 48) return `${hours} h ${minutes % 60} min`;
  return `${Math.floor(hours / 24)} days`;
}

/** How long ago, in words: `just now`, `12 s ago`, `3 min ago`, `2 h ago`, `5 days ago`. */
export function formatAgo(iso: string, now: number = Date.now()): string {
  const seconds = Math.max(0, (now - Date.parse(iso)) / 1000);
  if (seconds < 5) return 'just now';
  if (seconds < 60) return `${Math.floor(seconds)} s ago`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ago`;
  if (seconds < 48 * 3600) return `${Math.floor(seconds / 3600)} h ago`;
  return `${Math.floor(seconds / 86_400)} days ago`;
}

/** A time of day in the reader's own zone: `14:03:07 UTC+1`. */
export function formatClock(ms: number): string {
  return orOdd(ms, (date) => `${formatTimeOfDay(date)} ${formatZone(ms)}`);
}

/** The same with milliseconds: `14:03:07.125 UTC+1`. */
export function formatPreciseClock(ms: number): string {
  return orOdd(
    ms,
    (date) => `${formatTimeOfDay(date)}.${String(date.getMilliseconds()).padStart(3, '0')} ${formatZone(ms)}`,
  );
}

/** A day and time in the reader's own zone: `2026-11-22 14:03:07 UTC+1`. */
export function formatDateTime(ms: number): string {
  return orOdd(ms, formatLocalTime);
}

const DAY_MS = 86_400_000;

/** How the ticks of an axis are written: `14:03:07`, `11-22 14:03` over more than a day, `2026-11-22` over a week and more. */
export function tickFormat(fromMs: number, toMs: number): (date: Date) => string {
  const days = (toMs - fromMs) / DAY_MS;
  if (days <= 1) return formatTimeOfDay;
  if (days >= 7) return formatDay;
  return (date) => `${formatDay(date).slice(-5)} ${formatTimeOfDay(date).slice(0, 5)}`;
}

/** Times of messages are what their producers take for milliseconds; one that is none is said to be so. */
function orOdd(ms: number, format: (date: Date) => string): string {
  const time = readMessageTime(ms);
  if (time.kind !== 'odd') return format(new Date(ms));
  return `out of range (${time.why}${time.meant === undefined ? '' : `: ${formatDateTime(time.meant)}`})`;
}

/** A message's timestamp; -1 is none. */
export function formatMessageTime(timestamp: number): string {
  return readMessageTime(timestamp).kind === 'none' ? 'no time' : formatDateTime(timestamp);
}

/** The same for a column: an odd time in few words, such as `looks like nanoseconds`. */
export function formatTimeBriefly(timestamp: number, format: (ms: number) => string): string {
  const time = readMessageTime(timestamp);
  if (time.kind === 'none') return 'no time';
  return time.kind === 'odd' ? time.why : format(timestamp);
}
