/** `npm run services …` on the services that all live tests share, and on an instance where nothing runs. */
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { runCommand, startCommand } from '../../../tests/run-command.js';
import { freeInstance } from '../src/instance.js';
import { readSettings, type Settings } from '../src/settings.js';

const shared = readSettings();
/** A service that runs may not answer in time on a busy machine, and is told as unready then: ask again. */
const PATIENT = { timeout: 60_000, interval: 500 };
let idle: Settings;
const onIdle = (...words: string[]) => runCommand('services', words, { WORKBOOK_HOME: idle.home });

beforeAll(async () => {
  idle = await freeInstance(`${process.env.WORKBOOK_HOME}-idle`);
});
afterAll(() => rmSync(idle.home, { recursive: true, force: true }));

describe('services status', () => {
  test('succeeds where everything runs', async () => {
    await vi.waitFor(async () => {
      const { code, stdout } = await runCommand('services', ['status']);
      expect(code).toBe(0);
      expect(stdout).toContain(`Kafka              running   127.0.0.1:${shared.ports.kafka}`);
      expect(stdout).toContain('Flink TaskManager  running');
    }, PATIENT);
  });

  test('fails where something does not run, and names the command that mends it', async () => {
    const { code, stdout } = await onIdle('status');
    expect(code).toBe(1);
    expect(stdout).toContain('Kafka              stopped');
    expect(stdout).toContain('JupyterLab         stopped                           not started; "npm start" starts it');
    expect(stdout).toContain('npm run services up');
  });

  test('asks a cluster of one’s own', async () => {
    const env = {
      KAFKA_BOOTSTRAP_SERVERS: `127.0.0.1:${shared.ports.kafka}`,
      FLINK_REST_URL: `http://127.0.0.1:${idle.ports.flink}`,
    };
    await vi.waitFor(async () => {
      const { code, stdout } = await runCommand('services', ['status'], { ...env, WORKBOOK_HOME: idle.home });
      expect(code).toBe(1);
      expect(stdout).toMatch(/Kafka +running/);
      expect(stdout).toMatch(/Flink JobManager +unready .* does not answer/);
      expect(stdout).toContain('correct KAFKA_BOOTSTRAP_SERVERS and FLINK_REST_URL');
    }, PATIENT);
  });
});

describe('services', () => {
  test('up and down leave a cluster of one’s own alone, and say so', async () => {
    const env = { KAFKA_BOOTSTRAP_SERVERS: `127.0.0.1:${shared.ports.kafka}`, FLINK_REST_URL: shared.flink.url };
    for (const word of ['up', 'down']) {
      const { code, stdout } = await runCommand('services', [word], { ...env, WORKBOOK_HOME: idle.home });
      expect(code).toBe(0);
      expect(stdout).toContain('the workbook neither starts nor stops them');
    }
    await vi.waitFor(async () => expect((await runCommand('services', ['status'])).code).toBe(0), PATIENT);
  });

  test('down where nothing runs is no failure', async () => {
    expect((await onIdle('down')).code).toBe(0);
  });

  test('reset wipes nothing without being told so', async () => {
    const { code, stdout } = await onIdle('reset');
    expect(code).toBe(1);
    expect(stdout).toContain('Nothing was changed. To wipe them without being asked: npm run services reset yes');
  });

  test('name a misspelt command or word, and what was probably meant', async () => {
    const command = await onIdle('stats');
    expect([command.code, command.stderr]).toEqual([1, expect.stringContaining('(Did you mean status?)')]);
    const word = await onIdle('logs', 'kafak');
    expect([word.code, word.stderr]).toEqual([
      1,
      expect.stringContaining('"kafak" is not known here. Did you mean "kafka"? Possible: kafka, jobmanager'),
    ]);
    const doctor = await onIdle('doctor', 'verbose');
    expect(doctor).toMatchObject({
      code: 1,
      stdout: '',
      stderr: '"verbose" is not known here. Nothing follows here.\n',
    });
  });

  test('logs shows the last lines, and follows until Ctrl-C', async () => {
    const { stdout } = await runCommand('services', ['logs', 'kafka', '3']);
    expect(stdout.trim().split('\n')).toHaveLength(4);
    const following = startCommand('services', ['logs', 'jobmanager', '1', 'follow']);
    await vi.waitFor(() => expect(following.output()).toContain('jobmanager.log'), PATIENT);
    // Flink's REST API writes a line for each refused request.
    await vi.waitFor(async () => {
      await fetch(`${shared.flink.url}/jars`, { headers: { 'Sec-Fetch-Site': 'cross-site' } });
      await fetch(`${shared.flink.url}/jars`, { headers: { Origin: 'http://evil.example' } });
      expect(following.output()).toContain('Refused GET /jars');
    }, PATIENT);
    following.child.kill('SIGINT');
    expect((await following.finished).code).toBe(0);
  });
});

test('doctor prints a report fit for an issue, with the services and their logs, on one page', async () => {
  const ports = { WORKBOOK_CONSOLE_PORT: String(shared.ports.kafka), WORKBOOK_JUPYTER_PORT: 'x' };
  const env = { https_proxy: 'http://me:hunter2@proxy.example', ...ports };
  const { code, stdout } = await runCommand('services', ['doctor'], env);
  expect(code).toBe(0);
  for (const title of ['Machine', 'Versions', 'Settings', 'Ports', 'Services', 'Pages', 'Log: JupyterLab'])
    expect(stdout).toContain(`## ${title}\n`);
  expect(stdout).toMatch(/Kafka +4\.4\.0\n/);
  expect(stdout).toMatch(/Flink +2\.3\.0\n/);
  expect(stdout).toMatch(/jars +(\d+) of \1\n/);
  expect(stdout).toMatch(/JupyterLab +stopped/);
  expect(stdout).toMatch(new RegExp(`Kafka +${shared.ports.kafka}: used by "java"`));
  expect(stdout).toMatch(new RegExp(`Console +${shared.ports.kafka}: used by "java"`));
  expect(stdout).toMatch(/JupyterLab +WORKBOOK_JUPYTER_PORT is "x"; it must be a port number/);
  expect(stdout).not.toContain('hunter2');
});
