/** A search for messages as it stands in the page's address, so that reload, back and a shared link keep it. */
import type { ReadFrom } from '../../api/topics.js';
import { FILTER_NAMES, type FilterValues, filterQuery, NO_FILTER } from './filter-fields.js';

export const STARTS: readonly { value: ReadFrom; label: string }[] = [
  { value: 'newest', label: 'the newest' },
  { value: 'oldest', label: 'the oldest' },
  { value: 'offset', label: 'an offset' },
  { value: 'time', label: 'a time' },
];

export interface Search {
  from: ReadFrom;
  /** The offset, or the time in ms since 1970; 0 where reading begins at an end. */
  at: number;
  filter: FilterValues;
}

export function filterIn(query: URLSearchParams): FilterValues {
  const given = FILTER_NAMES.map((name) => [name, query.get(name) ?? '']);
  return { ...NO_FILTER, ...Object.fromEntries(given) };
}

/** What is not understood in an address counts as not written. */
export function searchIn(query: URLSearchParams): Search {
  const from = STARTS.find(({ value }) => value === query.get('from'))?.value ?? 'newest';
  const at = Number(query.get('at'));
  return { from, at: Number.isSafeInteger(at) && at >= 0 ? at : 0, filter: filterIn(query) };
}

/** The part of an address for a search: empty for the newest of all. */
export function searchQuery({ from, at, filter }: Search): URLSearchParams {
  const query = filterQuery(filter);
  if (from !== 'newest') query.set('from', from);
  if (from === 'offset' || from === 'time') query.set('at', String(at));
  return query;
}

/** The message that is folded out, as `partition/offset`. */
export function openIn(query: URLSearchParams): string | undefined {
  const open = query.get('open') ?? '';
  return /^\d{1,9}\/\d{1,15}$/.test(open) ? open : undefined;
}
