/** `/api/topics`: topics, their messages, and changes to them. */

import { KafkaAnswerError, type KafkaRecord, partitionFault, type TopicReader } from '@workbook/kafka';
import { type Context, Hono } from 'hono';
import { stream } from 'hono/streaming';
import { nameFromAddress } from '../../api/names.js';
import type { PageLine, ReadCursor, ReadFrom } from '../../api/topics.js';
import type { ConsoleContext } from '../context.js';
import { eventStream, lastEventId } from '../events.js';
import { isConnectionError, kafkaAway } from '../kafka.js';
import { ConsoleProblem, problemOf } from '../problem.js';
import { FULL, viewMessage } from './bytes-view.js';
import { addPartitions, createTopic, deleteTopic } from './changes.js';
import { exportTopic } from './export.js';
import { parseFilter } from './filter.js';
import { jpegSize } from './jpeg.js';
import { sampleKeys } from './keys.js';
import { describeTopic, listTopics } from './list.js';
import { requireName } from './names.js';
import { readPage } from './page.js';
import { parseNewMessage, produce, produceAgain } from './produce.js';
import { streamTopic } from './tail.js';

const MOST_MESSAGES = 500;
/** Each tail is a connection and a reader of its own. */
const MOST_TAILS = 12;
const FROM: readonly ReadFrom[] = ['newest', 'oldest', 'offset', 'time'];

export function topicsRoutes(context: ConsoleContext): Hono {
  const { kafka } = context;
  const app = new Hono();
  const topicOf = (c: Context) => requireName(nameFromAddress(c.req.param('topic') ?? ''));
  const withReader = <T>(task: (reader: TopicReader) => Promise<T>) => kafka.withReader(task).catch(asProblem);
  // What has been sent cannot be taken back, so that a broken connection ends a long answer instead of repeating it.
  const readerOf = (topic: string, wanted: readonly number[]) =>
    withReader(async (reader) => {
      requirePartitions(topic, await reader.partitions(topic), wanted);
      return reader;
    });
  const problemWhileReading = (error: unknown) =>
    problemOf(isConnectionError(error) ? kafkaAway(context.settings, error) : error);
  let tails = 0;

  app.get('/', async (c) => c.json(await listTopics(kafka)));
  app.post('/', async (c) => {
    await createTopic(kafka, context.settings, await bodyOf(c));
    return c.json({}, 201);
  });
  app.get('/:topic', async (c) => c.json(await describeTopic(kafka, topicOf(c))));
  app.delete('/:topic', async (c) => {
    await deleteTopic(kafka, topicOf(c), await bodyOf(c)).catch(asProblem);
    return c.json({});
  });
  app.post('/:topic/partitions', async (c) => {
    await addPartitions(kafka, topicOf(c), await bodyOf(c)).catch(asProblem);
    return c.json({});
  });
  app.get('/:topic/keys', async (c) => {
    const topic = topicOf(c);
    return c.json(await withReader((reader) => sampleKeys(reader, topic)));
  });

  app.get('/:topic/messages', async (c) => {
    const topic = topicOf(c);
    const request = { topic, ...filterOf(c), ...startOf(c) };
    // What is wrong with the topic or with Kafka is an answer of its own, not a line of a page.
    const reader = await readerOf(topic, request.partitions);
    c.header('content-type', 'application/x-ndjson');
    c.header('cache-control', 'no-store');
    return stream(c, async (out) => {
      const over = new AbortController();
      out.onAbort(() => over.abort());
      const signal = AbortSignal.any([over.signal, context.stopping]);
      const send = async (line: PageLine) => {
        if (!signal.aborted) await out.write(`${JSON.stringify(line)}\n`);
      };
      try {
        await readPage(reader, request, send, signal);
      } catch (error) {
        const { problem, command } = problemWhileReading(error);
        await send({ type: 'problem', problem, command });
      }
    });
  });
  app.post('/:topic/messages', async (c) => {
    const topic = topicOf(c);
    return c.json(await produce(kafka, topic, parseNewMessage(await bodyOf(c))).catch(asProblem), 201);
  });
  app.get('/:topic/messages/:partition/:offset', async (c) => {
    const record = await recordOf(c);
    return c.json(viewMessage(Number(c.req.param('partition')), record, FULL));
  });
  app.post('/:topic/messages/:partition/:offset/again', async (c) => {
    const record = await recordOf(c);
    const partition = Number(c.req.param('partition'));
    return c.json(await produceAgain(kafka, topicOf(c), partition, record).catch(asProblem), 201);
  });
  app.get('/:topic/messages/:partition/:offset/:part{key|value|picture}', async (c) => {
    const { key, value } = await recordOf(c);
    const part = c.req.param('part');
    const bytes = part === 'key' ? key : value;
    if (!bytes) throw new ConsoleProblem('not-found', `This message has no ${part === 'key' ? 'key' : 'value'}.`);
    if (part === 'picture') {
      if (!jpegSize(bytes)) throw new ConsoleProblem('not-found', 'This message is no JPEG picture.');
      return c.body(new Uint8Array(bytes), 200, { 'content-type': 'image/jpeg' });
    }
    const name = `${topicOf(c)}-${c.req.param('partition')}-${c.req.param('offset')}-${part}`;
    return c.body(new Uint8Array(bytes), 200, attachment(name, 'application/octet-stream'));
  });

  app.get('/:topic/tail', async (c) => {
    const after = lastEventId(c);
    return eventStream(c, context.stopping, async (events) => {
      // A browser shows nothing of an answer that refuses a stream, so that this is said in the stream.
      const request = { topic: topicOf(c), ...filterOf(c), cursor: after ? readCursor(after) : undefined };
      if (tails >= MOST_TAILS) {
        const remedy = 'Close one of those pages, and load this one again.';
        throw new ConsoleProblem('refused', `${tails} topics are being followed already.`, { remedy });
      }
      tails += 1;
      try {
        await streamTopic(context, request, events);
      } finally {
        tails -= 1;
      }
    });
  });

  app.get('/:topic/export', async (c) => {
    const request = { topic: topicOf(c), ...filterOf(c) };
    const reader = await readerOf(request.topic, request.partitions);
    for (const [name, value] of Object.entries(attachment(`${request.topic}.ndjson`, 'application/x-ndjson'))) {
      c.header(name, value);
    }
    return stream(c, async (out) => {
      const over = new AbortController();
      out.onAbort(() => over.abort());
      const signal = AbortSignal.any([over.signal, context.stopping]);
      const write = async (text: string) => {
        await out.write(text);
      };
      try {
        await exportTopic(reader, request, write, signal);
      } catch (error) {
        await write(
          `${JSON.stringify({ export: { note: `It ends early. ${problemWhileReading(error).problem}` } })}\n`,
        );
      }
    });
  });

  async function recordOf(c: Context): Promise<KafkaRecord> {
    const topic = topicOf(c);
    const [partition, offset] = [wholeNumber(c, 'partition'), wholeNumber(c, 'offset')];
    const limits = { maxWaitMs: 0, maxBytes: 1024, maxPartitionBytes: 1024 };
    const fetched = await withReader(async (reader) => {
      if (!(await reader.partitions(topic)).includes(partition)) return [];
      return reader.fetch(topic, [{ partition, offset }], limits);
    });
    const record = fetched[0]?.records.find((it) => it.offset === offset);
    if (record) return record;
    throw new ConsoleProblem(
      'not-found',
      `There is no message at offset ${offset} of partition ${partition} any more.`,
      {
        remedy: 'It was deleted, compacted away, or belongs to a transaction that did not end well.',
      },
    );
  }
  return app;
}

