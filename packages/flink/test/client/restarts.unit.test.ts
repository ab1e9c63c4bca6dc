import { describe, expect, test } from 'vitest';
import { formatDescription, formatFailure } from '../../src/cli/describe-command.js';
import { formatList } from '../../src/cli/list-command.js';
import { DeploymentReport } from '../../src/cluster/deployment.js';
import type { JobSummary } from '../../src/cluster/flink-client.js';
import type { JobDescription } from '../../src/cluster/job-handle.js';
import type { JobState } from '../../src/cluster/job-status.js';
import type { FlinkRest } from '../../src/cluster/rest.js';
import { hasRecovered, type RestartHistory, restartHistory } from '../../src/cluster/restarts.js';
import { LOST_EVENT } from '../lost-event.js';

const LOST = 'JobException: TaskManager with id taskmanager-1 is no longer reachable.';
const NO_SLOTS =
  'org.apache.flink.runtime.jobmanager.scheduler.NoResourceAvailableException: Could not acquire the minimum required resources.';
const THROW =
  'workbook.flink.engine.LearnerError: workbook-error: {"kind":"function","operator":"check","name":"RangeError","message":"below zero","stack":[],"record":"-1"}';

const entry = (stacktrace: string, timestamp: number, execution?: number) => ({
  exceptionName: '',
  stacktrace,
  timestamp,
  taskName: execution === undefined ? null : `Source: a -> check (1/1) - execution #${execution}`,
});

/** What is made of Flink's answer, newest entry first. */
function history(entries: object[], state: JobState = 'RUNNING', now = 100_000): Promise<RestartHistory> {
  const rest = { get: async () => ({ exceptionHistory: { entries } }) } as unknown as FlinkRest;
  return restartHistory(rest, { id: 'ab12', name: 'sums' }, { state, now }, undefined);
}

describe('the failures of a job', () => {
  test('go back to the first of a chain: without a TaskManager there are no slots', async () => {
    const { cause, failures } = await history([
      entry(NO_SLOTS, 3),
      entry(NO_SLOTS, 2),
      entry(LOST, 1),
      entry(THROW, 0),
    ]);
    expect(cause?.message).toContain('a TaskManager was lost');
    expect(failures[0]?.message).toContain('too few free task slots');
    expect((await history([entry(NO_SLOTS, 1)])).cause?.message).toContain('too few free task slots');
  });

  test('name the function that threw, and not the connection that broke with its task', async () => {
    const { cause } = await history([{ ...entry(LOST, 5), concurrentExceptions: [entry(THROW, 5, 0)] }]);
    expect(cause?.message).toContain('failed in operator "check": RangeError: below zero');
  });

  test('are counted also where Flink has forgotten the old ones', async () => {
    expect((await history([entry(THROW, 2, 40), entry(THROW, 1, 39)])).restarts).toBe(41);
    expect((await history([entry(LOST, 2), entry(LOST, 1)])).restarts).toBe(2);
    expect((await history([entry(THROW, 2, 3)], 'FAILED')).restarts).toBe(3);
    expect((await history([])).restarts).toBe(0);
  });

  test('count as restarts, but not that a job waited for slots while there was no TaskManager', async () => {
    const waits = [entry(NO_SLOTS, 5, 3), entry(NO_SLOTS, 4, 2), entry(NO_SLOTS, 3, 1)];
    expect((await history([...waits, entry(LOST, 2, 0)])).restarts).toBe(1);
    expect((await history([entry(THROW, 6, 4), ...waits, entry(LOST, 2, 0)])).restarts).toBe(2);
    expect((await history([entry(THROW, 6, 4), ...waits, entry(LOST, 2, 0)], 'FAILED')).restarts).toBe(1);
    expect((await history([...waits, entry(LOST, 2, 0)], 'FAILED')).restarts).toBe(1);
    expect((await history(waits.map((each) => ({ ...each, taskName: null })))).restarts).toBe(0);
  });
});

