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
  /** What the address says that can't be meant, as a sentence: then nothing is read. */
  fault?: string;
}

export function filterIn(query: URLSearchParams): FilterValues {
  const given = FILTER_NAMES.map((name) => [name, query.get(name) ?? '']);
  return { ...NO_FILTER, ...Object.fromEntries(given) };
}

/** Reads the address; where reading can't begin as it says, a fault comes with the search of the newest. */
export function searchIn(query: URLSearchParams): Search {
  const filter = filterIn(query);
  const newest = { from: 'newest', at: 0, filter } as const;
  const given = query.get('from');
  if (given === null) return newest;
  const from = STARTS.find(({ value }) => value === given)?.value;
  if (!from) {
    const known = STARTS.map(({ value }) => value).join(', ');
    return { ...newest, fault: `The address says from=${shortened(given)}; it can be ${known}.` };
  }
  if (from !== 'offset' && from !== 'time') return { from, at: 0, filter };
  const at = query.get('at') ?? '';
  if (AT.test(at)) return { from, at: Number(at), filter };
  const expected = from === 'offset' ? 'an offset' : 'a time in milliseconds since 1970';
  return {
    ...newest,
    fault: `The address says at=${shortened(at)}; a whole number of at most 15 digits is expected, ${expected}.`,
  };
}

/** As the server takes it. */
const AT = /^\d{1,15}$/;
const shortened = (text: string) => (text.length > 40 ? `${text.slice(0, 40)}…` : text);

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
