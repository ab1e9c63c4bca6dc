/** `@workbook/kafka`: reads a broker without a consumer group, and asks and changes what kafkajs has no way for. */

export { removeMembers } from './group-members.js';
export { type GroupOffset, setGroupOffsets } from './group-offsets.js';
export { readMessageTime } from './message-time.js';
export { mendReadCommitted } from './read-committed.js';
export { type FollowFrom, type FollowOptions, followTopic } from './reading/follow-topic.js';
export type { KafkaRecord, RecordHeader, TimestampType } from './reading/record-batches.js';
export type { OffsetAt, PartitionDescription, PartitionSize, TopicDescription } from './reading/requests.js';
export {
  type FetchedRecords,
  KafkaAnswerError,
  type Position,
  TopicReader,
  type UnreadableRange,
} from './reading/topic-reader.js';
export {
  MOST_PARTITIONS,
  partitionCountFault,
  partitionFault,
  refusedSettings,
  topicErrorType,
  topicNameFault,
} from './topic-names.js';