describe('a failure of which Flink only kept that an event was lost', () => {
  const noteOf = (attempt: number, message: string, subtask = 0, task = 'Source: a -> check') =>
    `${JSON.stringify({ task, subtask, attempt, failure: THROW.slice(THROW.indexOf('workbook-error')).replace('below zero', message) })}\n`;

  /** What is made of Flink's answers where a TaskManager's folder holds these notes. */
  async function explained(notes: string | undefined, ...entries: object[]): Promise<RestartHistory> {
    const name = 'workbook-failures-ab12.log';
    const answers: Record<string, unknown> = {
      '/jobs/ab12/exceptions': { exceptionHistory: { entries } },
      '/taskmanagers': { taskmanagers: [{ id: 'tm-1' }] },
      '/taskmanagers/tm-1/logs': { logs: notes === undefined ? [] : [{ name, size: Buffer.byteLength(notes) }] },
    };
    const rest = {
      get: async (route: string) => answers[route],
      bytes: async () => Buffer.from(notes ?? ''),
    } as unknown as FlinkRest;
    return restartHistory(rest, { id: 'ab12', name: 'sums' }, { state: 'FAILED', now: 100_000 }, undefined);
  }

  test('is the one that the task noted before', async () => {
    const { cause } = await explained(noteOf(0, 'below zero'), entry(LOST_EVENT, 1, 0));
    expect(cause).toMatchObject({ inFunction: true, operator: 'check', record: '-1' });
    expect(cause?.message).toBe('Job sums failed in operator "check": RangeError: below zero\nrecord: -1');
    expect(cause?.stackTrace).toContain('TaskNotRunningException');
  });

  test('is the newest of the same execution: another was tried again, or was another task’s', async () => {
    const notes = [noteOf(0, 'first'), noteOf(1, 'tried again'), noteOf(1, 'elsewhere', 1), noteOf(1, 'last')];
    const torn = '{"subtask":0,"att';
    const entries = [entry(LOST_EVENT, 2, 1), entry(LOST_EVENT, 1, 0)];
    const { failures } = await explained(notes.slice(0, 3).join('') + notes[3] + torn, ...entries);
    expect(failures.map(({ message }) => message.split('\n')[0])).toEqual([
      'Job sums failed in operator "check": RangeError: last',
      'Job sums failed in operator "check": RangeError: first',
    ]);
  });

  test.each([undefined, noteOf(7, 'another execution'), noteOf(0, 'another task', 0, 'Source: b')])(
    'is a sentence where nothing was noted of it: %s',
    async (notes) => {
      const { cause } = await explained(notes, entry(LOST_EVENT, 1, 0));
      expect(cause?.message).toBe(
        'Job sums failed: a task failed, and Flink noticed it before it heard why. ' +
          '"npm run services logs taskmanager" shows what the task failed with.\n' +
          'Flink says: Task is not running, but in state FAILED',
      );
    },
  );
});

describe('a job has recovered', () => {
  const failed = (...times: number[]) => times.map((time) => ({ time }));
  const running = (now: number) => ({ state: 'RUNNING' as const, now });

  test('when it runs some seconds after its only failure', () => {
    expect(hasRecovered(running(5900), failed(1000))).toBe(false);
    expect(hasRecovered(running(6000), failed(1000))).toBe(true);
    expect(hasRecovered({ state: 'RESTARTING', now: 9000 }, failed(1000))).toBe(false);
    expect(hasRecovered({ state: 'DEPLOYING', now: 9000 }, failed(1000))).toBe(false);
  });

  test('not while it runs between two failures of a loop', () => {
    expect(hasRecovered(running(10_500), failed(10_000, 9_000))).toBe(false);
    expect(hasRecovered(running(14_900), failed(10_000, 9_900))).toBe(false);
    expect(hasRecovered(running(15_000), failed(10_000, 9_900))).toBe(true);
    expect(hasRecovered(running(69_000), failed(40_000, 20_000))).toBe(false);
    expect(hasRecovered(running(80_000), failed(40_000, 20_000))).toBe(true);
  });

  test('or was ended by somebody, but not if it failed for good', () => {
    expect(hasRecovered({ state: 'CANCELED', now: 10_000 }, failed(10_000, 9_000))).toBe(true);
    expect(hasRecovered({ state: 'FAILED', now: 90_000 }, failed(10_000))).toBe(false);
    expect(hasRecovered({ state: 'FAILED', now: 90_000 }, [])).toBe(false);
    expect(hasRecovered({ state: 'FINISHED', now: 90_000 }, [])).toBe(true);
  });
});

