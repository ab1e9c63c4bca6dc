/**
 * Two kinds of tests, told apart by the file's name:
 * - `*.unit.test.ts` needs no services;
 * - `*.live.test.ts` runs against Kafka and Flink.
 *
 * Two files run at a time, each in a lane of its own: a folder for the state (`tests/lane.ts`) and, for live tests, an
 * instance of the services in it (`tests/lane-services.ts`). While a file runs, its lane's Kafka and Flink are its alone,
 * so that it may also kill them. `readSettings()` finds them through WORKBOOK_HOME. A test that needs services in another
 * state than running makes an instance in a folder named `${process.env.WORKBOOK_HOME}-something`.
 *
 * A file with neither name counts as a unit test, so that none is left out.
 */
import { realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { defineConfig } from 'vitest/config';
import { LongestFirst } from './tests/longest-first.js';

/** A learner's own choice of services has no say here. The downloads (WORKBOOK_CACHE) are shared. */
const LEARNERS = [
  'WORKBOOK_MODE',
  'WORKBOOK_KAFKA_PORT',
  'WORKBOOK_FLINK_PORT',
  'WORKBOOK_JUPYTER_PORT',
  'WORKBOOK_CONSOLE_PORT',
  'KAFKA_BOOTSTRAP_SERVERS',
  'FLINK_REST_URL',
];
for (const name of LEARNERS) delete process.env[name];

/** How long `expect.poll` waits, in ms. Like the other limits it ends what hangs, and must not hurry a busy machine. */
const expectations = { poll: { timeout: 60_000 } };

const lanes = Number(process.env.WORKBOOK_TEST_LANES ?? 2);
const home = process.env.WORKBOOK_TEST_HOME ?? path.join(realpathSync(tmpdir()), `workbook-test-${process.pid}`);
const folders = '{packages/*/test,checkpoints/test,pipelines/*/test,notebooks,tests}/**';
/** What `npm test fast` leaves out: its time grows with the number of lessons. */
const slow = process.env.WORKBOOK_TEST_FAST
  ? ['checkpoints/test/gate.live.test.ts', 'notebooks/**/*.live.test.ts']
  : [];

export default defineConfig({
  test: {
    sequence: { sequencer: LongestFirst },
    /** Time to end the lanes' services, in ms. */
    teardownTimeout: 120_000,
    projects: [
      {
        test: {
          name: 'unit',
          include: [`${folders}/*.test.{ts,mjs}`],
          exclude: ['**/*.live.test.ts', '**/node_modules/**'],
          env: { WORKBOOK_TEST_HOME: `${home}-unit` },
          setupFiles: ['tests/lane.ts'],
          pool: 'forks',
          maxWorkers: lanes,
          testTimeout: 120_000,
          hookTimeout: 60_000,
          expect: expectations,
        },
      },
      {
        test: {
          name: 'live',
          include: [`${folders}/*.live.test.ts`],
          exclude: ['**/node_modules/**', ...slow],
          env: { WORKBOOK_TEST_HOME: `${home}-live` },
          globalSetup: 'tests/instances.ts',
          setupFiles: ['tests/lane.ts', 'tests/lane-services.ts'],
          pool: 'forks',
          maxWorkers: lanes,
          // The gate's cases: half of a check is waiting.
          maxConcurrency: 2,
          testTimeout: 400_000,
          hookTimeout: 400_000,
          expect: expectations,
        },
      },
    ],
  },
});
