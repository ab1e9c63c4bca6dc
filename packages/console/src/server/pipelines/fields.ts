/** Messages of the pipelines' topics as objects, whose fields may be anything: a topic accepts any bytes. */

/** A message larger than this is none of the pipelines' results. */
const MAX_BYTES = 64 * 1024;
const MAX_TEXT = 200;

export type Fields = Readonly<Record<string, unknown>>;

export function fieldsOf(value: Buffer | null): Fields | undefined {
  if (!value || value.length > MAX_BYTES) return undefined;
  try {
    const parsed: unknown = JSON.parse(value.toString('utf8'));
    return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed) ? (parsed as Fields) : undefined;
  } catch {
    return undefined;
  }
}

export function textOf(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  return value.length > MAX_TEXT ? `${value.slice(0, MAX_TEXT)}…` : value;
}

export function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** A time in ISO 8601, in ms since 1970. */
export function timeOf(value: unknown): number | undefined {
  const ms = typeof value === 'string' ? Date.parse(value) : Number.NaN;
  return Number.isNaN(ms) ? undefined : ms;
}