describe('list and describe', () => {
  const summary = (more: Partial<JobSummary> = {}): JobSummary => ({
    id: '0123456789abcdef',
    name: 'sums',
    state: 'RUNNING',
    tasks: { total: 17, running: 17, waiting: 0 },
    startTime: 40_000,
    endTime: undefined,
    ...more,
  });
  const looping = () => history([entry(THROW, 99_000, 46), entry(THROW, 98_000, 45)]);
  const description = async (entries: object[], state: JobState, running = 17): Promise<JobDescription> => ({
    ...(await history(entries, state)),
    ...summary({ state, tasks: { total: 17, running, waiting: 17 - running } }),
    now: 100_000,
    vertices: [],
    operators: [],
    dashboardUrl: 'http://127.0.0.1:8081',
  });

  test('say nothing of failures where there are none', async () => {
    expect(formatList([summary()], [await history([])], 100_000)).toBe(
      'ID        NAME  STATE    SINCE\n01234567  sums  RUNNING  for 60 s',
    );
    expect(formatFailure(await description([], 'RUNNING'))).toBeUndefined();
  });

  test('show a crash loop: its restarts, and the last failure with its time', async () => {
    expect(formatList([summary()], [await looping()], 100_000)).toBe(
      'ID        NAME  STATE    SINCE     RESTARTS  LAST FAILURE\n' +
        '01234567  sums  RUNNING  for 60 s  47        1 s ago: in operator "check": RangeError: below zero',
    );
    const loop = await description([entry(THROW, 99_000, 46), entry(THROW, 98_000, 45)], 'RUNNING');
    expect(formatFailure(loop)).toContain(
      'It fails: Flink has restarted it 47 times. The last failure, 1 s ago, at 1970-01-01T00:01:39.000Z: Job sums failed in operator "check"',
    );
  });

  test('show what followed from a failure behind it', async () => {
    const text = formatFailure(await description([entry(NO_SLOTS, 99_000), entry(LOST, 60_000)], 'RESTARTING'));
    expect(text).toMatch(
      /The last failure, 40 s ago, .*a TaskManager was lost[\s\S]*Since then: .*too few free task slots/,
    );
  });

  test('call a job that never found slots no failing one', async () => {
    const waiting = await description([entry(NO_SLOTS, 99_000, 1), entry(NO_SLOTS, 98_000, 0)], 'RESTARTING');
    expect(formatFailure(waiting)).toMatch(
      /^It has not run yet, and Flink tries again\. The last failure, 2 s ago, .*too few free task slots/,
    );
    expect(formatList([summary()], [waiting], 100_000)).not.toContain('RESTARTS');
  });

  test('call a failure that is over by that name', async () => {
    const over = await history([entry(THROW, 40_000, 0)]);
    expect(formatList([summary()], [over], 100_000)).toContain('60 s ago, recovered: in operator "check"');
    expect(formatFailure(await description([entry(THROW, 40_000, 0)], 'RUNNING'))).toBe(
      'Recovered: Flink restarted the job once. The last failure, 60 s ago, at 1970-01-01T00:00:40.000Z, was: in operator "check": RangeError: below zero',
    );
  });

  test('say of a job that deploys how many of its tasks run', async () => {
    const deploying = summary({ state: 'DEPLOYING', tasks: { total: 17, running: 3, waiting: 0 } });
    expect(formatList([deploying], [await history([])], 100_000)).toMatch(/DEPLOYING 3 of 17 /);
    const waiting = summary({ state: 'DEPLOYING', tasks: { total: 17, running: 3, waiting: 14 } });
    expect(formatList([waiting], [await history([])], 100_000)).toContain('DEPLOYING 3 of 17, 14 without a slot');
    expect(formatDescription(await description([], 'DEPLOYING', 3))).toContain(
      'deploying, 3 of 17 tasks run, 14 wait for a free task slot, for',
    );
  });
});

test('a deployment that takes its time is told, and again when more tasks run', () => {
  const told: string[] = [];
  let now = 0;
  const report = new DeploymentReport(
    (sentence) => told.push(sentence),
    () => now,
  );
  const at = (time: number, running: number, state: JobState = 'DEPLOYING') => {
    now = time;
    report.hear({ name: 'sums', state, tasks: { total: 17, running, waiting: 0 } });
  };
  at(0, 0, 'INITIALIZING');
  at(1900, 0);
  expect(told).toEqual([]);
  at(2000, 3);
  at(3000, 4);
  at(7000, 4);
  at(60_000, 4);
  expect(told).toEqual(['Job sums is deploying: 3 of 17 tasks run.', 'Job sums is deploying: 4 of 17 tasks run.']);
  at(61_000, 17, 'RUNNING');
  at(62_000, 0, 'RESTARTING');
  at(63_000, 0);
  expect(told).toHaveLength(2);
});
