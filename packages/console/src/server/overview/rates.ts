/** How fast topics grow: the ends of all partitions, asked of each broker with one request, compared with the last time. */
import type { TopicReader } from '@workbook/kafka';
import { TOPICS_SHOWN, type TopicRate, type TopicRates } from '../../api/overview.js';

/** Topics of a check of a lesson; they come and go with it. */
const CHECKS_TOPIC = /^check-[0-9a-f]{8}/;

/** More partitions than this are not asked for on this page. */
const MAX_PARTITIONS = 10_000;

/** Where the topics ended at one moment. */
export interface Reading {
  /** On a clock that only goes forward, in ms. */
  at: number;
  topics: ReadonlyMap<string, { partitions: number; messages: number; end: number }>;
}

export async function readEnds(reader: TopicReader): Promise<Reading> {
  const described = (await reader.describe()).filter(
    ({ name, internal, errorCode }) => !internal && errorCode === 0 && !CHECKS_TOPIC.test(name),
  );
  const asked: { topic: string; partitions: number[] }[] = [];
  let partitions = 0;
  for (const topic of described.sort((a, b) => a.name.localeCompare(b.name))) {
    partitions += topic.partitions.length;
    if (partitions > MAX_PARTITIONS) break;
    asked.push({ topic: topic.name, partitions: topic.partitions.map(({ partition }) => partition) });
  }
  const [firsts, ends] = await Promise.all([reader.offsets(asked, 'first'), reader.offsets(asked, 'next')]);
  const at = performance.now();
  const topics = asked.map(({ topic, partitions }) => {
    const end = sum(ends.get(topic));
    return [
      topic,
      { partitions: partitions.length, end, messages: Math.max(0, end - sum(firsts.get(topic))) },
    ] as const;
  });
  return { at, topics: new Map(topics) };
}

const sum = (offsets: ReadonlyMap<number, number> | undefined) =>
  [...(offsets?.values() ?? [])].reduce((total, offset) => total + offset, 0);

/** A topic that was deleted and made again ends earlier than before: that is no rate. An empty one is not worth a row. */
export function ratesBetween(before: Reading | undefined, now: Reading): TopicRates {
  const seconds = before ? (now.at - before.at) / 1000 : 0;
  const rates = [...now.topics].map(([topic, { partitions, messages, end }]): TopicRate => {
    const earlier = before?.topics.get(topic)?.end;
    const known = earlier !== undefined && seconds > 0 && end >= earlier;
    return { topic, partitions, messages, perSecond: known ? (end - earlier) / seconds : undefined };
  });
  rates.sort(
    (a, b) => (b.perSecond ?? 0) - (a.perSecond ?? 0) || b.messages - a.messages || (a.topic < b.topic ? -1 : 1),
  );
  const shown = rates.filter(({ messages }) => messages > 0).slice(0, TOPICS_SHOWN);
  return {
    topics: shown,
    others: rates.length - shown.length,
    perSecond: seconds > 0 ? rates.reduce((total, { perSecond = 0 }) => total + perSecond, 0) : undefined,
  };
}
