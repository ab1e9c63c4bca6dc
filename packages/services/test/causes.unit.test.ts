import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { likelyCause } from '../src/causes.js';
import { lastWords } from '../src/logs.js';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'causes-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** What is said of a dead service whose log is this. */
function causeIn(...lines: string[]): string | undefined {
  const file = path.join(folder, 'service.log');
  writeFileSync(file, `${lines.join('\n')}\n`);
  return likelyCause(lastWords(file, 0));
}

const at = '\tat a.b.C.d(C.java:1)';
const logged = (text: string, level = 'ERROR') => `2026-11-30 02:00:00.000 [main] ${level} ${text}`;
const KAFKA_ENDS = logged('kafka.Kafka$ - Exiting Kafka due to fatal exception during startup.');
const KAFKA_FAULT = logged(
  'org.apache.kafka.server.fault.ProcessTerminatingFaultHandler - Encountered fatal fault: Error',
);
const JOBMANAGER_ENDS = logged(
  'org.apache.flink.runtime.entrypoint.ClusterEntrypoint - Could not start cluster entrypoint StandaloneSessionClusterEntrypoint.',
);
const TASKMANAGER_FATAL = logged(
  'org.apache.flink.runtime.taskexecutor.TaskManagerRunner - Fatal error occurred while executing the TaskManager. Shutting it down...',
);
const TASKMANAGER_ENDS = logged(
  'org.apache.flink.runtime.taskexecutor.TaskManagerRunner - Terminating TaskManagerRunner with exit code 1.',
);

describe('the cause of a death is told', () => {
  test.each<[string, string[]]>([
    ['The disk is full.', [KAFKA_ENDS, 'java.io.IOException: No space left on device', at]],
    [
      'The disk is full.',
      [
        logged(
          'org.apache.kafka.storage.internals.log.LogDirFailureChannel - Error while appending records to t-0 in dir /x',
        ),
        'java.io.IOException: No space left on device',
        at,
        logged('kafka.log.LogManager - Stopping serving logs in dir /x', 'WARN'),
        logged(
          'org.apache.kafka.storage.internals.log.LogManager - Shutdown broker because all log dirs in /x have failed',
        ),
      ],
    ],
    // The log was on the full disk, and ends there.
    [
      'The disk is full.',
      [
        logged(
          'org.apache.kafka.storage.internals.log.LogDirFailureChannel - Error while appending records to fill-1 in dir /x',
        ),
        'java.io.IOException: No space left on device',
        at,
      ],
    ],
    ['The disk is full.', [JOBMANAGER_ENDS, 'java.nio.file.FileSystemException: /x/y: No space left on device', at]],
    [
      'too busy',
      [
        TASKMANAGER_ENDS,
        'a.b.E: x',
        at,
        'Caused by: java.util.concurrent.TimeoutException: Futures timed out after [10 s]',
      ],
    ],
    [
      'Another program took one of its ports.',
      [
        KAFKA_FAULT,
        'org.apache.kafka.common.KafkaException: Socket server failed to bind to 127.0.0.1:9092: Address already in use.',
        at,
        'Caused by: java.net.BindException: Address already in use',
      ],
    ],
    [
      'Another program took one of its ports.',
      [
        JOBMANAGER_ENDS,
        'org.apache.flink.runtime.entrypoint.ClusterEntrypointException: Failed to initialize the cluster entrypoint X.',
        at,
        'Caused by: java.net.BindException: Could not start rest endpoint on any port in port range 8081',
      ],
    ],
    [
      'The machine has no memory left for it.',
      [
        logged('kafka.x - working', 'INFO'),
        "OpenJDK 64-Bit Server VM warning: INFO: os::commit_memory(0x1, 2, 0) failed; error='Not enough space' (errno=12)",
        '#',
        '# There is insufficient memory for the Java Runtime Environment to continue.',
      ],
    ],
    [
      'The machine has no memory left for it.',
      ['Error occurred during initialization of VM', 'Could not reserve enough space for 262144KB object heap'],
    ],
    [
      'It ran out of memory.',
      [logged('kafka.x - working', 'INFO'), 'Terminating due to java.lang.OutOfMemoryError: Java heap space'],
    ],
    ['It ran out of memory.', [TASKMANAGER_FATAL, 'java.lang.OutOfMemoryError: Metaspace. The metaspace …', at]],
    [
      'Another Kafka is using the same data folder.',
      [
        KAFKA_FAULT,
        'org.apache.kafka.common.KafkaException: Failed to acquire lock on file .lock in data. A Kafka …',
        at,
      ],
    ],
    [
      'Its data on disk cannot be read.',
      [KAFKA_ENDS, 'java.lang.RuntimeException: No readable meta.properties files found.', at],
    ],
    [
      'Its data on disk cannot be read.',
      [KAFKA_ENDS, 'java.lang.RuntimeException: Error: node ID not found in data', at],
    ],
    [
      'Its data on disk cannot be read.',
      [
        KAFKA_ENDS,
        'java.lang.RuntimeException: Invalid reserved directory ID AAAAAAAAAAAAAAAAAAAAAQ found in data',
        at,
      ],
    ],
    [
      'Its data on disk cannot be read.',
      [KAFKA_ENDS, 'java.lang.RuntimeException: Invalid cluster.id in: /x/meta.properties. Expected a, but read b', at],
    ],
    [
      'Its data on disk cannot be read.',
      [
        KAFKA_FAULT,
        'org.apache.kafka.common.errors.CorruptRecordException: Record size 3 is less than the minimum',
        at,
      ],
    ],
    ['It may not write to its folder.', [KAFKA_ENDS, 'java.nio.file.AccessDeniedException: data/x', at]],
    ['It may not write to its folder.', [KAFKA_ENDS, 'java.io.FileNotFoundException: data/x (Permission denied)', at]],
    ['A jar is missing or damaged.', ['Error: Could not find or load main class kafka.Kafka']],
    ['A jar is missing or damaged.', ['Exception in thread "main" java.lang.NoClassDefFoundError: a/B', at]],
  ])('%s', (sentence, lines) => {
    const startsAtAll = !/^(?:Error|Exception)/.test(lines[0] ?? '');
    expect(causeIn(...(startsAtAll ? [logged('a.b.C - starting', 'INFO')] : []), ...lines)).toContain(sentence);
  });
});

