/** Services that are killed while the pipeline runs: nothing is lost, and nothing counts twice. */
import { hasEnded } from '@workbook/flink';
import { kill, status, up } from '@workbook/services';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { useLive } from '../../../packages/flink/test/harness.js';
import { kafkaClient } from '../../program/kafka.js';
import { endOf } from '../../program/offsets.js';
import { CarefulProducer, type Outage } from '../../program/producer.js';
import { Program } from '../../program/test/program.js';
import { generateMessages } from '../generator.js';
import { TOPICS } from '../topics.js';

// Generous: a busy machine must not fail a test.
vi.setConfig({ testTimeout: 480_000 });

const live = useLive();
const programs: Program[] = [];

afterEach(async () => {
  await Promise.all(programs.splice(0).map((program) => program.kill()));
});

function startDemo(...args: string[]): Program {
  const program = new Program('transactions/demo.ts', args, live.settings.home);
  programs.push(program);
  return program;
}

async function processOfTaskManager(): Promise<number | undefined> {
  return (await status(live.settings)).find(({ service }) => service === 'taskmanager')?.pid;
}

describe('the demo', () => {
  it('goes on after kill -9 of the TaskManager, and its books close', async () => {
    const demo = startDemo('seconds=600', 'rate=200');
    await demo.says(/user_aggregations [1-9]/);
    await kill(live.settings, 'taskmanager', 'SIGKILL');
    await demo.says(/Flink TaskManager is down\. Run "npm run services up"/);
    await up(live.settings);
    await demo.says(/The job runs again/);
    demo.interrupt();
    expect(await demo.ends(), demo.output).toBe(0);
    expect(demo.output).not.toContain('DIFFERS');
  });

  it('goes on after kill -9 of the broker, and its books close', async () => {
    const demo = startDemo('seconds=600', 'rate=200');
    await demo.says(/user_aggregations [1-9]/);
    const taskManager = await processOfTaskManager();
    await kill(live.settings, 'kafka', 'SIGKILL');
    await demo.says(/The producer can't reach Kafka/);
    await up(live.settings);
    await demo.says(/The producer reaches Kafka again/);
    demo.interrupt();
    expect(await demo.ends(), demo.output).toBe(0);
    expect(demo.output).not.toContain('DIFFERS');
    expect(await processOfTaskManager()).toBe(taskManager);
  });

  it('ends the job and itself when nobody reads its output any more', async () => {
    const demo = startDemo('seconds=600', 'rate=200');
    await demo.says(/user_aggregations [1-9]/);
    demo.closeOutput();
    expect(await demo.ends(), demo.output).toBe(1);
    expect(demo.output).toMatch(
      /Nobody reads the output any more \(it was closed\), so this ends, as with Ctrl-C\.\n$/,
    );
    expect((await live.client.list()).filter(({ state }) => !hasEnded(state))).toEqual([]);
  });

  it('submits the job again from its newest checkpoint after kill -9 of the JobManager, and its books close', async () => {
    const demo = startDemo('seconds=600', 'rate=200');
    await demo.says(/user_aggregations [1-9]/);
    await kill(live.settings, 'jobmanager', 'SIGKILL');
    await demo.says(/Flink JobManager is down/);
    await up(live.settings);
    await demo.says(/submitting it again from its newest checkpoint/);
    await demo.says(/The job runs again/);
    demo.interrupt();
    expect(await demo.ends(), demo.output).toBe(0);
    expect(demo.output).not.toContain('DIFFERS');
  });
});

describe('the producer', () => {
  it('says once that the broker is away, makes its caller wait, and loses and repeats nothing', async () => {
    const kafka = kafkaClient(live.settings.kafka.bootstrapServers, 'producer-test');
    const admin = kafka.admin();
    await admin.connect();
    const before = await endOf(admin, [TOPICS.transactions]);

    const outages: Outage['state'][] = [];
    const producer = new CarefulProducer(kafka, {
      topic: TOPICS.transactions,
      batchSize: 50,
      maxWaiting: 500,
      onOutage: ({ state }) => outages.push(state),
    });
    const stream = generateMessages({ seed: 3, start: 0, step: 1, users: 10, late: 0, malformed: 0 });
    const messages = (howMany: number) => Array.from({ length: howMany }, () => stream.next().value);

    await producer.connect();
    await producer.write(messages(400));
    await kill(live.settings, 'kafka', 'SIGKILL');
    let through = false;
    const blocked = producer.write(messages(600)).then(() => {
      through = true;
    });
    await expect.poll(() => outages.at(-1)).toBe('away');
    expect(through).toBe(false);

    await up(live.settings);
    await blocked;
    await producer.close();
    // On a slow machine other silences may count as outages. Each is said once.
    expect(outages).toEqual(outages.map((_, i) => (i % 2 === 0 ? 'away' : 'back')));
    expect(outages.at(-1)).toBe('back');
    expect(producer.acknowledged).toBe(1000);
    const after = await endOf(admin, [TOPICS.transactions]);
    await admin.disconnect();
    const size = (positions: typeof after) => positions.list().reduce((sum, { offset }) => sum + offset, 0n);
    expect(size(after) - size(before)).toBe(1000n);
  });
});
