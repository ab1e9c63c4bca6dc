import { describe, expect, test } from 'vitest';
import { JobHandle } from '../../src/cluster/job-handle.js';
import { FlinkRest } from '../../src/cluster/rest.js';
import { explainInfrastructure, isForLackOfSlots } from '../../src/failures/infrastructure.js';
import { answering } from './answering.js';

const at = '\tat a.b.C.d(C.java:1)';
const SHADED = 'org.apache.flink.kafka.shaded.org.apache.kafka.common.errors';
const traceOf = (...lines: string[]) =>
  [
    'org.apache.flink.runtime.JobException: Recovery is suppressed by NoRestartBackoffTimeStrategy',
    at,
    ...lines,
    at,
    '',
  ].join('\n');

describe('Flink’s and Kafka’s words are told as what they mean:', () => {
  test.each<[string, string[]]>([
    [
      'there is no topic payments. Create it ("npm run kafka create TOPIC") or correct the source',
      [
        'Caused by: java.lang.RuntimeException: Failed to get metadata for topics [payments].',
        `Caused by: java.util.concurrent.ExecutionException: ${SHADED}.UnknownTopicOrPartitionException: This server does not host this topic-partition.`,
        `Caused by: ${SHADED}.UnknownTopicOrPartitionException: This server does not host this topic-partition.`,
      ],
    ],
    [
      'there is no topic totals. Create it ("npm run kafka create totals") or correct the sink',
      [
        `Caused by: ${SHADED}.TimeoutException: Topic totals not present in metadata after 60000 ms.`,
        `Caused by: ${SHADED}.UnknownTopicOrPartitionException: This server does not host this topic-partition.`,
      ],
    ],
    [
      'Kafka did not say where topic totals is: the topic does not exist, or the broker does not answer.',
      [
        'Caused by: org.apache.kafka.common.errors.TimeoutException: Topic totals not present in metadata after 60000 ms.',
      ],
    ],
    [
      'the Kafka broker does not answer.',
      [
        'Caused by: java.lang.RuntimeException: Failed to get metadata for topics [payments].',
        `Caused by: ${SHADED}.TimeoutException: Call(callName=describeTopics, deadlineMs=1) timed out at 2 after 3 attempt(s)`,
      ],
    ],
    [
      'the Kafka broker does not answer.',
      [`Caused by: ${SHADED}.TimeoutException: Timed out waiting for a node assignment. Call: listNodes`],
    ],
    [
      'the cluster has too few free task slots.',
      [
        'Caused by: java.util.concurrent.CompletionException: java.util.concurrent.CompletionException: org.apache.flink.runtime.jobmanager.scheduler.NoResourceAvailableException: Could not acquire the minimum required resources.',
      ],
    ],
    [
      'a TaskManager does not answer; its process has probably ended.',
      [
        'Caused by: java.util.concurrent.CompletionException: org.apache.flink.runtime.rpc.exceptions.RecipientUnreachableException: Could not send message [RemoteRpcInvocation(TaskExecutorGateway.triggerCheckpoint(ExecutionAttemptID, long, long, CheckpointOptions))] from sender [Actor[pekko://flink/temp/taskmanager_0$sc]] to recipient [Actor[pekko.tcp://flink@127.0.0.1:31694/user/rpc/taskmanager_0#2073772422]], because the recipient is unreachable.',
      ],
    ],
    [
      'a TaskManager was lost.',
      [
        'Caused by: org.apache.flink.runtime.jobmaster.JobMasterException: TaskManager with id taskmanager-1 is no longer reachable.',
      ],
    ],
    [
      'a TaskManager was lost.',
      ['java.util.concurrent.TimeoutException: Heartbeat of TaskManager with id taskmanager-1 timed out.'],
    ],
    [
      'a TaskManager was lost.',
      ['java.util.concurrent.TimeoutException: The heartbeat of TaskManager with id tm-1 timed out.'],
    ],
    ['a TaskManager was lost.', ['org.apache.flink.util.FlinkException: The TaskExecutor is shutting down.']],
    [
      'a TaskManager was lost.',
      [
        "org.apache.flink.runtime.io.network.netty.exception.RemoteTransportException: Connection unexpectedly closed by remote task manager '127.0.0.1/127.0.0.1:1 [ tm-1 ] '. This might indicate that the remote task manager was lost.",
      ],
    ],
  ])('%s', (sentence, lines) => {
    expect(explainInfrastructure(traceOf(...lines))).toContain(sentence);
  });
});

