/** Starting, healing and wiping, on an instance of its own: these tests kill services. */
import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kafkaClient, withAdmin } from '../src/ask.js';
import { describeFailure } from '../src/failures.js';
import { freeInstance } from '../src/instance.js';
import { javaHome } from '../src/java.js';
import { lastLines, logFile } from '../src/logs.js';
import { isFrozen, ownLinesFrom, readRecord } from '../src/processes.js';
import { restartDead } from '../src/restart.js';
import { down, kill, reset, status, up } from '../src/services.js';
import { SERVICE_NAMES, type ServiceName, type Settings } from '../src/settings.js';
import { SERVICE_TITLES } from '../src/status.js';
import { createTopics } from '../src/topics.js';

// A name that breaks whatever splits paths at spaces or commas, or knows only ASCII.
const HOME = `${process.env.WORKBOOK_HOME}-kills ü, x`;
let settings: Settings;

const pids = () => SERVICE_NAMES.map((service) => readRecord(settings.home, service)?.pid);
const states = async () => Object.fromEntries((await status(settings)).map(({ service, state }) => [service, state]));
const ALL_RUNNING = { kafka: 'running', jobmanager: 'running', taskmanager: 'running' };
/** On a busy machine a service that runs may not answer in time, and is told as unready then. */
const expectAllRunning = () => expect.poll(states).toEqual(ALL_RUNNING);

beforeAll(async () => {
  settings = await freeInstance(HOME);
  // Two at the same time, as from two terminals.
  await Promise.all([up(settings), up(settings)]);
});
afterAll(async () => {
  await down(settings);
  rmSync(HOME, { recursive: true, force: true });
});

describe('up', () => {
  test('starts everything, once, also when two commands start it at the same time', async () => {
    await expectAllRunning();
    const details = async () => (await status(settings)).map(({ detail }) => detail);
    await expect.poll(details).toEqual(['1 broker', 'Flink 2.3.0, 0 running jobs', '8 task slots']);
    const response = await fetch(`${settings.flink.url}/overview`);
    expect(await response.json()).toMatchObject({ taskmanagers: 1, 'slots-total': 8 });
  });

  test('keeps Flink’s temporary files in the instance’s folder: whoever is killed leaves none elsewhere', async () => {
    // Flink makes the folder for the first file that somebody fetches.
    await fetch(`${settings.flink.url}/index.html`);
    const temporary = readdirSync(path.join(settings.home, 'flink', 'tmp'));
    expect(temporary).toContainEqual(expect.stringMatching(/^flink-web-/));
  });

  test('leaves alone what runs', async () => {
    const before = pids();
    const started: ServiceName[] = [];
    await up(settings, { onProgress: ({ service, state }) => state === 'starting' && started.push(service) });
    expect(started).toEqual([]);
    expect(pids()).toEqual(before);
  });

  test('refuses a port that another workbook has, and names that workbook and the way out', async () => {
    const home = `${process.env.WORKBOOK_HOME}-busy`;
    try {
      const other = await freeInstance(home);
      const clash: Settings = { ...other, ports: { ...other.ports, kafka: settings.ports.kafka } };
      await expect(up(clash)).rejects.toThrow(
        `Port ${settings.ports.kafka}, which Kafka needs, is in use by the workbook in ${settings.home}. ` +
          `End that one there with "npm stop", or choose another port: WORKBOOK_KAFKA_PORT=${settings.ports.kafka + 100} npm start`,
      );
    } finally {
      rmSync(home, { recursive: true, force: true });
    }
  });

  test('refuses to move services that run to another port', async () => {
    const moved: Settings = { ...settings, ports: { ...settings.ports, flink: settings.ports.flink + 1 } };
    await expect(up(moved)).rejects.toThrow(`already run, on port ${settings.ports.flink}. Run "npm stop" first`);
  });
});

describe('after kill -9', () => {
  test.each(SERVICE_NAMES)('of the %s, status names it and up mends it', async (service) => {
    await kill(settings, service, 'SIGKILL');
    const killed = (await status(settings)).find((it) => it.service === service);
    expect(killed?.state).toBe('crashed');
    // What it said while it worked is no cause, and nobody wipes a disk for a word of it.
    expect(killed?.logLines).toEqual([]);
    expect(killed?.detail).toContain(
      `is gone: it was killed (no error in its log: ${logFile(settings.home, service)})`,
    );
    expect(killed?.detail).toMatch(
      /^its process \d+, started \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC(?:[+-]\d+)?(?::\d\d)?, is gone: /,
    );
    // Whoever killed it may want it dead.
    const said: string[] = [];
    expect(await restartDead(settings, (sentence) => said.push(sentence))).toBe(false);
    expect(said).toEqual([
      `${SERVICE_TITLES[service]} was killed on purpose and is left so: "npm run services up" starts it again.`,
    ]);
    await up(settings);
    await expectAllRunning();
  });
});

test('a TaskManager that died by itself is started again for a command that needs it, which says so', async () => {
  process.kill(readRecord(settings.home, 'taskmanager')?.pid ?? 0, 'SIGKILL');
  await expect.poll(states).toMatchObject({ taskmanager: 'crashed', jobmanager: 'running' });
  const said: string[] = [];
  expect(await restartDead(settings, (sentence) => said.push(sentence))).toBe(true);
  expect(said).toEqual(['Flink TaskManager had ended. Starting it again …', 'Flink TaskManager runs again.']);
  await expectAllRunning();
  expect(await restartDead(settings, (sentence) => said.push(sentence))).toBe(false);
  expect(said).toHaveLength(2);
});

