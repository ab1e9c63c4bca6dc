/** Failures that are not the author's: what Flink's words for them mean, and what to do. */

const KNOWN: readonly [RegExp, string | ((match: RegExpExecArray) => string)][] = [
  [
    /Failed to get metadata for topics \[([^\]]*)\][\s\S]*UnknownTopicOrPartition/,
    ([, topics]) => `there is no topic ${topics}. Create it or correct the source; "npm run kafka topics" lists all.`,
  ],
  [
    /Topic (\S+) not present in metadata/,
    ([, topic]) => `there is no topic ${topic}. Create it or correct the sink; "npm run kafka topics" lists all.`,
  ],
  [
    /Failed to get metadata for topics|Timed out waiting for a node assignment|TimeoutException: .*(?:listTopics|describeTopics)/,
    'the Kafka broker does not answer. See "npm run services status".',
  ],
  [
    /NoResourceAvailableException/,
    'the cluster has too few free task slots. Lower the parallelism, or cancel other jobs ("npm run flink list").',
  ],
  [
    /TaskManager with id \S+ is no longer reachable|Heartbeat of TaskManager|TaskExecutor is shutting down|Connection unexpectedly closed by remote task manager/,
    'a TaskManager was lost. "npm run services status" says why, "npm run services up" starts it again.',
  ],
  [
    /Cannot map checkpoint\/savepoint state for operator/,
    'the savepoint holds state of an operator that the job does not have. Give operators the uid that they had, or submit with allowNonRestoredState.',
  ],
];

/** What a Java stack trace means, or undefined if it is none of the usual ones. */
export function explainInfrastructure(stackTrace: string): string | undefined {
  for (const [pattern, sentence] of KNOWN) {
    const match = pattern.exec(stackTrace);
    if (match) return typeof sentence === 'string' ? sentence : sentence(match);
  }
  return undefined;
}
