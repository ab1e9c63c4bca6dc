/** One message, whole as far as a page can bear it. */
import { escapeText } from '@workbook/terminal/escape';
import { useEffect, useState } from 'preact/hooks';
import { nameInAddress } from '../../api/names.js';
import type { Problem } from '../../api/problem.js';
import { BYTE_ORDER_MARK, type BytesView, type MessageView } from '../../api/topics.js';
import { formatBytes, formatMessageTime } from '../parts/format.js';
import { ProblemNote } from '../parts/problem-note.js';
import { getJson, problemFrom } from '../parts/server.js';
import { Again } from './again.js';
import { BytesText } from './bytes-text.js';
import { JsonTree } from './json-tree.js';

interface Place {
  topic: string;
  partition: number;
  offset: number;
}

const pathOf = ({ topic, partition, offset }: Place) =>
  `/topics/${nameInAddress(topic)}/messages/${partition}/${offset}`;

export function MessageDetail(place: Place) {
  const path = pathOf(place);
  const [message, setMessage] = useState<MessageView>();
  const [problem, setProblem] = useState<Problem>();
  useEffect(() => {
    const over = new AbortController();
    getJson<MessageView>(path, over.signal).then(setMessage, (error) => {
      if (!over.signal.aborted) setProblem(problemFrom(error));
    });
    return () => over.abort();
  }, [path]);
  if (problem) return <ProblemNote problem={problem} />;
  if (!message) return <p class="waiting">Reading …</p>;
  return (
    <div class="message-detail">
      <dl>
        <dt>Place</dt>
        <dd>
          <a href={`/topics/${nameInAddress(place.topic)}?open=${message.partition}/${message.offset}`}>
            partition {message.partition}, offset {message.offset}
          </a>
        </dd>
        <dt>Timestamp</dt>
        <dd>
          {formatMessageTime(message.timestamp)} ({message.timestamp}),{' '}
          {message.timestampType === 'CreateTime' ? 'given by the producer' : 'given by the broker'}:{' '}
          {message.timestampType}
        </dd>
        <dt>Key</dt>
        <dd>
          <BytesText view={message.key} none="none: any partition may get it" />
          {message.key && <Download path={path} part="key" view={message.key} />}
        </dd>
        <dt>Headers</dt>
        <dd>
          <Headers message={message} />
        </dd>
        <dt>Value</dt>
        <dd>
          <Value path={path} view={message.value} />
        </dd>
      </dl>
      <Again topic={place.topic} message={message} />
    </div>
  );
}

function Headers({ message: { headers, moreHeaders } }: { message: MessageView }) {
  if (headers.length === 0) return <em class="none">none</em>;
  return (
    <ul class="headers">
      {headers.map(({ name, value }, i) => (
        <li key={i}>
          <bdi class="json-name">{escapeText(name)}</bdi>: <BytesText view={value} none="null" />
        </li>
      ))}
      {moreHeaders > 0 && <li class="none">and {moreHeaders} more</li>}
    </ul>
  );
}

function Value({ path, view }: { path: string; view: BytesView | null }) {
  const [asText, setAsText] = useState(false);
  if (!view) return <em class="none">none: a tombstone. In a compacted topic it deletes its key.</em>;
  const { kind, size, text, truncated } = view;
  if (kind === 'empty') return <em class="none">empty: zero bytes, which is not a tombstone</em>;
  const whole = !truncated && kind === 'json';
  const picture = kind === 'jpeg' && !view.tooLarge;
  return (
    <>
      <p class="aside">
        {about(view)} {truncated && !picture && `These are the first bytes of ${formatBytes(size)}.`}{' '}
        <Download path={path} part="value" view={view} />{' '}
        {whole && (
          <button type="button" class="quiet" aria-pressed={asText} onClick={() => setAsText(!asText)}>
            as it was sent
          </button>
        )}
      </p>
      {picture && (
        <img
          class="picture"
          src={`/api${path}/picture`}
          alt={`The message’s value, ${view.width} by ${view.height} pixels`}
          width={view.width}
          height={view.height}
        />
      )}
      {whole && !asText && <JsonTree text={text} />}
      {(!whole || asText) && !picture && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
        <pre class="value-text" tabIndex={0}>
          {escapeText(text)}
          {truncated && ' …'}
        </pre>
      )}
    </>
  );
}

function about({ kind, size, text, width, height, tooLarge }: BytesView): string {
  if (kind === 'json') return `JSON, ${formatBytes(size)}.`;
  if (kind === 'text' && text.startsWith(BYTE_ORDER_MARK)) {
    return `Text, ${formatBytes(size)}. It begins with a byte order mark (\\ufeff), which is not seen and which JSON’s parsers refuse.`;
  }
  if (kind === 'text') return `Text, ${formatBytes(size)}.`;
  if (kind === 'binary') return `${formatBytes(size)} that are no UTF-8 text, as hexadecimal digits.`;
  const picture = `JPEG picture of ${width} × ${height} pixels, ${formatBytes(size)}.`;
  return tooLarge ? `${picture} It is too large to be drawn here.` : picture;
}

function Download({ path, part, view }: { path: string; part: 'key' | 'value'; view: BytesView }) {
  if (part === 'key' && !view.truncated && view.kind !== 'binary') return null;
  return (
    <a href={`/api${path}/${part}`} download>
      Download the {part}
    </a>
  );
}
