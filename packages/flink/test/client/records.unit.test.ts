import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { typed } from '@workbook/terminal';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { formatLost } from '../../src/cli/lost-jobs.js';
import { flinkUrl, workbookHome } from '../../src/cluster/address.js';
import { latestCheckpoint } from '../../src/cluster/checkpoints.js';
import { JobRecords } from '../../src/cluster/job-records.js';
import { locationOf, pathOf } from '../../src/cluster/locations.js';
import { findLostJob, takeLostJobs } from '../../src/cluster/lost-jobs.js';
import { PLAN_VERSION } from '../../src/plan/names.js';
import { JobBundle } from '../../src/prepare/bundle.js';

let folder = '';
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "flink-records Müller's %20 büro-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('what is kept of a submission', () => {
  const record = (id: string) => ({
    id,
    url: 'http://127.0.0.1:1',
    bundle: new JobBundle('/jobs/a.ts', 'code', '{}'),
    plan: {
      version: PLAN_VERSION as typeof PLAN_VERSION,
      job: 'a',
      settings: { objectReuse: false, functionTimeoutMs: 1 },
      functions: [],
      nodes: [],
    },
    submission: { time: 1, seed: 2, args: {} },
    positions: [],
    warnings: [],
    checkpointDirectory: undefined,
  });

  test('is found again by another process', () => {
    new JobRecords(folder).save(record('ab12'));
    const found = new JobRecords(folder).load('ab12');
    expect(found?.bundle).toMatchObject({ file: '/jobs/a.ts', code: 'code', map: '{}' });
    expect(found?.submission.seed).toBe(2);
  });

  test('is missing for a job of another machine', () => {
    expect(new JobRecords(folder).load('ab12')).toBeUndefined();
  });

  test('does not grow without end: the oldest go, but never that of a job that has not ended', () => {
    const records = new JobRecords(folder);
    for (let i = 0; i < 60; i++) {
      records.save(record(`job-${i}`));
      utimesSync(path.join(folder, `job-${i}`, 'job.json'), i, i);
      if (i > 0) records.end(`job-${i}`);
    }
    records.save(record('newest'));
    expect(readdirSync(folder)).toHaveLength(52);
    expect(records.load('newest')).toBeDefined();
    expect(records.load('job-0')).toBeDefined();
    expect(records.load('job-1')).toBeUndefined();
    expect(records.unended('http://127.0.0.1:1').map((job) => job.record.id)).toEqual(['job-0', 'newest']);
    expect(records.unended('http://127.0.0.1:2')).toEqual([]);
  });

  describe('names the jobs that a JobManager forgot when it ended', () => {
    const URL = 'http://127.0.0.1:31234';
    const home = process.env.WORKBOOK_HOME;
    const address = process.env.FLINK_REST_URL;
    let records: JobRecords;
    /** The JobManager runs since then. */
    const startedAt = (time: number) => {
      mkdirSync(path.join(folder, 'pids'), { recursive: true });
      const started = { startedAt: new Date(time).toISOString(), ports: { flink: 31234 } };
      writeFileSync(path.join(folder, 'pids', 'jobmanager.pid'), JSON.stringify(started));
    };
    const state = (...names: string[]) => {
      mkdirSync(path.join(folder, ...names), { recursive: true });
      writeFileSync(path.join(folder, ...names, '_metadata'), '');
      return locationOf(path.join(folder, ...names));
    };
    const save = (id: string) =>
      records.save({ ...record(id), url: URL, checkpointDirectory: locationOf(path.join(folder, 'checkpoints')) });

    beforeEach(() => {
      process.env.WORKBOOK_HOME = folder;
      process.env.FLINK_REST_URL = URL;
      records = new JobRecords(path.join(folder, 'jobs'));
    });
    afterEach(() => {
      process.env.WORKBOOK_HOME = home;
      process.env.FLINK_REST_URL = address;
      if (address === undefined) delete process.env.FLINK_REST_URL;
    });

    test('once, with what each can go on from', () => {
      for (const id of ['a1', 'b2', 'c3', 'd4', 'e5']) save(id);
      const checkpoint = state('checkpoints', 'a1', 'chk-7');
      const savepoint = state('sav');
      records.keepSavepoint('b2', savepoint);
      records.end('d4');
      startedAt(Date.now() + 1000);
      const lost = takeLostJobs(records, URL, new Set(['e5']));
      expect(lost.map((job) => [job.record.id, job.from?.kind, job.from?.location])).toEqual([
        ['a1', 'checkpoint', checkpoint],
        ['b2', 'savepoint', savepoint],
        ['c3', undefined, undefined],
      ]);
      const text = formatLost(lost, Date.now());
      expect(text).toMatch(
        /^Flink's JobManager ended, and 3 jobs with it:\n {2}a \(a1\) can go on from its newest checkpoint/,
      );
      expect(text).toContain(`npm run flink run /jobs/a.ts ${typed([`from=${checkpoint}`])}`);
      expect(text).toContain(
        'a (c3) made no checkpoints, so it can only begin anew:\n    npm run flink run /jobs/a.ts',
      );
      expect(takeLostJobs(records, URL, new Set(['e5']))).toEqual([]);
    });

    test('with the program that a job belonged to, since that is what starts it again', () => {
      records.save({ ...record('f6f6'), url: URL, command: 'npm run demo' });
      startedAt(Date.now() + 1000);
      expect(formatLost(takeLostJobs(records, URL, new Set()), Date.now())).toMatch(
        /\n {2}a \(f6f6\) belonged to a program that has ended, too; start that again:\n {4}npm run demo$/,
      );
    });

    test('and whoever asks for one of them again, by id or by name, until another goes on in its place', () => {
      for (const id of ['a1a1', 'b2b2', 'c3c3']) save(id);
      const [older, newer] = ['a1a1', 'b2b2'].map((id) => path.join(folder, 'jobs', id, 'job.json')) as [
        string,
        string,
      ];
      utimesSync(older, 1, 1);
      utimesSync(newer, 2, 2);
      records.end('c3c3');
      startedAt(Date.now() + 1000);
      expect(findLostJob(records, URL, 'a')).toBeUndefined();
      takeLostJobs(records, URL, new Set());
      expect(findLostJob(records, URL, 'a')?.record.id).toBe('b2b2');
      expect(findLostJob(records, URL, 'A1A1')?.record.id).toBe('a1a1');
      expect(findLostJob(records, URL, 'c3c3')).toBeUndefined();
      expect(findLostJob(records, 'http://elsewhere:8081', 'a')).toBeUndefined();
      records.end('b2b2');
      expect(findLostJob(records, URL, 'a')?.record.id).toBe('a1a1');
    });

    test('and not what ended so long ago that Flink forgot it, nor what another program looks after', () => {
      startedAt(Date.now() - 60_000);
      save('a1');
      expect(takeLostJobs(records, URL, new Set())).toEqual([]);
      save('b2');
      const file = path.join(folder, 'jobs', 'b2', 'job.json');
      writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), pid: process.ppid }));
      startedAt(Date.now() + 1000);
      expect(takeLostJobs(records, URL, new Set())).toEqual([]);
      expect(takeLostJobs(records, 'http://elsewhere:8081', new Set())).toEqual([]);
    });
  });
});

