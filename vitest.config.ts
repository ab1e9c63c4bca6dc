/**
 * Two kinds of tests, told apart by the file's name:
 * - `*.unit.test.ts` needs no services and runs in parallel with others;
 * - `*.live.test.ts` runs against Kafka and Flink, one file after the other. All of them share one instance of the
 *   services that belongs to this run alone (`tests/instance.ts`): `readSettings()` finds it through WORKBOOK_HOME. A test
 *   that kills services makes an instance of its own in a folder named `${process.env.WORKBOOK_HOME}-something`.
 *
 * A file with neither name counts as a unit test, so that none is left out.
 */
import { realpathSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { defineConfig } from 'vitest/config';

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

/** How long `expect.poll` waits, in ms: a busy machine must not fail a test. */
const expectations = { poll: { timeout: 20_000 } };

const home = process.env.WORKBOOK_TEST_HOME ?? path.join(realpathSync(tmpdir()), `workbook-test-${process.pid}`);
const folders = '{packages/*/test,checkpoints/test,pipelines/*/test,notebooks,tests}/**';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: [`${folders}/*.test.{ts,mjs}`],
          exclude: ['**/*.live.test.ts', '**/node_modules/**'],
          env: { WORKBOOK_HOME: `${home}-unit` },
          testTimeout: 30_000,
          expect: expectations,
        },
      },
      {
        test: {
          name: 'live',
          include: [`${folders}/*.live.test.ts`],
          env: { WORKBOOK_HOME: home },
          globalSetup: 'tests/instance.ts',
          pool: 'forks',
          fileParallelism: false,
          testTimeout: 120_000,
          hookTimeout: 180_000,
          expect: expectations,
        },
      },
    ],
  },
});