test('with no TaskManager nobody is told to lower the parallelism', () => {
  const trace = traceOf(
    'Caused by: org.apache.flink.runtime.jobmanager.scheduler.NoResourceAvailableException: No slot.',
  );
  expect(isForLackOfSlots(trace)).toBe(true);
  expect(explainInfrastructure(trace, { taskManagers: 0 })).toMatch(/^no TaskManager runs, .*"npm run services up"/);
  expect(explainInfrastructure(trace, { taskManagers: 1 })).toContain('Lower the parallelism');
});

const NO_SLOT =
  'Caused by: org.apache.flink.runtime.jobmanager.scheduler.NoResourceAvailableException: Could not acquire the minimum required resources.';
const LOST = 'org.apache.flink.util.FlinkException: The TaskExecutor is shutting down.';

test.each([
  [0, NO_SLOT, 'no TaskManager runs'],
  [1, NO_SLOT, 'the cluster has too few free task slots'],
  [0, LOST, 'a TaskManager was lost. "npm run services status" says why, "npm run services up" starts it again.'],
  [1, LOST, 'a TaskManager was lost. One runs now.'],
  [2, LOST, 'a TaskManager was lost. 2 run now.'],
])('with %i TaskManagers now, a job that failed of %s says: %s', async (taskmanagers, line, sentence) => {
  const stacktrace = traceOf(line);
  const entry = { exceptionName: 'x', stacktrace, timestamp: 1, taskName: null };
  const answers: Record<string, object> = {
    'GET /overview': { taskmanagers },
    'GET /jobs/a': { jid: 'a', name: 'totals', state: 'RUNNING', 'start-time': 1, 'end-time': -1, vertices: [] },
  };
  const flink = await answering((request) => [200, answers[request] ?? { exceptionHistory: { entries: [entry] } }]);
  const job = new JobHandle(new FlinkRest(flink.url, { reconnectMs: 0 }), 'a', 'totals', undefined);
  expect((await job.exceptions())[0]?.message).toContain(`Job totals failed: ${sentence}`);
});

describe('a word is no proof:', () => {
  test.each<[string, string[]]>([
    [
      'topics that Kafka refuses for another reason',
      [
        'Caused by: java.lang.RuntimeException: Failed to get metadata for topics [a b].',
        `Caused by: ${SHADED}.InvalidTopicException: The given topic name 'a b' cannot be represented in a request.`,
      ],
    ],
    [
      'a message about topics',
      ['java.lang.IllegalStateException: order 7: Topic totals not present in metadata after 5 ms.'],
    ],
    ['a message about slots', ['java.lang.IllegalStateException: caught NoResourceAvailableException in the shop']],
    ['a message about a TaskManager', ['java.io.IOException: told: Heartbeat of TaskManager is fine']],
    [
      'a class of that name in a frame',
      ['java.lang.IllegalStateException: x', '\tat a.NoResourceAvailableException.b(C.java:1)'],
    ],
    ['a time-out of somebody else', [`Caused by: ${SHADED}.TimeoutException: Expiring 3 record(s) for t-0`]],
    ['a message about a savepoint', ['java.io.IOException: no Cannot map, savepoint state for operator']],
  ])('%s', (_, lines) => {
    expect(explainInfrastructure(traceOf(...lines))).toBeUndefined();
  });
});
