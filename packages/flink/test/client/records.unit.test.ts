import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { flinkUrl, workbookHome } from '../../src/client/address.js';
import { JobBundle } from '../../src/client/bundle.js';
import { latestCheckpoint } from '../../src/client/checkpoints.js';
import { JobRecords } from '../../src/client/job-records.js';
import { locationOf, pathOf } from '../../src/client/locations.js';

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
      version: 1 as const,
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

  test('does not grow without end: the oldest go', () => {
    const records = new JobRecords(folder);
    for (let i = 0; i < 60; i++) {
      records.save(record(`job-${i}`));
      utimesSync(path.join(folder, `job-${i}`), i, i);
    }
    records.save(record('newest'));
    expect(readdirSync(folder)).toHaveLength(50);
    expect(records.load('newest')).toBeDefined();
    expect(records.load('job-0')).toBeUndefined();
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
