/** Messages that are kept: from the newest, the oldest, an offset or a time, page after page. */
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import type { Problem } from '../../api/problem.js';
import { EXPORT_LIMITS, type PageLine, type ReadFrom } from '../../api/topics.js';
import { formatBytes, formatCount } from '../parts/format.js';
import { ProblemNote } from '../parts/problem-note.js';
import { problemFrom } from '../parts/server.js';
import { FilterFields, filterQuery, NO_FILTER } from './filter-fields.js';
import { type Item, MessageList } from './message-list.js';
import { readLines } from './read-lines.js';

const PAGE = 50;
/** More rows than this in one list help nobody. */
const MOST_ITEMS = 1_000;

type End = Extract<PageLine, { type: 'end' }>;

interface Reading {
  items: Item[];
  looked: number;
  total: number;
  running: boolean;
  end?: End;
  problem?: Problem;
}

const NOTHING: Reading = { items: [], looked: 0, total: 0, running: false };

const STARTS: readonly { value: ReadFrom; label: string }[] = [
  { value: 'newest', label: 'the newest' },
  { value: 'oldest', label: 'the oldest' },
  { value: 'offset', label: 'an offset' },
  { value: 'time', label: 'a time' },
];

export function MessagesView({ topic }: { topic: string }) {
  const id = useId();
  const [from, setFrom] = useState<ReadFrom>('newest');
  const [offset, setOffset] = useState('0');
  const [time, setTime] = useState(() => localTime(Date.now() - 3_600_000));
  const [filter, setFilter] = useState(NO_FILTER);
  const [open, setOpen] = useState<string>();
  const [reading, setReading] = useState<Reading>(NOTHING);
  const running = useRef<AbortController>(undefined);
  /** What the list was asked for, so that its next page is of the same. */
  const asked = useRef(new URLSearchParams());

  const read = async (query: URLSearchParams, before: Reading) => {
    running.current?.abort();
    const over = new AbortController();
    running.current = over;
    asked.current = query;
    let now: Reading = { ...before, running: true, end: undefined, problem: undefined };
    const show = (change: Partial<Reading>) => {
      if (over.signal.aborted) return;
      now = { ...now, ...change };
      setReading(now);
    };
    show({});
    const path = `/topics/${encodeURIComponent(topic)}/messages?${query}`;
    try {
      await readLines(path, (lines) => show(withLines(now, before, lines)), over.signal);
      show({ running: false });
    } catch (error) {
      show({ running: false, problem: problemFrom(error) });
    }
  };
  const search = () => {
    setOpen(undefined);
    const at = from === 'offset' ? offset : from === 'time' ? String(new Date(time).getTime()) : '0';
    const query = filterQuery(filter);
    for (const [name, value] of Object.entries({ from, at, limit: String(PAGE) })) query.set(name, value);
    void read(query, NOTHING);
  };
  const goOn = () => {
    const cursor = reading.end?.cursor;
    if (!cursor) return;
    const query = new URLSearchParams(asked.current);
    query.set('cursor', JSON.stringify(cursor));
    const full = reading.items.length >= MOST_ITEMS;
    void read(query, full ? { ...NOTHING, looked: reading.looked } : reading);
  };
  // The newest are read once, all else on demand.
  useEffect(() => {
    search();
    return () => running.current?.abort();
  }, []);
  const exportPath = `/api/topics/${encodeURIComponent(topic)}/export?${filterQuery(filter)}`;
  return (
    <section aria-label="Messages">
      <form
        class="filter"
        onSubmit={(event) => {
          event.preventDefault();
          search();
        }}
      >
        <div class="field">
          <label for={`${id}-from`}>Read from</label>
          <select id={`${id}-from`} value={from} onChange={(e) => setFrom(e.currentTarget.value as ReadFrom)}>
            {STARTS.map(({ value, label }) => (
              <option key={value} value={value}>
                {label}
              </option>
            ))}
          </select>
        </div>
        {from === 'offset' && (
          <div class="field">
            <label for={`${id}-offset`}>Offset, in each partition</label>
            <input
              id={`${id}-offset`}
              type="number"
              min="0"
              required
              value={offset}
              onInput={(e) => setOffset(e.currentTarget.value)}
            />
          </div>
        )}
        {from === 'time' && (
          <div class="field">
            <label for={`${id}-time`}>Time, in your zone</label>
            <input
              id={`${id}-time`}
              type="datetime-local"
              step="1"
              required
              value={time}
              onInput={(e) => setTime(e.currentTarget.value)}
            />
          </div>
        )}
        <FilterFields values={filter} onChange={setFilter} />
        <div class="buttons">
          <button type="submit" class="primary">
            Read
          </button>
          {reading.running && (
            <button
              type="button"
              onClick={() => {
                running.current?.abort();
                setReading({ ...reading, running: false });
              }}
            >
              Stop
            </button>
          )}
          <a href={exportPath} download>
            Export as NDJSON
          </a>
        </div>
        <p class="aside">
          An export has at most {formatCount(EXPORT_LIMITS.messages)} messages or {formatBytes(EXPORT_LIMITS.bytes)}; if
          it ends there, its last line says so.
        </p>
      </form>
      {reading.problem && <ProblemNote problem={reading.problem} />}
      <p role="status" class="aside">
        {statusOf(reading)}
      </p>
      <MessageList topic={topic} label="Messages" items={reading.items} open={open} onOpen={setOpen} />
      {reading.end?.cursor && !reading.running && (
        <button type="button" onClick={goOn}>
          {asked.current.get('from') === 'newest' ? 'Older messages' : 'Next messages'}
        </button>
      )}
    </section>
  );
}

function withLines(now: Reading, before: Reading, lines: readonly PageLine[]): Partial<Reading> {
  const items = [...now.items];
  const change: Partial<Reading> = { items };
  for (const line of lines) {
    if (line.type === 'message') items.push({ message: line.message });
    else if (line.type === 'unreadable') items.push({ unreadable: line.range });
    else if (line.type === 'problem') change.problem = line;
    else {
      change.looked = before.looked + line.looked;
      change.total = before.looked + line.total;
      if (line.type === 'end') change.end = line;
    }
  }
  return change;
}

function statusOf({ items, looked, total, running, end, problem }: Reading): string {
  const seen = `Looked at ${formatCount(looked)} of ${formatCount(total)} messages; ${formatCount(items.length)} shown.`;
  if (running) return looked === 0 ? 'Reading …' : `Reading … ${seen}`;
  if (problem && looked === 0) return '';
  if (end?.why === 'complete' && total === 0) return 'There are no messages here.';
  const rest = end?.notSearched
    ? ` ${formatCount(end.notSearched)} were too large to be searched for JSON: use “Value contains” for them.`
    : '';
  if (end?.why === 'limit') return `${seen} The search stopped here, to be gone on with.${rest}`;
  if (end?.why === 'complete') return `${seen} That is all of them.${rest}`;
  return `${seen}${rest}`;
}

function localTime(ms: number): string {
  return new Date(ms - new Date(ms).getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}
