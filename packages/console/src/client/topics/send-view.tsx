/** A message, sent by hand. */
import { useEffect, useId, useState } from 'preact/hooks';
import { nameInAddress } from '../../api/names.js';
import type { Problem } from '../../api/problem.js';
import type { MessageView, NewMessage, SentMessage, TopicDetail } from '../../api/topics.js';
import { useAddress } from '../browser/router.js';
import { ProblemNote } from '../parts/problem-note.js';
import { change, getJson, problemFrom } from '../parts/server.js';
import { type Draft, draftOf, EXAMPLE, parseHeaders } from './draft.js';

export function SendView({ topic }: { topic: TopicDetail }) {
  const id = useId();
  const [draft, setDraft] = useState(EXAMPLE);
  const { partition, key, value, headers, json, tombstone } = draft;
  const edit = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const [busy, setBusy] = useState(false);
  const [sent, setSent] = useState<string>();
  const [problem, setProblem] = useState<Problem>();
  const copied = useAddress().query.get('copy') ?? '';
  useEffect(() => {
    if (!/^\d+\/\d+$/.test(copied)) return;
    const over = new AbortController();
    getJson<MessageView>(`/topics/${nameInAddress(topic.name)}/messages/${copied}`, over.signal).then(
      (message) => setDraft(draftOf(message) ?? EXAMPLE),
      (error) => {
        if (!over.signal.aborted) setProblem(problemFrom(error));
      },
    );
    return () => over.abort();
  }, [topic.name, copied]);
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
      const path = `/topics/${nameInAddress(topic.name)}/messages`;
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
          onInput={(event) => edit({ key: event.currentTarget.value })}
        />
      </div>
      <div class="field">
        <label for={`${id}-partition`}>Partition</label>
        <select
          id={`${id}-partition`}
          value={partition}
          onChange={(event) => edit({ partition: event.currentTarget.value })}
        >
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
          onInput={(event) => edit({ value: event.currentTarget.value })}
        />
      </div>
      <p class="wide">
        <label>
          <input type="checkbox" checked={json} onChange={(event) => edit({ json: event.currentTarget.checked })} /> The
          value must be JSON
        </label>{' '}
        <label>
          <input
            type="checkbox"
            checked={tombstone}
            onChange={(event) => edit({ tombstone: event.currentTarget.checked })}
          />{' '}
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
          onInput={(event) => edit({ headers: event.currentTarget.value })}
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
