/** A search for messages as it stands in the page's address, so that reload, back and a shared link keep it. */
import type { ReadFrom } from '../../api/topics.js';
import { FILTER_NAMES, type FilterValues, filterQuery, NO_FILTER } from './filter-fields.js';

export const STARTS: readonly { value: ReadFrom; label: string }[] = [
  { value: 'newest', label: 'the newest' },
  { value: 'oldest', label: 'the oldest' },
  { value: 'offset', label: 'an offset' },
  { value: 'time', label: 'a time' },
];

/** Of a topic's page, by the word in its address. */
export const VIEWS = [
  { name: 'messages', label: 'Messages' },
  { name: 'live', label: 'Live' },
  { name: 'partitions', label: 'Partitions' },
  { name: 'settings', label: 'Settings' },
  { name: 'send', label: 'Send' },
] as const;
export type View = (typeof VIEWS)[number]['name'];

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

/** Names that an address of a topic has a meaning for. */
const NAMES: readonly string[] = [...FILTER_NAMES, 'from', 'at', 'open', 'view', 'copy'];
/** What is called otherwise here. */
const MEANT: Readonly<Record<string, string>> = {
  filter: 'json',

  offset: 'at',
  partition: 'partitions',
};

/**
 * What an address of a topic's page says that can't be meant, as a sentence: a name that is nearly one of ours, a view or a
 * message that can't be. Names of others are left alone, such as those that mail programs add to links.
 */
export function addressFault(query: URLSearchParams): string | undefined {
  for (const name of new Set(query.keys())) {
    if (NAMES.includes(name)) {
      if (query.getAll(name).length > 1) return `The address has ${name}= more than once; it counts once.`;
      continue;
    }
    const meant = [...NAMES, ...Object.keys(MEANT)].find((known) => isTypo(name, known));
    if (meant !== undefined) return `The address says ${shortened(name)}=; did you mean ${MEANT[meant] ?? meant}=?`;
  }
  const view = query.get('view');
  if (view !== null && !VIEWS.some(({ name }) => name === view)) {
    return `The address says view=${shortened(view)}; it can be ${VIEWS.map(({ name }) => name).join(', ')}.`;
  }
  const open = query.get('open');
  if (open !== null && openIn(query) === undefined) {
    return `The address says open=${shortened(open)}; a message is opened by its partition and offset, such as open=2/17.`;
  }
  return undefined;
}

/** One letter more, less, other, or two of them swapped: what a person mistypes. */
function isTypo(typed: string, known: string): boolean {
  const word = typed.toLowerCase();
  if (word === known) return true;
  if (known.length < 3 || Math.abs(word.length - known.length) > 1) return false;
  let start = 0;
  while (start < known.length && word[start] === known[start]) start += 1;
  let end = 0;
  while (end < Math.min(word.length, known.length) - start && word.at(-1 - end) === known.at(-1 - end)) end += 1;
  const [rest, wanted] = [word.slice(start, word.length - end), known.slice(start, known.length - end)];
  return (rest.length <= 1 && wanted.length <= 1) || (rest.length === 2 && rest === [...wanted].reverse().join(''));
}

/** Reads the address; where reading can't begin as it says, a fault comes with the search of the newest. */
export function searchIn(query: URLSearchParams): Search {
  const filter = filterIn(query);
  const fault = addressFault(query);
  const newest = { from: 'newest', at: 0, filter, ...(fault === undefined ? {} : { fault }) } as const;
  if (fault !== undefined) return newest;
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