describe('the newest checkpoint', () => {
  const checkpoint = (number: number, complete: boolean) => {
    const directory = path.join(folder, 'job', `chk-${number}`);
    mkdirSync(directory, { recursive: true });
    if (complete) writeFileSync(path.join(directory, '_metadata'), '');
    return locationOf(directory);
  };

  test('is the one with the highest number that was completed', () => {
    checkpoint(9, true);
    const newest = checkpoint(10, true);
    checkpoint(11, false);
    mkdirSync(path.join(folder, 'job', 'shared'));
    expect(latestCheckpoint(locationOf(folder), 'job')).toBe(newest);
    expect(latestCheckpoint(folder, 'job')).toBe(newest);
  });

  test('does not exist for a job that completed none', () => {
    expect(latestCheckpoint(folder, 'job')).toBeUndefined();
    checkpoint(1, false);
    expect(latestCheckpoint(folder, 'job')).toBeUndefined();
  });

  test('on another machine can not be looked for, and the message says where it is', () => {
    expect(() => latestCheckpoint('s3://bucket/checkpoints', 'job')).toThrow('s3://bucket/checkpoints');
  });
});

test('a path becomes a location, and comes back, without a character encoded: Flink takes it as it stands', () => {
  for (const file of ["/Müller's büro/my sav/chk-1", '/100 %/a%20b', '/a#b?c', '/tmp']) {
    expect(locationOf(file)).toBe(`file://${file}`);
    expect(pathOf(locationOf(file))).toBe(file);
    expect(pathOf(`file:${file}`)).toBe(file);
    expect(pathOf(file)).toBe(file);
  }
  for (const elsewhere of ['s3://bucket/savepoint-1', 'hdfs:///savepoint-1', 'savepoint-1']) {
    expect(pathOf(elsewhere)).toBeUndefined();
  }
});

describe("Flink's address", () => {
  test('is what the environment says, before what the instance uses', () => {
    writeFileSync(path.join(folder, 'instance.json'), JSON.stringify({ ports: { flink: 4711 } }));
    expect(flinkUrl({ WORKBOOK_HOME: folder })).toBe('http://127.0.0.1:4711');
    expect(flinkUrl({ WORKBOOK_HOME: folder, WORKBOOK_FLINK_PORT: '4712' })).toBe('http://127.0.0.1:4712');
    expect(flinkUrl({ WORKBOOK_HOME: folder, FLINK_REST_URL: 'http://flink:1' })).toBe('http://flink:1');
  });

  test("is Flink's default without an instance", () => {
    expect(flinkUrl({ WORKBOOK_HOME: folder })).toBe('http://127.0.0.1:8081');
  });

  test('comes from the nearest workbook upward', () => {
    const below = path.join(folder, 'lessons', '01');
    mkdirSync(path.join(folder, '.workbook'));
    mkdirSync(below, { recursive: true });
    expect(workbookHome({}, below)).toBe(path.join(folder, '.workbook'));
  });
});
