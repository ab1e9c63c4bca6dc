import {
  appendFileSync,
  existsSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { followFile } from '../src/follow.js';
import { lastLines, lastWords, logFile, prepareLog, tellingLines } from '../src/logs.js';

let home: string;

beforeEach(() => {
  home = mkdtempSync(path.join(tmpdir(), 'logs-'));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe('a log', () => {
  test('gives its last lines, not reaching back before the process that is asked about', () => {
    prepareLog(home, 'kafka');
    const file = logFile(home, 'kafka');
    writeFileSync(file, 'old 1\nold 2\n');
    const start = prepareLog(home, 'kafka');
    appendFileSync(file, 'new 1\nnew 2\nnew 3\n');
    expect(lastLines(file, 2)).toEqual(['new 2', 'new 3']);
    expect(lastLines(file, 10, start)).toEqual(['new 1', 'new 2', 'new 3']);
    expect(lastLines(path.join(home, 'none'), 10)).toEqual([]);
  });

  test('that has grown large is set aside at the next start', () => {
    prepareLog(home, 'kafka');
    const file = logFile(home, 'kafka');
    writeFileSync(file, '');
    truncateSync(file, 9 * 1024 * 1024);
    expect(prepareLog(home, 'kafka')).toBe(0);
    expect(existsSync(file)).toBe(false);
    expect(statSync(`${file}.1`).size).toBe(9 * 1024 * 1024);
  });

  test('can be followed through growth, cut lines and rotation', async () => {
    const file = path.join(home, 'a.log');
    writeFileSync(file, 'before\n');
    const lines: string[] = [];
    const stop = new AbortController();
    const following = followFile(file, (line) => lines.push(line), stop.signal);
    appendFileSync(file, 'first\nsec');
    await expect.poll(() => lines).toEqual(['first']);
    appendFileSync(file, 'ond ü\n');
    await expect.poll(() => lines).toEqual(['first', 'second ü']);
    renameSync(file, `${file}.1`);
    writeFileSync(file, 'fresh\n');
    await expect.poll(() => lines).toEqual(['first', 'second ü', 'fresh']);
    stop.abort();
    await following;
  });
});

test('of a crash, a log shows the failure and its causes rather than the dump of threads after it', () => {
  prepareLog(home, 'kafka');
  const file = logFile(home, 'kafka');
  const dump = Array.from({ length: 100 }, (_, i) => `\tat some.Thread.run(${i})`);
  const failure = [
    '[main] ERROR Kafka - Exiting',
    'org.x.KafkaException: Socket server failed',
    '\tat a.b',
    '\tat c.d',
  ];
  const lines = [
    '[main] INFO Kafka - starting',
    ...failure,
    '\tat e.f',
    'Caused by: java.net.BindException: in use',
    ...dump,
  ];
  writeFileSync(file, `${lines.join('\n')}\n`);
  expect(tellingLines(file, 12, 0, true)).toEqual([...failure, 'Caused by: java.net.BindException: in use']);
  writeFileSync(file, 'one\ntwo\nthree\n');
  expect(tellingLines(file, 2, 0, true)).toEqual(['two', 'three']);
});

describe('of a service that ended without a word after long work', () => {
  const refusal =
    '2026-11-30 02:00:00.000 [data-plane-kafka-request-handler-1] ERROR kafka.server.ReplicaManager - refused';
  const end = '2026-11-30 02:10:00.000 [main] INFO kafka.log - Rolled new log segment';

  test('its end is shown, and not an old failure that it survived', () => {
    prepareLog(home, 'kafka');
    const file = logFile(home, 'kafka');
    writeFileSync(file, [refusal, 'org.apache.kafka.common.InvalidRecordException: x', end, ''].join('\n'));
    expect(tellingLines(file, 1, 0, false)).toEqual([end]);
    expect(lastWords(file, 0)).toEqual([]);
  });

  test('who was killed while it started shows its first failure', () => {
    prepareLog(home, 'kafka');
    const file = logFile(home, 'kafka');
    writeFileSync(file, [refusal, end, ''].join('\n'));
    expect(tellingLines(file, 1, 0, true)).toEqual([refusal]);
  });
});
