/** `npm run transactions:processor` as a person runs it. */
import { existsSync } from 'node:fs';
import { FlinkClient, hasEnded, pathOf } from '@workbook/flink';
import { createTopics, kill, readSettings, up } from '@workbook/services';
import { afterEach, beforeAll, expect, it, vi } from 'vitest';
import { fileBeside } from '../../../packages/flink/test/harness.js';
import { kafkaClient } from '../../program/kafka.js';
import { CarefulProducer } from '../../program/producer.js';
import { followResults } from '../../program/result-consumer.js';
import { SavepointNote } from '../../program/savepoint.js';
import { forgetProcessor } from '../../program/test/forget-processor.js';
import { Program } from '../../program/test/program.js';
import { generateMessages } from '../generator.js';
import { GROUP_ID, JOB_NAME } from '../job.js';
import { KEEP_ABOVE } from '../pricing.js';
import { TOPICS } from '../topics.js';

// Generous: a busy machine must not fail a test.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

/** All that a TaskManager has. */
const TASK_SLOTS = 8;
const PATIENCE = { timeout: 120_000, interval: 500 };

const settings = readSettings();
const note = new SavepointNote(settings.home, JOB_NAME);
const programs: Program[] = [];

function start(...args: string[]): Program {
  const program = new Program('transactions/processor-cli.ts', args, settings.home);
  programs.push(program);
  return program;
}

async function runningJobs(): Promise<string[]> {
  const jobs = await new FlinkClient(settings.flink.url).list();
  return jobs.flatMap(({ name, state }) => (name === JOB_NAME && !hasEnded(state) ? [state] : []));
}

beforeAll(() => createTopics(settings));
afterEach(async () => {
  await Promise.all(programs.splice(0).map((program) => program.kill()));
  await forgetProcessor(JOB_NAME, GROUP_ID);
});

it('takes its job with it when it is killed, and the next one goes on where that ended', async () => {
  const first = start();
  await first.says(/The job runs/);
  await first.kill();
  await vi.waitFor(() => expect(note.read()).toEqual(expect.any(String)), PATIENCE);
  expect(await runningJobs()).toEqual([]);
  const savepoint = note.read() ?? '';
  expect(existsSync(pathOf(savepoint) ?? '')).toBe(true);

  const next = start();
  await next.says(/The job runs/);
  expect(note.read()).toBeUndefined();
  next.interrupt();
  expect(await next.ends(), next.output).toBe(0);
  expect(existsSync(pathOf(savepoint) ?? '')).toBe(false);
  expect(note.read()).toEqual(expect.any(String));
});

it('says what it waits for while its job finds no free task slots, also that the TaskManager is gone', async () => {
  const client = new FlinkClient(settings.flink.url);
  const full = await client.submit(fileBeside(import.meta.url, '../../../packages/flink/test/client/jobs/idle.ts'), {
    parallelism: TASK_SLOTS,
    typeCheck: false,
  });
  try {
    await full.waitFor('RUNNING', { timeoutMs: PATIENCE.timeout });
    const program = start();
    await program.says(/Job transactions is deploying: 0 of \d+ tasks? runs?, \d+ waits? for a free task slot\./);
    expect(program.output).not.toContain('The job runs');
    await kill(settings, 'taskmanager', 'SIGKILL');
    await program.says(/Flink TaskManager is down\. Run "npm run services up"/);
    expect(program.output).not.toContain('The job runs');
    // It makes no checkpoints, so it ends.
    await full.waitForEnd({ timeoutMs: PATIENCE.timeout });
    await up(settings);
    await program.says(/The job runs/);
    await program.says(/Flink TaskManager is back\./);
    program.interrupt();
    expect(await program.ends(), program.output).toBe(0);
  } finally {
    await full.cancel();
  }
});

it('begins the first time with what is sent from its start on, and reads what was there before where it is asked to', async () => {
  const kafka = kafkaClient(settings.kafka.bootstrapServers, 'processor-test');
  const producer = new CarefulProducer(kafka, { topic: TOPICS.transactions });
  const purchases = generateMessages({ seed: Date.now(), start: Date.now(), step: 1, users: 9, late: 0, malformed: 0 });
  /** Sends purchases that the job keeps, and returns their ids. */
  async function send(howMany: number): Promise<string[]> {
    const sent: string[] = [];
    while (sent.length < howMany) {
      const { key, value, transaction } = purchases.next().value;
      if ((transaction?.amount ?? 0) <= KEEP_ABOVE) continue;
      sent.push(transaction?.transaction_id ?? '');
      await producer.write([{ key, value }]);
    }
    await producer.flush();
    return sent;
  }
  const processed: string[] = [];
  const results = await followResults(kafka, {
    name: 'processor-test',
    topics: [TOPICS.processed],
    beginning: false,
    onResult: ({ text }) => processed.push((JSON.parse(text) as { transaction_id: string }).transaction_id),
  });
  await Promise.all([producer.connect(), results.start()]);
  try {
    const old = await send(20);
    const first = start();
    await first.says(
      /The job begins with what is sent from now on\. \d[\d ]* older messages of transactions are left alone; "npm run transactions:processor from=beginning" reads them, too\.\n/,
      60_000,
    );
    const sent = await send(5);
    await vi.waitFor(() => expect(processed).toEqual(expect.arrayContaining(sent)), PATIENCE);
    expect(processed.toSorted()).toEqual(sent.toSorted());
    first.interrupt();
    expect(await first.ends(), first.output).toBe(0);

    const between = await send(3);
    const next = start();
    await next.says(
      /The job goes on where the last one stopped\. What was sent since then comes first; "npm run transactions:processor from=now" leaves it alone\.\n/,
      60_000,
    );
    await vi.waitFor(() => expect(processed.toSorted()).toEqual([...sent, ...between].toSorted()), PATIENCE);
    next.interrupt();
    expect(await next.ends(), next.output).toBe(0);

    processed.length = 0;
    const all = start('from=beginning');
    await all.says(
      /The job begins at the beginning of transactions, with \d[\d ]* messages that are there already\.\n/,
      60_000,
    );
    await vi.waitFor(() => expect(processed).toEqual(expect.arrayContaining([...old, ...sent, ...between])), PATIENCE);
  } finally {
    await Promise.all([producer.close(), results.stop()]);
  }
});
