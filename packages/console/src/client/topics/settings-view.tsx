/** A topic's settings: those of its own first, each with what it does. */
import { useState } from 'preact/hooks';
import { nameInAddress } from '../../api/names.js';
import type { TopicDetail, TopicSetting } from '../../api/topics.js';
import { navigate } from '../browser/router.js';
import { ConfirmByName } from '../parts/confirm-by-name.js';
import { change } from '../parts/server.js';
import { Table } from '../parts/table.js';

export function SettingsView({ topic }: { topic: TopicDetail }) {
  const [all, setAll] = useState(false);
  const [deleting, setDeleting] = useState(false);
  const { name, kind, settings } = topic;
  const shown = settings.filter((it) => all || it.own || it.explanation);
  return (
    <div>
      <Table
        caption="Settings"
        rows={shown}
        rowKey={(it) => it.name}
        empty="Kafka told no settings."
        columns={[
          { heading: 'Setting', names: true, cell: (it) => <Name setting={it} /> },
          { heading: 'Value', cell: (it) => <Value setting={it} /> },
        ]}
      />
      <p class="aside">
        <button type="button" class="quiet" onClick={() => setAll(!all)}>
          {all ? 'Show fewer' : `Show all ${settings.length}`}
        </button>{' '}
        <a href="https://kafka.apache.org/documentation/#topicconfigs" target="_blank" rel="noreferrer">
          Kafka’s documentation of topic settings
        </a>
      </p>
      {kind === 'internal' ? (
        <p class="aside">This topic is Kafka’s own; it is not deleted here.</p>
      ) : (
        <p>
          <button type="button" class="danger" onClick={() => setDeleting(true)}>
            Delete this topic
          </button>
        </p>
      )}
      {deleting && (
        <ConfirmByName
          title="Delete the topic"
          name={name}
          action="Delete it with all its messages"
          onConfirm={async () => {
            await change('DELETE', `/topics/${nameInAddress(name)}`, { name });
            navigate('/topics');
          }}
          onClose={() => setDeleting(false)}
        >
          <p>
            All messages of the topic are gone for good. Consumers and Flink jobs that read it will fail or wait. The
            offsets that groups committed for it are lost, too.
          </p>
        </ConfirmByName>
      )}
    </div>
  );
}

function Name({ setting: { name, explanation } }: { setting: TopicSetting }) {
  return (
    <>
      <code>{name}</code>
      {explanation && <p class="aside">{explanation}</p>}
    </>
  );
}

function Value({ setting: { value, words, own } }: { setting: TopicSetting }) {
  return (
    <>
      <code>{value === '' ? '(empty)' : value}</code>
      {words && <span class="none"> {words}</span>}
      <p class="aside">{own ? <b>set for this topic</b> : 'the broker’s'}</p>
    </>
  );
}
