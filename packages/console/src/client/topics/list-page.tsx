/** All topics: what they hold, and how long. */
import { useState } from 'preact/hooks';
import { nameInAddress } from '../../api/names.js';
import type { TopicKind, TopicList, TopicSummary } from '../../api/topics.js';
import { navigate, useAddress } from '../browser/router.js';
import { formatBytes, formatCount } from '../parts/format.js';
import { PartView } from '../parts/part-view.js';
import { usePolled } from '../parts/polled.js';
import { Table } from '../parts/table.js';
import { Term } from '../parts/term.js';
import { CreateTopic } from './create-topic.js';

const EVERY_MS = 4_000;

export default function TopicsPage() {
  const list = usePolled<TopicList>('/topics', EVERY_MS);
  const [creating, setCreating] = useState(false);
  const search = useAddress().query.get('search') ?? '';
  const setSearch = (text: string) =>
    navigate(text === '' ? '/topics' : `/topics?${new URLSearchParams({ search: text })}`, { replace: true });
  return (
    <>
      <p class="explain">
        A topic is a log that producers append to and consumers read from. It is cut into{' '}
        <Term word="partitions">
          A partition is one ordered log. Messages with the same key go to the same partition, so they stay in order.
        </Term>
        ; in each, every message has its{' '}
        <Term word="offset">
          The place of a message in its partition: 0, 1, 2, … It never changes. The end of a transaction takes a place,
          too, and compaction leaves gaps: there are at most as many messages as offsets.
        </Term>
        . Reading takes nothing away: messages go when their{' '}
        <Term word="retention">How long, or up to what size, a topic keeps its messages.</Term> is over.
      </p>
      <div class="toolbar">
        <label>
          Name contains <input type="search" value={search} onInput={(event) => setSearch(event.currentTarget.value)} />
        </label>
        <button type="button" class="primary" onClick={() => setCreating(true)}>
          Create a topic
        </button>
      </div>
      {creating && <CreateTopic onDone={list.refresh} onClose={() => setCreating(false)} />}
      <PartView part={list}>
        {({ topics, noSizes }) => {
          const found = topics.filter(({ name }) => name.includes(search.trim()));
          return (
            <>
              {noSizes && <p class="aside">{noSizes}</p>}
              <TopicTable topics={ofKind(found, 'own')} caption="Topics" search={search} />
              <Folded topics={ofKind(found, 'check')} title="Topics of checks">
                A check of a lesson makes topics of its own, and removes them at its end.
              </Folded>
              <Folded topics={ofKind(found, 'internal')} title="Kafka’s own topics">
                Here Kafka keeps what it must not forget, such as the offsets that consumer groups have committed.
              </Folded>
            </>
          );
        }}
      </PartView>
    </>
  );
}

const ofKind = (topics: readonly TopicSummary[], kind: TopicKind) => topics.filter((topic) => topic.kind === kind);

function Folded({ topics, title, children }: { topics: TopicSummary[]; title: string; children: string }) {
  const [open, setOpen] = useState(false);
  if (topics.length === 0) return null;
  return (
    <details class="folded" open={open} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        {title} ({topics.length})
      </summary>
      <p class="explain">{children}</p>
      {open && <TopicTable topics={topics} caption={title} search="" />}
    </details>
  );
}

function TopicTable({ topics, caption, search }: { topics: TopicSummary[]; caption: string; search: string }) {
  return (
    <Table
      caption={caption}
      rows={topics}
      rowKey={({ name }) => name}
      empty={
        search ? 'No topic’s name contains that.' : 'There are no topics yet. npm start creates those of the pipelines.'
      }
      columns={[
        {
          heading: 'Topic',
          names: true,
          cell: ({ name, withoutLeader }) => (
            <>
              <a href={`/topics/${nameInAddress(name)}`}>{name}</a>
              {withoutLeader > 0 && <span class="bad-word"> {withoutLeader} partitions not served</span>}
            </>
          ),
        },
        { heading: 'Partitions', numeric: true, cell: ({ partitions }) => partitions },
        {
          heading: 'Offsets kept',
          numeric: true,
          cell: ({ offsets }) => (offsets === undefined ? 'unknown' : formatCount(offsets)),
        },
        { heading: 'Size', numeric: true, cell: ({ bytes }) => (bytes === undefined ? '–' : formatBytes(bytes)) },
        { heading: 'Kept', cell: ({ retention }) => retention },
        {
          heading: 'Settings',
          cell: ({ ownSettings }) => (ownSettings === 0 ? 'the broker’s' : `${ownSettings} of its own`),
        },
      ]}
    />
  );
}