/** @throws ConsoleProblem for one that the topic does not have */
function requirePartitions(topic: string, existing: readonly number[], wanted: readonly number[]): void {
  for (const partition of wanted) {
    const fault = partitionFault(topic, existing.length, partition);
    if (fault) throw new ConsoleProblem('refused', fault);
  }
}

/** A topic that is not there is the page's concern, not the connection's. */
function asProblem(error: unknown): never {
  if (!(error instanceof KafkaAnswerError)) throw error;
  const code = error.type === 'UNKNOWN_TOPIC_OR_PARTITION' ? 'not-found' : 'refused';
  throw new ConsoleProblem(code, error.message, { cause: error });
}

async function bodyOf(c: Context): Promise<unknown> {
  try {
    return await c.req.json();
  } catch {
    throw new ConsoleProblem('refused', 'The request is not JSON.');
  }
}

function wholeNumber(c: Context, name: string): number {
  const text = c.req.param(name) ?? '';
  if (!/^\d{1,15}$/.test(text)) throw new ConsoleProblem('refused', `"${text.slice(0, 40)}" is no ${name}.`);
  return Number(text);
}

function filterOf(c: Context) {
  const { partitions = '', key, header, text, json } = c.req.query();
  const numbers = partitions
    .split(',')
    .map((it) => it.trim())
    .filter((it) => it !== '');
  if (!numbers.every((it) => /^\d{1,9}$/.test(it))) {
    throw new ConsoleProblem('refused', `"${partitions.slice(0, 40)}" are no partitions.`, {
      remedy: 'Write their numbers with commas between them: 0, 2',
    });
  }
  return { partitions: numbers.map(Number), filter: parseFilter({ key, header, text, json }) };
}

function startOf(c: Context) {
  const { from = 'newest', at = '0', limit = '50', cursor } = c.req.query();
  const start = FROM.find((it) => it === from);
  if (!start) throw new ConsoleProblem('refused', `Messages cannot be read from "${from.slice(0, 40)}".`);
  if (!/^\d{1,15}$/.test(at)) throw new ConsoleProblem('refused', `"${at.slice(0, 40)}" is no ${start}.`);
  const most = Math.min(Math.max(Math.floor(Number(limit)) || 1, 1), MOST_MESSAGES);
  return { from: start, at: Number(at), limit: most, cursor: cursor ? readCursor(cursor) : undefined };
}

function readCursor(text: string): ReadCursor {
  try {
    const entries = Object.entries(JSON.parse(text) as Record<string, unknown>);
    if (entries.every(([partition, offset]) => /^\d{1,9}$/.test(partition) && Number.isSafeInteger(offset)))
      return Object.fromEntries(entries) as ReadCursor;
  } catch {
    // What is not JSON is no cursor, either.
  }
  throw new ConsoleProblem('refused', 'This page of messages is not known. Read from the beginning again.');
}

/** Saved as a file, never opened as a page. */
function attachment(name: string, type: string): Record<string, string> {
  return { 'content-type': type, 'content-disposition': `attachment; filename="${name}"` };
}
