/** Topics: those that the workbook's pipelines use, and how to create them. */
import { withAdmin } from './ask.js';
import { ServiceError } from './failures.js';
import type { Settings } from './settings.js';
import { waitFor } from './wait.js';

export interface TopicSpec {
  name: string;
  partitions: number;
  /** Topic settings, see https://kafka.apache.org/documentation/#topicconfigs */
  config?: Readonly<Record<string, string>>;
}

const MIB = 1024 * 1024;

/**
 * The largest batch of messages in a topic of video frames, in bytes. A JPEG of 4 MiB, the most that the pipeline takes, has
 * 5.6 million bytes in base64. Kafka measures a batch as a whole, so a producer must not gather more than this either.
 * A topic's limit stands above the broker's (`MAX_MESSAGE_BYTES`); it is lower here, so that a larger frame is refused.
 */
export const MAX_FRAME_BATCH_BYTES = 6 * MIB;

/** Frames are large: of each partition only the newest stay, so that they don't fill the disk. */
const FRAME_TOPIC = {
  'max.message.bytes': String(MAX_FRAME_BATCH_BYTES),
  'retention.bytes': String(256 * MIB),
  'segment.bytes': String(32 * MIB),
};

/** The topics of the two pipelines. */
export const workbookTopics: readonly TopicSpec[] = [
  { name: 'transactions', partitions: 2 },
  { name: 'processed_transactions', partitions: 2 },
  { name: 'user_aggregations', partitions: 2 },
  { name: 'high_value_transactions', partitions: 2 },
  { name: 'malformed_transactions', partitions: 2 },
  { name: 'late_transactions', partitions: 2 },
  { name: 'video_frames', partitions: 2, config: FRAME_TOPIC },
  { name: 'video_frames_binary', partitions: 2, config: FRAME_TOPIC },
  { name: 'processed_video_frames', partitions: 2 },
  { name: 'video_source_aggregations', partitions: 2 },
  { name: 'rejected_video_frames', partitions: 2 },
];

const METADATA_DEADLINE_MS = 60_000;

/**
 * Creates these topics, as far as they are not there, with one replica each, and returns when every partition is served by
 * its leader, so that the next send or read succeeds at once.
 * @returns the names of those that were created
 * @throws ServiceError when a topic is not served within 60 s; kafkajs's errors when Kafka is away
 */
export function createTopics(settings: Settings, topics: readonly TopicSpec[] = workbookTopics): Promise<string[]> {
  return withAdmin(settings, async (admin) => {
    const existing = new Set(await admin.listTopics());
    const missing = topics.filter((topic) => !existing.has(topic.name));
    if (missing.length > 0) {
      // kafkajs's own wait for leaders fails now and then with "unknown topic or partition".
      await admin.createTopics({
        waitForLeaders: false,
        topics: missing.map(({ name, partitions, config }) => ({
          topic: name,
          numPartitions: partitions,
          replicationFactor: 1,
          configEntries: Object.entries(config ?? {}).map(([key, value]) => ({ name: key, value })),
        })),
      });
    }
    const names = topics.map((topic) => topic.name);
    const ready = await waitFor(
      async () => {
        // Kafka creates its own topic of group offsets when someone first asks for a group; until then, a consumer's
        // first seconds are full of errors. So it is asked now, and throws until that topic is there.
        const groups = await admin.describeGroups(['workbook-services']).catch(() => undefined);
        if (!groups) return undefined;
        // Throws as long as one of the topics is unknown to the broker that was asked.
        const metadata = await admin.fetchTopicMetadata({ topics: names }).catch(() => undefined);
        const partitions = metadata?.topics.flatMap((topic) => topic.partitions) ?? [];
        if (partitions.length === 0 || partitions.some((partition) => partition.leader < 0)) return undefined;
        // The metadata names leaders that don't serve yet. kafkajs sends all partitions of a request again when one of
        // them was not served, and the others then have their records twice.
        const served = await Promise.all(names.map((name) => admin.fetchTopicOffsets(name))).catch(() => undefined);
        return served ? true : undefined;
      },
      { deadlineMs: METADATA_DEADLINE_MS },
    );
    if (!ready) {
      throw new ServiceError(
        `Kafka did not make the topics ${names.join(', ')} ready within ${METADATA_DEADLINE_MS / 1000} s. See "npm run services status".`,
      );
    }
    return missing.map((topic) => topic.name);
  });
}
