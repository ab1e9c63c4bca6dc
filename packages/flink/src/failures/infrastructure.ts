/**
 * Failures that are not the author's: what Flink's words for them mean, and what to do. A word alone proves nothing: each
 * failure is known by an exception's own line in Flink's stack trace, and what it says of a cause by the cause's line.
 */

interface KnownFailure {
  /** All of them are there. */
  lines: readonly RegExp[];
  /** @param values what the first line's groups matched */
  sentence: (values: readonly (string | undefined)[], cluster: ClusterNow) => string;
}

/** What is known of the cluster when a failure is explained. */
export interface ClusterNow {
  /** How many TaskManagers are registered; undefined if nobody asked. */
  taskManagers?: number;
}

/**
 * The line of an exception in a stack trace, also where its text is wrapped into another's.
 *
 * @param text what its message begins with; left out for any message or none
 */
function exception(className: string, text?: string): RegExp {
  const message = text === undefined ? '(?:: |$)' : `: ${text}`;
  return new RegExp(`^(?:Caused by: )?(?:[\\w.$]+(?:Exception|Error|Throwable): )*${className}${message}`, 'm');
}

const kafka = (name: string) =>
  `(?:org\\.apache\\.flink\\.kafka\\.shaded\\.)?org\\.apache\\.kafka\\.common\\.errors\\.${name}`;
const UNKNOWN_TOPIC = exception(kafka('UnknownTopicOrPartitionException'));
const NO_SLOTS = exception(
  'org\\.apache\\.flink\\.runtime\\.jobmanager\\.scheduler\\.NoResourceAvailableException',
  '.*',
);
const LOST_TASKMANAGER = new RegExp(
  [
    exception('[\\w.$]+', 'TaskManager with id \\S+ is no longer reachable\\.'),
    exception('[\\w.$]+', '(?:The h|H)eartbeat of TaskManager with id \\S+ timed out\\.'),
    exception('[\\w.$]+', 'The TaskExecutor is shutting down\\.'),
    exception('[\\w.$]+', "Connection unexpectedly closed by remote task manager '"),
  ]
    .map(({ source }) => source)
    .join('|'),
  'm',
);
/** The JobManager had something to tell a task that had just failed or ended. */
const LOST_EVENT = exception(
  'org\\.apache\\.flink\\.runtime\\.operators\\.coordination\\.TaskNotRunningException',
  '.*',
);
const NO_METADATA = 'Failed to get metadata for (?:topics \\[([^\\]\\n]*)\\]|.* topics)\\.';
const NOT_IN_METADATA = '(?:Topic|Partition \\d+ of topic) (\\S+) .*not present in metadata after \\d+ ms\\.';
const NO_BROKER = 'the Kafka broker does not answer. See "npm run services status".';

const KNOWN: readonly KnownFailure[] = [
  {
    lines: [exception('java\\.lang\\.RuntimeException', NO_METADATA), UNKNOWN_TOPIC],
    sentence: ([topics = 'that fits the pattern']) =>
      `there is no topic ${topics}. Create it ("npm run kafka create TOPIC") or correct the source; "npm run kafka topics" lists all.`,
  },
  {
    lines: [exception(kafka('TimeoutException'), NOT_IN_METADATA), UNKNOWN_TOPIC],
    sentence: ([topic]) =>
      `there is no topic ${topic}. Create it ("npm run kafka create ${topic}") or correct the sink; "npm run kafka topics" lists all.`,
  },
  {
    lines: [exception(kafka('TimeoutException'), NOT_IN_METADATA)],
    sentence: ([topic]) =>
      `Kafka did not say where topic ${topic} is: the topic does not exist, or the broker does not answer. ` +
      '"npm run kafka topics" lists the topics, "npm run services status" says whether Kafka runs.',
  },
  {
    lines: [exception('java\\.lang\\.RuntimeException', NO_METADATA), exception(kafka('TimeoutException'))],
    sentence: () => NO_BROKER,
  },
  {
    lines: [exception(kafka('TimeoutException'), 'Timed out waiting for a node assignment\\.')],
    sentence: () => NO_BROKER,
  },
  {
    lines: [exception(kafka('TimeoutException'), 'Call\\(callName=(?:listTopics|describeTopics)\\b')],
    sentence: () => NO_BROKER,
  },
  {
    lines: [NO_SLOTS],
    sentence: (_, { taskManagers }) =>
      taskManagers === 0
        ? 'no TaskManager runs, so there is no task slot at all. "npm run services up" starts one, "npm run services status" says what became of it.'
        : 'the cluster has too few free task slots. Lower the parallelism, or cancel other jobs ("npm run flink list").',
  },
  {
    lines: [LOST_EVENT],
    sentence: () =>
      'a task failed, and Flink noticed it before it heard why. "npm run services logs taskmanager" shows what the task failed with.',
  },
  {
    lines: [LOST_TASKMANAGER],
    sentence: (_, { taskManagers = 0 }) =>
      taskManagers > 0
        ? `a TaskManager was lost. ${taskManagers === 1 ? 'One runs' : `${taskManagers} run`} now.`
        : 'a TaskManager was lost. "npm run services status" says why, "npm run services up" starts it again.',
  },
  {
    // Nobody has told Flink of its death yet.
    lines: [
      exception(
        'org\\.apache\\.flink\\.runtime\\.rpc\\.exceptions\\.RecipientUnreachableException',
        'Could not send message \\[RemoteRpcInvocation\\(TaskExecutorGateway\\.',
      ),
    ],
    sentence: () =>
      'a TaskManager does not answer; its process has probably ended. "npm run services status" says what became of it, "npm run services up" starts it again.',
  },
];

/** What a Java stack trace means, or undefined if it is none of the usual ones. */
export function explainInfrastructure(stackTrace: string, cluster: ClusterNow = {}): string | undefined {
  for (const { lines, sentence } of KNOWN) {
    const [first, ...others] = lines.map((line) => line.exec(stackTrace));
    if (first && !others.includes(null)) return sentence(first.slice(1), cluster);
  }
  return undefined;
}

/** Whether what a failure means for the reader hangs on how many TaskManagers there are now. */
export function hangsOnTaskManagers(stackTrace: string): boolean {
  return isForLackOfSlots(stackTrace) || LOST_TASKMANAGER.test(stackTrace);
}

/** Whether a failure means that a task found no slot. */
export function isForLackOfSlots(stackTrace: string): boolean {
  return NO_SLOTS.test(stackTrace);
}

/**
 * Whether a failure means only that an event of the JobManager's found its task failed already. Flink keeps such a failure
 * instead of the one that the task reports a moment later.
 */
export function isLostEvent(stackTrace: string): boolean {
  return LOST_EVENT.test(stackTrace);
}
