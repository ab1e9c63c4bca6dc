/** Messages as they come. */
import { useEffect, useRef, useState } from 'preact/hooks';
import { nameInAddress } from '../../api/names.js';
import { addCounts, NO_COUNTS, type TailBatch, type TailCounts, type TailState } from '../../api/topics.js';
import { navigate, useAddress } from '../browser/router.js';
import { formatCount, formatRate } from '../parts/format.js';
import { ProblemNote } from '../parts/problem-note.js';
import { StateWord, type Tone } from '../parts/state-word.js';
import { useStream } from '../parts/stream.js';
import { FilterFields, filterQuery } from './filter-fields.js';
import { type Item, idOf, MessageList } from './message-list.js';
import { filterIn } from './search.js';

const SHOWN = 100;
const RATE_MS = 1_000;

interface Live extends TailCounts {
  /** The newest first. */
  items: Item[];
}

const NOTHING: Live = { items: [], ...NO_COUNTS };

export function LiveView({ topic }: { topic: string }) {
  const { path: page, query } = useAddress();
  const applied = filterQuery(filterIn(query)).toString();
  const [filter, setFilter] = useState(() => filterIn(query));
  const [live, setLive] = useState<Live>(NOTHING);
  /** What is shown while the newest go on in the background. */
  const [frozen, setFrozen] = useState<Live>();
  const [open, setOpen] = useState<string>();
  const begin = () => {
    setLive(NOTHING);
    setFrozen(undefined);
  };
  // Also after a step back, the fields say what is shown.
  useEffect(() => {
    setFilter(filterIn(query));
    begin();
  }, [applied]);
  const path = `/topics/${nameInAddress(topic)}/tail${applied && `?${applied}`}`;
  const [told, setTold] = useState<{ path: string; kafka: TailState }>();
  const perSecond = useRate(live.came);
  const stream = useStream(path, {
    state: (kafka: TailState) => setTold({ path, kafka }),
    messages: (batch: TailBatch) => setLive((before) => withBatch(before, batch)),
  });
  const shown = frozen ?? live;
  const kafka = told?.path === path ? told.kafka : undefined;
  const isAway = kafka?.state === 'away';
  // An open connection does not read yet: what is sent before Kafka has said where the topic ends may be missed.
  const isReading = stream.live && kafka !== undefined;
  const [tone, word] = stateOf(isReading, isAway, frozen !== undefined);
  const show = (id: string | undefined) => {
    setOpen(id);
    // A list that moves on cannot be read.
    if (id !== undefined && !frozen) setFrozen(live);
  };
  return (
    <section aria-label="Live messages">
      <form
        class="filter"
        onSubmit={(event) => {
          event.preventDefault();
          const next = filterQuery(filter);
          next.set('view', 'live');
          navigate(`${page}?${next}`);
          begin();
        }}
      >
        <FilterFields values={filter} onChange={setFilter} />
        <div class="buttons">
          <button type="submit">Filter</button>
        </div>
      </form>
      <div class="live-bar">
        <span role="status">
          <StateWord tone={tone} word={word} />
        </span>
        <button
          type="button"
          aria-pressed={frozen !== undefined}
          onClick={() => {
            setFrozen(frozen ? undefined : live);
            setOpen(undefined);
          }}
        >
          {frozen ? 'Go on' : 'Pause'}
        </button>
        <span class="live-counts">
          {formatCount(live.came)} came{applied && `, ${formatCount(live.matched)} match`}, {formatRate(perSecond)} per
          second{live.leftOut > 0 && <b>, {formatCount(live.leftOut)} left out: too many to show</b>}
          {live.notSearched > 0 && (
            <b>, {formatCount(live.notSearched)} too large to be searched for JSON: use “Value contains” for them</b>
          )}
          {frozen && `, ${formatCount(live.matched - frozen.matched)} since the pause`}
        </span>
      </div>
      {stream.problem && <ProblemNote problem={stream.problem} />}
      {isAway && (
        <ProblemNote
          problem={{
            problem: kafka.sentence ?? 'Kafka does not answer.',
            remedy: 'When it is back, this goes on with the next message after the last that was read.',
            command: kafka.command,
          }}
        />
      )}
      {shown.items.length === 0 ? (
        <p class="empty">
          Nothing has come yet. The newest message will stand at the top. While this tab is hidden nothing is read; when
          you come back, it goes on from where it was.
        </p>
      ) : (
        <MessageList topic={topic} label="The newest messages" items={shown.items} open={open} onOpen={show} today />
      )}
    </section>
  );
}

function withBatch(before: Live, { messages, unreadable, ...counts }: TailBatch): Live {
  const fresh: Item[] = [...messages.map((message) => ({ message })), ...unreadable.map((it) => ({ unreadable: it }))];
  const ids = new Set(fresh.map(idOf));
  const kept = before.items.filter((item) => !ids.has(idOf(item)));
  return { items: [...fresh.reverse(), ...kept].slice(0, SHOWN), ...addCounts(before, counts) };
}

function stateOf(reading: boolean, away: boolean, paused: boolean): [Tone, string] {
  if (away) return ['bad', 'Kafka is away'];
  if (!reading) return ['busy', 'Connecting'];
  return paused ? ['off', 'Paused'] : ['good', 'Live'];
}

/** How fast a count grows. */
function useRate(count: number): number {
  const newest = useRef(count);
  newest.current = count;
  const [rate, setRate] = useState(0);
  useEffect(() => {
    let last = { count: newest.current, at: performance.now() };
    const timer = setInterval(() => {
      const now = { count: newest.current, at: performance.now() };
      setRate(Math.max(0, ((now.count - last.count) * 1_000) / (now.at - last.at)));
      last = now;
    }, RATE_MS);
    return () => clearInterval(timer);
  }, []);
  return rate;
}