test('a frozen process is called that, is no reason to wait for a command, and goes on with up', async () => {
  const record = readRecord(settings.home, 'taskmanager');
  if (!record) throw new Error('no TaskManager was started');
  const { pid } = record;
  process.kill(pid, 'SIGSTOP');
  await expect.poll(() => isFrozen(record)).toBe(true);
  // At once, though Flink lists it for some seconds more.
  expect((await status(settings)).find(({ service }) => service === 'taskmanager')).toMatchObject({
    state: 'unready',
    detail: expect.stringContaining(`its process ${pid} is frozen (SIGSTOP or Ctrl-Z)`),
  });
  await expect(restartDead(settings, () => {})).rejects.toThrow(`"kill -CONT ${pid}" lets it go on`);
  const said: string[] = [];
  await up(settings, { onNotice: (sentence) => said.push(sentence) });
  expect(said[0]).toBe(`Flink TaskManager (process ${pid}) was frozen by a signal, and goes on now.`);
  await expectAllRunning();
});

test('a log that grows while its service runs is set aside before it is too large, and is the same file', async () => {
  const limit = 20_000;
  process.env.WORKBOOK_LOG_BYTES = String(limit);
  try {
    for (const service of SERVICE_NAMES) await kill(settings, service, 'SIGKILL');
    await up(settings);
  } finally {
    delete process.env.WORKBOOK_LOG_BYTES;
  }
  await expectAllRunning();
  for (const service of SERVICE_NAMES) {
    const log = logFile(settings.home, service);
    // The line that crosses the limit may come with its stack trace.
    expect(statSync(log).size, service).toBeLessThan(2 * limit);
    expect(statSync(`${log}.1`).size, service).toBeGreaterThan(limit);
    expect(lastLines(log, 1)[0], service).toMatch(/^(\d{4}-\d\d-\d\d |\s+at )/);
  }
  const record = readRecord(settings.home, 'kafka');
  expect(record && ownLinesFrom(record)).toBe(0);
});

test('a service that ends while it starts is reported at once, with the cause and the remedy', async () => {
  await kill(settings, 'kafka', 'SIGKILL');
  const file = path.join(settings.home, 'kafka', 'data', 'meta.properties');
  const intact = readFileSync(file, 'utf8');
  writeFileSync(file, intact.replace(/^directory\.id=.*$/m, 'directory.id=AAAAAAAAAAAAAAAAAAAAAQ'));
  const failure = await up(settings).catch((error: unknown) => describeFailure(error));
  writeFileSync(file, intact);
  expect(failure).toMatch(
    /^Kafka ended (with code 1 )?while it was starting\. Its data on disk cannot be read\. "npm run services reset"/,
  );
  expect(failure).toContain('From its log:');
  await up(settings);
});

test('a damaged Java runtime is named instead of what it says when it breaks down', async () => {
  const home = `${process.env.WORKBOOK_HOME}-damaged`;
  try {
    const own = { ...(await freeInstance(home)), cache: path.join(home, 'cache') };
    cpSync(javaHome(settings), javaHome(own), { recursive: true });
    symlinkSync(path.join(settings.cache, 'jars'), path.join(own.cache, 'jars'));
    writeFileSync(path.join(javaHome(own), 'lib', 'modules'), 'damaged');
    const failure = await up(own).catch((error: unknown) => describeFailure(error));
    expect(failure).toMatch(
      /\. The downloads in the cache are damaged: the Java runtime \(lib\/modules\)\. "npm start" fetches it again\.$/,
    );
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
});

describe('Kafka’s data', () => {
  const topic = { name: 'survivor', partitions: 3, config: { 'retention.ms': '123456' } };
  const topics = () => withAdmin(settings, (admin) => admin.listTopics());

  test('topics are created once, and are there as soon as createTopics returns', async () => {
    expect(await createTopics(settings, [topic])).toEqual(['survivor']);
    expect(await createTopics(settings, [topic])).toEqual([]);
    const metadata = await withAdmin(settings, (admin) => admin.fetchTopicMetadata({ topics: ['survivor'] }));
    expect(metadata.topics[0]?.partitions.map((partition) => partition.leader)).toEqual([1, 1, 1]);
  });

  test('the first records sent to a new topic are stored once', async () => {
    const producer = (await kafkaClient(settings)).producer();
    await producer.connect();
    // Where a partition isn't served yet, kafkajs sends the others' records again.
    const partitions = Array.from({ length: 20 }, (_, partition) => partition);
    for (const name of ['new-1', 'new-2', 'new-3', 'new-4', 'new-5']) {
      await createTopics(settings, [{ name, partitions: partitions.length }]);
      await producer.send({ topic: name, messages: partitions.map((partition) => ({ partition, value: 'first' })) });
      const offsets = await withAdmin(settings, (admin) => admin.fetchTopicOffsets(name));
      expect(offsets.map(({ high }) => high)).toEqual(partitions.map(() => '1'));
    }
    await producer.disconnect();
  });

  test('survives down and up', async () => {
    await down(settings);
    expect(await states()).toEqual({ kafka: 'stopped', jobmanager: 'stopped', taskmanager: 'stopped' });
    await up(settings);
    expect(await topics()).toContain('survivor');
  });

  test('stays with an instance that lost its instance.json', async () => {
    rmSync(path.join(settings.home, 'instance.json'));
    await kill(settings, 'kafka', 'SIGTERM');
    await up(settings);
    expect(await topics()).toContain('survivor');
  });

  test('is wiped by reset, as is Flink’s state', async () => {
    await reset(settings);
    expect(existsSync(`${settings.home}/kafka`)).toBe(false);
    expect(existsSync(`${settings.home}/flink`)).toBe(false);
    await up(settings);
    expect(await topics()).toEqual([]);
  });
});
