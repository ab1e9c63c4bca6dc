/** Follows a topic for a terminal. It joins no consumer group. */

import type { Settings } from '@workbook/services';
import { withAdmin } from '@workbook/services';
import { requireTopic } from './answers.js';
import { formatMessage } from './message-text.js';
import { followTopic } from './reading/follow-topic.js';

export interface TailOptions {
  topic: string;
  fromBeginning: boolean;
  /** Ends after this many messages; without it, only when `signal` is aborted. */
  limit?: number;
  signal: AbortSignal;
  onMessage: (text: string) => void;
  /** Called once it reads, so that what is sent from now on will be seen. */
  onReading?: () => void;
  /** Called with a sentence about what it cannot read, or while Kafka is away; it goes on by itself. */
  onTrouble?: (sentence: string) => void;
}

/**
 * Calls `onMessage` with the text of each message of a topic, until `limit` or `signal` ends it.
 * @throws ServiceError for a topic that does not exist; KafkaAnswerError when it is deleted meanwhile
 */
export async function tailTopic(settings: Settings, options: TailOptions): Promise<void> {
  const { topic, fromBeginning, limit = Number.POSITIVE_INFINITY, signal, onMessage, onReading, onTrouble } = options;
  await withAdmin(settings, (admin) => requireTopic(admin, topic));
  const enough = new AbortController();
  let count = 0;
  let away = false;
  await followTopic(settings, {
    topic,
    from: fromBeginning ? 'first' : 'next',
    signal: AbortSignal.any([signal, enough.signal]),
    onReading: () => {
      if (away) onTrouble?.('Kafka answers again; going on where it stopped.');
      away = false;
      onReading?.();
    },
    onAway: () => {
      if (!away) onTrouble?.('Kafka does not answer; waiting for it. "npm run services status" says more.');
      away = true;
    },
    onGap: ({ partition, from, to }) =>
      onTrouble?.(`Offsets ${from} to ${to - 1} of partition ${partition} were deleted before they were read.`),
    onRecords: (fetched) => {
      for (const { partition, records, unreadable } of fetched) {
        for (const { firstOffset, lastOffset, reason } of unreadable) {
          onTrouble?.(`Offsets ${firstOffset} to ${lastOffset} of partition ${partition} are left out: ${reason}.`);
        }
        for (const { offset, timestamp, key, value, headers } of records) {
          if (count >= limit || signal.aborted) return;
          count += 1;
          const at = { partition, offset: String(offset), timestamp: String(timestamp) };
          onMessage(formatMessage({ ...at, key, value, headers }));
        }
      }
      if (count >= limit) enough.abort();
    },
  });
}