describe('what a service wrote while it worked is no cause of its death:', () => {
  const words: [string, string[]][] = [
    [
      'a client’s refused record',
      [
        logged(
          'kafka.server.ReplicaManager - [ReplicaManager broker=1] Error processing append operation on partition t-0',
        ),
        'org.apache.kafka.common.InvalidRecordException: One or more records have been rejected due to 1 record errors',
        at,
      ],
    ],
    [
      'a corrupt index that Kafka rebuilds',
      [
        logged('kafka.log.UnifiedLog - Found a corrupted index file corresponding to log file t-0, rebuilding', 'WARN'),
        at,
      ],
    ],
    [
      'meta.properties read at the start',
      [
        logged(
          'org.apache.kafka.metadata.properties.MetaPropertiesEnsemble - meta.properties file /x/meta.properties',
          'INFO',
        ),
      ],
    ],
    [
      'a job that ran out of memory',
      [
        logged('org.apache.flink.runtime.taskmanager.Task - map (1/1)#0 switched from RUNNING to FAILED', 'WARN'),
        'java.lang.OutOfMemoryError: Java heap space',
        at,
      ],
    ],
    [
      'a job without its class',
      [
        logged('o.a.f.runtime.webmonitor.JarRunHandler - Unhandled exception.'),
        'java.lang.ClassNotFoundException: a.B',
        at,
      ],
    ],
    [
      'a job whose message looks like Java’s own',
      [
        logged('org.apache.flink.runtime.taskmanager.Task - failed', 'WARN'),
        'Error: Could not find or load main class mine',
        'Error: ENOSPC: no space left on device, write',
      ],
    ],
    [
      'a port that the metrics did not get',
      [logged('o.a.f.runtime.metrics - Could not start', 'WARN'), 'java.net.BindException: Address already in use', at],
    ],
    [
      'a file that a job may not read',
      [
        logged('o.a.f.runtime.taskmanager.Task - failed', 'WARN'),
        'java.nio.file.AccessDeniedException: /etc/shadow',
        at,
      ],
    ],
    [
      'a disk that was full for a moment',
      [logged('o.a.f.runtime.taskmanager.Task - failed', 'WARN'), 'java.io.IOException: No space left on device', at],
    ],
  ];

  test('a refused record, of which the sink’s clean-up made the TaskManager’s death', () => {
    const cause = causeIn(
      TASKMANAGER_FATAL,
      'java.io.IOException: One or more Kafka Producer send requests have encountered exception',
      '\tat org.apache.flink.connector.kafka.sink.KafkaWriter.close(KafkaWriter.java:210)',
      'Caused by: org.apache.flink.kafka.shaded.org.apache.kafka.common.InvalidRecordException: Timestamp 1 is out of range.',
      '2026-11-30 01:53:56.112 [main] INFO org.apache.flink.runtime.taskexecutor.TaskManagerRunner - Terminating TaskManagerRunner with exit code 1.',
    );
    expect(cause).toBeUndefined();
  });

  test.each(words)('%s, before kill -9', (_, lines) => {
    expect(causeIn(logged('a.b.C - started', 'INFO'), ...lines, logged('a.b.C - goes on', 'INFO'))).toBeUndefined();
  });

  test.each(words)('%s, before another death', (_, lines) => {
    const death = [TASKMANAGER_FATAL, 'java.lang.IllegalStateException: Writable backchannel already exists.', at];
    expect(causeIn(logged('a.b.C - started', 'INFO'), ...lines, ...death)).toBeUndefined();
  });
});

test.each([
  [
    'Another program took one of its ports.',
    ['Error: listen EADDRINUSE: address already in use 127.0.0.1:8080', '    at x'],
  ],
  ['Another program took one of its ports.', ['Traceback', 'OSError: [Errno 98] Address already in use']],
  ['The disk is full.', ['Error: ENOSPC: no space left on device, write', '    at x']],
  ['It may not write to its folder.', ["PermissionError: [Errno 13] Permission denied: '/x'"]],
])('of the console’s or JupyterLab’s last lines: %s', (sentence, lines) => {
  expect(likelyCause(lines)).toContain(sentence);
});
