/** A message, sent by hand. */
import { useId, useState } from 'preact/hooks';
import type { Problem } from '../../api/problem.js';
import type { NewMessage, SentMessage, TopicDetail } from '../../api/topics.js';
import { ProblemNote } from '../parts/problem-note.js';
import { change, problemFrom } from '../parts/server.js';

export function SendView({ topic }: { topic: TopicDetail }) {
  const id = useId();
  const [partition, setPartition] = useState('');
  const [key, setKey] = useState('');
  const [value, setValue] = useState('{\n  "amount": 12.5\n}');
  const [headers, setHeaders] = useState('');
  const [json, setJson] = useState(true);
  const [tombstone, setTombstone] = useState(false);
  const [busy, setBusy] = useState(false);
  const [sent, setSent] = useState<string>();
  const [problem, setProblem] = useState<Problem>();
  const send = async (event: Event) => {
    event.preventDefault();
    if (busy) return;
    setBusy(true);
    setSent(undefined);
    setProblem(undefined);
    try {
      const message: NewMessage = {
        partition: partition === '' ? null : Number(partition),
        key: key === '' ? null : key,
        value: tombstone ? null : value,
        headers: parseHeaders(headers),
        json,
      };
      const path = `/topics/${encodeURIComponent(topic.name)}/messages`;
      const place = await change<SentMessage>('POST', path, message);
      setSent(`Sent: partition ${place.partition}, offset ${place.offset}.`);
    } catch (error) {
      setProblem(problemFrom(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form class="send" aria-label="Send a message" onSubmit={send}>
      <div class="field">
        <label for={`${id}-key`}>Key</label>
        <input
          id={`${id}-key`}
          value={key}
          autocomplete="off"
          spellcheck={false}
          placeholder="none: any partition gets it"
          onInput={(event) => setKey(event.currentTarget.value)}
        />
      </div>
      <div class="field">
        <label for={`${id}-partition`}>Partition</label>
        <select id={`${id}-partition`} value={partition} onChange={(event) => setPartition(event.currentTarget.value)}>
          <option value="">chosen by the key</option>
          {topic.partitions.map((it) => (
            <option key={it.partition} value={it.partition}>
              {it.partition}
            </option>
          ))}
        </select>
      </div>
      <div class="field wide">
        <label for={`${id}-value`}>Value</label>
        <textarea
          id={`${id}-value`}
          rows={8}
          spellcheck={false}
          value={value}
          disabled={tombstone}
          onInput={(event) => setValue(event.currentTarget.value)}
        />
      </div>
      <p class="wide">
        <label>
          <input type="checkbox" checked={json} onChange={(event) => setJson(event.currentTarget.checked)} /> The value
          must be JSON
        </label>{' '}
        <label>
          <input type="checkbox" checked={tombstone} onChange={(event) => setTombstone(event.currentTarget.checked)} />{' '}
          No value: a tombstone
        </label>
      </p>
      <div class="field wide">
        <label for={`${id}-headers`}>Headers, one a line</label>
        <textarea
          id={`${id}-headers`}
          rows={2}
          spellcheck={false}
          placeholder="trace: abc"
          value={headers}
          onInput={(event) => setHeaders(event.currentTarget.value)}
        />
      </div>
      {problem && <ProblemNote problem={problem} />}
      <div class="buttons wide">
        <button type="submit" class="primary" disabled={busy}>
          Send
        </button>
        <span role="status">{sent}</span>
      </div>
    </form>
  );
}

/** `name: value` on each line. */
export function parseHeaders(text: string): NewMessage['headers'] {
  return text
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const colon = line.indexOf(':');
      if (colon < 1) throw new Error(`“${line.trim()}” is no header: write name: value.`);
      return { name: line.slice(0, colon).trim(), value: line.slice(colon + 1).trim() };
    });
}
