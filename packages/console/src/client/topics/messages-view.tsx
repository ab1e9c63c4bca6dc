/** Messages that are kept: from the newest, the oldest, an offset or a time, page after page. */
import { useEffect, useId, useRef, useState } from 'preact/hooks';
import { nameInAddress } from '../../api/names.js';
import type { Problem } from '../../api/problem.js';
import { EXPORT_LIMITS, type PageLine, type ReadFrom } from '../../api/topics.js';
import { navigate, useAddress } from '../browser/router.js';
import { counted, formatBytes, formatCount, formatZone } from '../parts/format.js';
import { ProblemNote } from '../parts/problem-note.js';
import { problemFrom } from '../parts/server.js';
import { FilterFields, filterQuery } from './filter-fields.js';
import { MessageDetail } from './message-detail.js';
import { type Item, idOf, MessageList } from './message-list.js';
import { readLines } from './read-lines.js';
import { openIn, STARTS, searchIn, searchQuery } from './search.js';

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

export function MessagesView({ topic }: { topic: string }) {
  const id = useId();
  const { path: page, query } = useAddress();
  const search = searchIn(query);
  const searchText = searchQuery(search).toString();
  const open = openIn(query);
  const [from, setFrom] = useState(search.from);
  const [offset, setOffset] = useState('0');
  const [time, setTime] = useState('');
  const [filter, setFilter] = useState(search.filter);
  /** Counts readings of the same search. */
  const [turn, setTurn] = useState(0);
  const [reading, setReading] = useState<Reading>(NOTHING);
  const running = useRef<AbortController>(undefined);
  /** What the list was asked for, so that its next page is of the same. */
  const asked = useRef(new URLSearchParams());

  const show = (message: string | undefined) => {
    const next = new URLSearchParams(searchText);
    if (message !== undefined) next.set('open', message);
    navigate(addressOf(page, next), { replace: true });
  };
  const read = async (request: URLSearchParams, before: Reading) => {
    running.current?.abort();
    const over = new AbortController();
    running.current = over;
    asked.current = request;
    let now: Reading = { ...before, running: true, end: undefined, problem: undefined };
    const tell = (change: Partial<Reading>) => {
      if (over.signal.aborted) return;
      now = { ...now, ...change };
      setReading(now);
    };
    tell({});
    const path = `/topics/${nameInAddress(topic)}/messages?${request}`;
    try {
      await readLines(path, (lines) => tell(withLines(now, before, lines)), over.signal);
      tell({ running: false });
    } catch (error) {
      tell({ running: false, problem: problemFrom(error) });
    }
  };
  const submit = () => {
    const at = from === 'offset' ? Number(offset) : from === 'time' ? new Date(time).getTime() : 0;
    const next = searchQuery({ from, at, filter });
    if (search.fault !== undefined || next.toString() !== searchText) navigate(addressOf(page, next));
    else {
      show(undefined);
      setTurn(turn + 1);
    }
  };
  const goOn = () => {
    const cursor = reading.end?.cursor;
    if (!cursor) return;
    const next = new URLSearchParams(asked.current);
    next.set('cursor', JSON.stringify(cursor));
    const full = reading.items.length >= MOST_ITEMS;
    void read(next, full ? { ...NOTHING, looked: reading.looked } : reading);
  };
  // Read once for each search, all else on demand; after a step back, the fields say what is read.
  useEffect(() => {
    setFrom(search.from);
    setFilter(search.filter);
    setOffset(String(search.from === 'offset' ? search.at : 0));
    setTime(localTime(search.from === 'time' ? search.at : Date.now() - 3_600_000));
    if (search.fault !== undefined) {
      const remedy = 'Correct it, or fill in the fields below and press Read.';
      setReading({ ...NOTHING, problem: { problem: search.fault, remedy, code: 'refused' } });
      return;
    }
    const first = new URLSearchParams(searchText);
    first.set('limit', String(PAGE));
    void read(first, NOTHING);
    return () => running.current?.abort();
  }, [topic, searchText, search.fault, turn]);
  const exportPath = `/api/topics/${nameInAddress(topic)}/export?${filterQuery(filter)}`;
  return (
    <section aria-label="Messages">
      <form
        class="filter"
        onSubmit={(event) => {
          event.preventDefault();
          submit();
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
            <label for={`${id}-time`}>Time ({formatZone(new Date(time).getTime() || Date.now())})</label>
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
      {open !== undefined && !reading.items.some((item) => idOf(item) === open) && (
        <OpenMessage topic={topic} id={open} onClose={() => show(undefined)} />
      )}
      <MessageList topic={topic} label="Messages" items={reading.items} open={open} onOpen={show} />
      {reading.end?.cursor && !reading.running && (
        <button type="button" onClick={goOn}>
          {search.from === 'newest' ? 'Older messages' : 'Next messages'}
        </button>
      )}
    </section>
  );
}

/** The one that the address names, where it is not among those that are listed. */
function OpenMessage({ topic, id, onClose }: { topic: string; id: string; onClose: () => void }) {
  const [partition, offset] = id.split('/').map(Number);
  return (
    <section class="opened" aria-label="The message that was opened">
      <button type="button" onClick={onClose}>
        Close this message
      </button>
      <MessageDetail topic={topic} partition={partition ?? 0} offset={offset ?? 0} />
    </section>
  );
}

function addressOf(page: string, query: URLSearchParams): string {
  const text = query.toString();
  return text === '' ? page : `${page}?${text}`;
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
  const seen = `Looked at ${counted(looked, 'message')} in ${counted(total, 'offset')}; ${formatCount(items.length)} shown.`;
  if (running) return looked === 0 ? 'Reading …' : `Reading … ${seen}`;
  if (problem && looked === 0) return '';
  if (end?.why === 'complete' && total === 0) return 'There are no messages here.';
  const rest = end?.notSearched
    ? ` ${formatCount(end.notSearched)} ${end.notSearched === 1 ? 'was' : 'were'} too large to be searched for JSON: use “Value contains” there.`
    : '';
  if (end?.why === 'limit') return `${seen} The search stopped here, to be gone on with.${rest}`;
  if (end?.why === 'complete') return `${seen} That is all of them.${rest}`;
  return `${seen}${rest}`;
}

function localTime(ms: number): string {
  return new Date(ms - new Date(ms).getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}
