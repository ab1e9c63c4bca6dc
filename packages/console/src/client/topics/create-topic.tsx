/** The dialogue that makes a topic. */
import { useId, useState } from 'preact/hooks';
import { nameInAddress } from '../../api/names.js';
import type { NewTopic } from '../../api/topics.js';
import { navigate } from '../browser/router.js';
import { FormDialog } from '../parts/form-dialog.js';
import { change } from '../parts/server.js';

const RETENTIONS = [
  { label: 'as the broker has it', value: '' },
  { label: '1 hour', value: '3600000' },
  { label: '1 day', value: '86400000' },
  { label: '7 days', value: '604800000' },
  { label: 'for ever', value: '-1' },
];

export function CreateTopic({ onDone, onClose }: { onDone: () => void; onClose: () => void }) {
  const id = useId();
  const [name, setName] = useState('');
  const [partitions, setPartitions] = useState('1');
  const [retention, setRetention] = useState('');
  const [compacted, setCompacted] = useState(false);
  const [others, setOthers] = useState('');
  const create = async () => {
    const settings: Record<string, string> = parseSettings(others);
    if (retention) settings['retention.ms'] = retention;
    if (compacted) settings['cleanup.policy'] = 'compact';
    const topic: NewTopic = { name: name.trim(), partitions: Number(partitions), settings };
    await change('POST', '/topics', topic);
    onDone();
    navigate(`/topics/${nameInAddress(topic.name)}`);
  };
  return (
    <FormDialog title="Create a topic" action="Create it" onSubmit={create} onClose={onClose}>
      <label for={`${id}-name`}>Name</label>
      <input
        id={`${id}-name`}
        value={name}
        required
        maxLength={249}
        autocomplete="off"
        spellcheck={false}
        aria-describedby={`${id}-rule`}
        onInput={(event) => setName(event.currentTarget.value)}
      />
      <p class="aside" id={`${id}-rule`}>
        Letters a to z, digits, “.”, “_” and “-”.
      </p>
      <label for={`${id}-partitions`}>Partitions</label>
      <input
        id={`${id}-partitions`}
        type="number"
        min="1"
        max="200"
        required
        value={partitions}
        aria-describedby={`${id}-parallel`}
        onInput={(event) => setPartitions(event.currentTarget.value)}
      />
      <p class="aside" id={`${id}-parallel`}>
        As many members of a consumer group can read side by side. More can be added later; keys then move.
      </p>
      <label for={`${id}-retention`}>Messages are kept</label>
      <select id={`${id}-retention`} value={retention} onChange={(event) => setRetention(event.currentTarget.value)}>
        {RETENTIONS.map(({ label, value }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </select>
      <p>
        <label>
          <input type="checkbox" checked={compacted} onChange={(event) => setCompacted(event.currentTarget.checked)} />{' '}
          Compacted: only the last message of each key is kept
        </label>
      </p>
      <label for={`${id}-others`}>Other settings, one a line</label>
      <textarea
        id={`${id}-others`}
        rows={2}
        spellcheck={false}
        placeholder="max.message.bytes=1048576"
        value={others}
        onInput={(event) => setOthers(event.currentTarget.value)}
      />
    </FormDialog>
  );
}

/** `name=value` on each line. */
export function parseSettings(text: string): Record<string, string> {
  const settings: Record<string, string> = {};
  for (const line of text.split('\n')) {
    if (line.trim() === '') continue;
    const equals = line.indexOf('=');
    if (equals < 1) throw new Error(`“${line.trim()}” is no setting: write name=value.`);
    settings[line.slice(0, equals).trim()] = line.slice(equals + 1).trim();
  }
  return settings;
}
