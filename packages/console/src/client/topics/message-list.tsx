/** Messages, a line each; a press on one folds it out. */
import { useEffect, useMemo, useRef } from 'preact/hooks';
import type { MessageView, UnreadableView } from '../../api/topics.js';
import { formatDateTime, formatMessageTime, formatPreciseClock, formatTimeBriefly } from '../parts/format.js';
import { BytesText } from './bytes-text.js';
import { MessageDetail } from './message-detail.js';

export type Item = { message: MessageView } | { unreadable: UnreadableView };

export const idOf = (item: Item): string =>
  'message' in item
    ? `${item.message.partition}/${item.message.offset}`
    : `${item.unreadable.partition}/${item.unreadable.firstOffset}!`;

export interface MessageListProps {
  topic: string;
  label: string;
  items: readonly Item[];
  /** The one that is folded out. */
  open: string | undefined;
  onOpen: (id: string | undefined) => void;
  /** Only the time of day. */
  today?: boolean;
}

export function MessageList({ topic, label, items, open, onOpen, today = false }: MessageListProps) {
  const list = useRef<HTMLOListElement>(null);
  useEffect(() => {
    if (open === undefined) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.key !== 'Escape' || event.defaultPrevented || document.querySelector('dialog[open]')) return;
      // Whoever read the message goes on in the list, where its line is.
      list.current?.querySelector<HTMLElement>('[aria-expanded="true"]')?.focus();
      onOpen(undefined);
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [open, onOpen]);
  return (
    <ol class="messages" aria-label={label} ref={list}>
      {items.length > 0 && (
        <li class="message-line message-heading" aria-hidden="true">
          <span>Partition, offset</span>
          <span>Time</span>
          <span>Key</span>
          <span>Value</span>
        </li>
      )}
      {items.map((item) => {
        const id = idOf(item);
        return 'message' in item ? (
          <Row key={id} {...{ id, topic, today, onOpen }} message={item.message} open={open === id} />
        ) : (
          <li key={id} class="message-unreadable">
            <Unreadable range={item.unreadable} />
          </li>
        );
      })}
    </ol>
  );
}

interface RowProps {
  id: string;
  topic: string;
  message: MessageView;
  open: boolean;
  onOpen: (id: string | undefined) => void;
  today: boolean;
}

function Row({ id, topic, message, open, onOpen, today }: RowProps) {
  const { partition, offset, timestamp, key, value, headers, moreHeaders } = message;
  const count = headers.length + moreHeaders;
  const line = useMemo(
    () => (
      <>
        <span class="message-place">
          <span class="unseen">partition </span>
          <b>{partition}</b> <span class="unseen">, offset </span>
          {offset}
        </span>
        <span class="message-time" title={formatMessageTime(timestamp)}>
          {formatTimeBriefly(timestamp, today ? formatPreciseClock : formatDateTime)}
        </span>
        <span class="message-key">
          <BytesText view={key} none="no key" />
        </span>
        <span class="message-value">
          {count > 0 && <span class="tag">{count === 1 ? '1 header' : `${count} headers`}</span>}
          <BytesText view={value} none="no value: a tombstone" />
        </span>
      </>
    ),
    [message, today],
  );
  return (
    <li>
      <button type="button" class="message-line" aria-expanded={open} onClick={() => onOpen(open ? undefined : id)}>
        {line}
      </button>
      {open && <MessageDetail topic={topic} partition={partition} offset={offset} />}
    </li>
  );
}

function Unreadable({ range: { partition, firstOffset, lastOffset, count, reason } }: { range: UnreadableView }) {
  const offsets = firstOffset === lastOffset ? `offset ${firstOffset}` : `offsets ${firstOffset} to ${lastOffset}`;
  return (
    <>
      Partition {partition}, {offsets}: {count === 1 ? 'a message' : `${count} messages`} that cannot be read here,
      because {reason}.
    </>
  );
}
