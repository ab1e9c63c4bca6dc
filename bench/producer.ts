/**
 * The producer of the transaction pipeline and bare kafkajs, over the same messages: node --import tsx bench/producer.ts
 *
 * Both send with acks all, idempotent, in batches of the same size; the bare one has its batches ready in an array.
 */
import { createTopics, type Settings } from '@workbook/services';
import { type Kafka, type Message, Partitioners } from 'kafkajs';
import { kafkaClient } from '../pipelines/program/kafka.js';
import { CarefulProducer } from '../pipelines/program/producer.js';
import { generateMessages } from '../pipelines/transactions/generator.js';
import { type Figure, median } from './figures.js';
import { measure, ownServices } from './measure.js';

const MESSAGES = 100_000;
const BATCH = 500;
/** How many messages a program hands over at a time. */
const HANDFUL = 50;
const WARM_UPS = 2;
const RUNS = 11;
const TOPIC = 'bench-producer';

await measure('The producer and bare kafkajs', async (scope) => {
  const settings: Settings = await ownServices(scope);
  await createTopics(settings, [{ name: TOPIC, partitions: 2 }]);
  const kafka = kafkaClient(settings.kafka.bootstrapServers, 'bench-producer');
  const messages = makeMessages();
  const pairs: Pair[] = [];
  for (let run = 1 - WARM_UPS; run <= RUNS; run++) {
    const pair = await sendBothWays(kafka, messages, run % 2 === 0);
    console.log(`${run > 0 ? `run ${run}` : 'warm-up'}: ${perSecond(pair.ours)}, bare ${perSecond(pair.bare)}`);
    if (run > 0) pairs.push(pair);
  }
  return [ratioFigure(pairs)];
});

/** Messages per second, measured right after each other. */
interface Pair {
  ours: number;
  bare: number;
}

/** Takes turns in going first: the second finds a warmer machine. */
async function sendBothWays(kafka: Kafka, messages: Message[], bareFirst: boolean): Promise<Pair> {
  const early = bareFirst ? await rate(() => sendBare(kafka, messages)) : undefined;
  const ours = await rate(() => sendWithProducer(kafka, messages));
  return { ours, bare: early ?? (await rate(() => sendBare(kafka, messages))) };
}

/** The median of the runs' own ratios: what else the machine does slows both halves of a pair. */
function ratioFigure(pairs: Pair[]): Figure {
  const ratio = median(pairs.map(({ ours, bare }) => ours / bare));
  const rates = `${perSecond(median(pairs.map(({ ours }) => ours)))} vs ${perSecond(median(pairs.map(({ bare }) => bare)))}`;
  return {
    what: 'producer vs bare kafkajs sendBatch',
    target: '≥ 0.9',
    measured: `${ratio.toFixed(2)} (${rates}, medians of ${RUNS})`,
    reached: ratio >= 0.9,
  };
}

function makeMessages(): Message[] {
  const stream = generateMessages({ seed: 1, start: Date.now(), step: 100, users: 40, late: 0, malformed: 0 });
  return Array.from({ length: MESSAGES }, () => {
    const { key, value } = stream.next().value;
    return { key, value };
  });
}

async function sendWithProducer(kafka: Kafka, messages: Message[]): Promise<() => Promise<void>> {
  const producer = new CarefulProducer(kafka, { topic: TOPIC, batchSize: BATCH });
  await producer.connect();
  return async () => {
    for (let next = 0; next < messages.length; next += HANDFUL) {
      await producer.write(messages.slice(next, next + HANDFUL));
    }
    await producer.close();
  };
}

async function sendBare(kafka: Kafka, messages: Message[]): Promise<() => Promise<void>> {
  const producer = kafka.producer({
    idempotent: true,
    maxInFlightRequests: 1,
    createPartitioner: Partitioners.DefaultPartitioner,
  });
  await producer.connect();
  return async () => {
    for (let next = 0; next < messages.length; next += BATCH) {
      const batch = messages.slice(next, next + BATCH);
      await producer.sendBatch({ acks: -1, topicMessages: [{ topic: TOPIC, messages: batch }] });
    }
    await producer.disconnect();
  };
}

/** Messages per second, without the time that connecting takes. */
async function rate(prepare: () => Promise<() => Promise<void>>): Promise<number> {
  const send = await prepare();
  const begin = performance.now();
  await send();
  return MESSAGES / ((performance.now() - begin) / 1000);
}

function perSecond(rate: number): string {
  return `${(rate / 1000).toFixed(1)} k/s`;
}
