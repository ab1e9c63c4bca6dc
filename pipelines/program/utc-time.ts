/**
 * Whether a text is a time in UTC as ISO 8601 writes it, on a day that there is: `Date.parse` takes `2026-02-30` for the
 * second of March.
 */
export function isUtcTime(value: unknown): value is string {
  if (typeof value !== 'string' || !/^\d{4}-\d\d-\d\dT.*Z$/.test(value)) return false;
  const ms = Date.parse(value);
  return !Number.isNaN(ms) && new Date(ms).toISOString().slice(0, 10) === value.slice(0, 10);
}
