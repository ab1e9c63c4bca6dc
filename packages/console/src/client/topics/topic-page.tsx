/** One topic: its messages, as they are kept and as they come; its partitions and settings; a message by hand. */
import type { ComponentChildren } from 'preact';
import { nameInAddress } from '../../api/names.js';
import type { TopicDetail } from '../../api/topics.js';
import { useAddress } from '../browser/router.js';
import type { PageProps } from '../page.js';
import { counted } from '../parts/format.js';
import { NotThere } from '../parts/not-there.js';
import { PartView } from '../parts/part-view.js';
import { usePolled } from '../parts/polled.js';
import { ProblemNote } from '../parts/problem-note.js';
import { filterQuery } from './filter-fields.js';
import { LiveView } from './live-view.js';
import { MessagesView } from './messages-view.js';
import { PartitionsView } from './partitions-view.js';
import { addressFault, filterIn, VIEWS, type View } from './search.js';
import { SendView } from './send-view.js';
import { SettingsView } from './settings-view.js';

const EVERY_MS = 3_000;

export default function TopicPage({ params }: PageProps) {
  const name = params.topic ?? '';
  const path = `/topics/${nameInAddress(name)}`;
  const topic = usePolled<TopicDetail>(path, EVERY_MS);
  const { query } = useAddress();
  const view: View = VIEWS.find((it) => it.name === query.get('view'))?.name ?? 'messages';
  if (!topic.value && topic.problem?.code === 'not-found') {
    return <NotThere problem={topic.problem} list="/topics" all="The list of topics" />;
  }
  const fault = addressFault(query);
  return (
    <>
      <p class="aside">
        <a href="/topics">All topics</a>
        {topic.value && ` · ${summary(topic.value)}`}
      </p>
      <nav class="views" aria-label="Of this topic">
        {VIEWS.map((it) => (
          <a key={it.name} href={addressOf(path, it.name, query)} aria-current={it.name === view ? 'page' : undefined}>
            {it.label}
          </a>
        ))}
      </nav>
      {fault && view !== 'messages' && <ProblemNote problem={{ problem: fault, code: 'refused' }} />}
      {view === 'messages' && <MessagesView topic={name} />}
      {view === 'live' && <LiveView topic={name} />}
      {view !== 'messages' && view !== 'live' && (
        <PartView part={topic}>{(detail) => viewOf(view, detail, topic.refresh)}</PartView>
      )}
    </>
  );
}

/** The filter goes along: what is looked for among the kept messages is looked for among those that come, too. */
function addressOf(path: string, view: View, query: URLSearchParams): string {
  const next = filterQuery(filterIn(query));
  next.set('view', view);
  return `${path}?${next}`;
}

function viewOf(view: View, topic: TopicDetail, refresh: () => void): ComponentChildren {
  if (view === 'partitions') return <PartitionsView topic={topic} onChanged={refresh} />;
  return view === 'settings' ? <SettingsView topic={topic} /> : <SendView topic={topic} />;
}

function summary({ partitions }: TopicDetail): string {
  const offsets = partitions.reduce((sum, { first, next }) => sum + ((next ?? 0) - (first ?? 0)), 0);
  const count = counted(partitions.length, 'partition');
  return `${count}, ${counted(offsets, 'offset')} kept`;
}
