import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { kill, up } from '@workbook/services';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { fileBeside, PATIENT, useLive } from '../harness.js';
import { jobFile } from './job-folder.js';
import { proxyOf } from './rest-proxy.js';

const live = useLive();
const CLI = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));
const children: ChildProcess[] = [];
/** Where the commands find Flink, if not directly. */
let flinkUrl: string | undefined;
/** Where the person is. */
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), "Müller's büro "));
});
afterEach(() => {
  flinkUrl = undefined;
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

const PATIENT_POLL = { timeout: PATIENT.timeoutMs };

/** A command that runs; `output` grows. */
class Command {
  output = '';
  readonly ended: Promise<number | null>;
  readonly #child: ChildProcess;

  constructor(...words: string[]) {
    const env = { ...process.env, FLINK_REST_URL: flinkUrl ?? live.client.url, NO_COLOR: '1', INIT_CWD: folder };
    this.#child = spawn(process.execPath, [CLI, ...words], { env, stdio: ['ignore', 'pipe', 'pipe'] });
    children.push(this.#child);
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.output += text;
      });
    }
    this.ended = new Promise((resolve) => this.#child.once('close', resolve));
  }

  interrupt(): void {
    this.#child.kill('SIGINT');
  }

  /** As `head` does when it has seen enough. */
  closeOutput(): void {
    this.#child.stdout?.destroy();
  }

  async shows(text: string | RegExp): Promise<void> {
    await expect.poll(() => this.output, { timeout: 120_000, interval: 30 }).toMatch(text);
  }
}

/** A job file whose job has a name of its own, prints what it reads and fails at a negative number. */
async function printingJob() {
  const [input = ''] = await live.topics('numbers');
  const name = live.unique('printing');
  const file =
    jobFile(`import { defineJob, KafkaSink, KafkaSource, OffsetsInitializer, WatermarkStrategy } from '@workbook/flink';
export default defineJob<{ broker: string }>('${name}', (env, { broker }) => {
  const source = new KafkaSource<number>({
    bootstrapServers: broker, topics: ['${input}'], groupId: '${input}', startingOffsets: OffsetsInitializer.earliest(),
  });
  env.fromSource(source, WatermarkStrategy.noWatermarks(), 'numbers')
    .filter((n) => {
      if (n < 0) throw new RangeError('below zero');
      console.log('number', n);
      return false;
    }).name('print')
    .sinkTo(new KafkaSink({ bootstrapServers: broker, topic: '${input}' }));
});
`);
  return { file, name, input, words: [file, `broker=${live.broker}`] };
}

test('run shows what the job prints, and Ctrl-C cancels the job that it started', async () => {
  const { words, name, input } = await printingJob();
  const run = new Command('run', ...words);
  await run.shows(`Job ${name} runs`);
  await live.produce(input, [{ value: 12 }]);
  await run.shows('[print#0] number 12');
  run.interrupt();
  expect(await run.ended).toBe(130);
  expect(run.output).toContain(`Job ${name} is cancelled.`);
  expect((await live.livingJobs()).map((job) => job.name)).not.toContain(name);
});

test('an output that nobody reads any more cancels the job, which is named', async () => {
  const { words, name, input } = await printingJob();
  const run = new Command('run', ...words);
  await run.shows('Ctrl-C cancels it.');
  await live.produce(input, [{ value: 1 }]);
  await run.shows('number 1');
  run.closeOutput();
  await live.produce(input, [{ value: 2 }]);
  expect(await run.ended, run.output).toBe(1);
  expect(run.output).toMatch(new RegExp(`Nobody reads the output any more[^]*Job ${name} is cancelled\\.\n$`));
  expect((await (await live.client.job(name)).status()).state).toBe('CANCELED');
});

test('a second Ctrl-C while Flink has not confirmed the job says how to end what may run', async () => {
  const { words, name } = await printingJob();
  let asked = false;
  flinkUrl = await proxyOf(live.client.url, (request) => {
    if (!request.endsWith('/run')) return undefined;
    asked = true;
    return 'mute';
  });
  const run = new Command('run', ...words);
  await expect.poll(() => asked).toBe(true);
  const living = async () => (await live.livingJobs()).filter((job) => job.name === name);
  await expect.poll(living).toHaveLength(1);
  const [job] = await living();
  run.interrupt();
  await run.shows('The submission is broken off');
  run.interrupt();
  expect(await run.ended).toBe(130);
  const remedy = `"npm run flink cancel ${job?.id.slice(0, 8)}" ends it.`;
  expect(run.output).toContain(`Left at once. If Flink has started the job, it goes on; ${remedy}`);
  await (await live.client.job(job?.id ?? '')).cancel();
});

test('run names the job that it can’t follow any more', async () => {
  const { words, name } = await printingJob();
  let follows = true;
  flinkUrl = await proxyOf(live.client.url, (request) =>
    follows || !/^GET \/jobs\/\w{32}$/.test(request) ? undefined : 'denied',
  );
  const run = new Command('run', ...words);
  await run.shows(`Job ${name} runs`);
  follows = false;
  expect(await run.ended).toBe(1);
  const job = await live.client.job(name);
  expect(run.output).toContain(`Job ${name} is left as it is.`);
  expect(run.output).toContain(`"npm run flink cancel ${job.id.slice(0, 8)}" ends it.`);
  expect(run.output).toContain('with status 400');
  await job.cancel();
});

test('run shows where the job failed, and says so with its exit code', async () => {
  const { words, input } = await printingJob();
  const run = new Command('run', ...words);
  await live.produce(input, [{ value: -1 }]);
  expect(await run.ended).toBe(1);
  expect(run.output).toMatch(/job\.ts:8:\d+: Job .* failed in operator "print": RangeError: below zero/);
  expect(run.output).toContain('record: -1');
});

test('run and plan warn of a window that may never fire, and plan and run refuse one that never will', async () => {
  const [input = ''] = await live.topics('few-partitions');
  const name = live.unique('stalled');
  const file =
    jobFile(`import { defineJob, Duration, KafkaSource, TumblingEventTimeWindows, WatermarkStrategy } from '@workbook/flink';
export default defineJob<{ broker: string; silent?: boolean }>('${name}', (env, { broker, silent }) => {
  const source = new KafkaSource<number>({ bootstrapServers: broker, topics: ['${input}'], groupId: '${input}' });
  const strategy = silent ? WatermarkStrategy.noWatermarks<number>() : WatermarkStrategy.forMonotonousTimestamps<number>();
  env.fromSource(source, strategy, 'numbers').setParallelism(2)
    .keyBy((n) => n).window(TumblingEventTimeWindows.of(Duration.ofSeconds(1))).reduce((a) => a).name('counts')
    .print();
});
`);
  const warning = '"counts" may never fire: "numbers" has 2 subtasks for 1 partition';
  const words = [file, `broker=${live.broker}`];
  const plan = new Command('plan', ...words);
  expect(await plan.ended).toBe(0);
  expect(plan.output).toMatch(/ counts .* \(warning\)\n/);
  expect(plan.output).toContain(`Warning, operator 2: ${warning}`);

  const run = new Command('run', ...words, 'detached');
  expect(await run.ended).toBe(0);
  expect(run.output).toMatch(new RegExp(`^Warning: \\S*job\\.ts:6:\\d+: ${warning}[^]*Job ${name} runs`));
  expect((await live.client.job(name)).warnings).toMatchObject([{ node: 2, position: { line: 6 } }]);
  const later = new Command('plan', name);
  await later.ended;
  expect(later.output).toContain(`Warning, operator 2: ${warning}`);
  expect(await new Command('cancel', name).ended).toBe(0);

  for (const command of ['plan', 'run']) {
    const refused = new Command(command, ...words, 'silent=true');
    expect(await refused.ended).toBe(1);
    expect(refused.output).toMatch(/- \S*job\.ts:6:\d+: "counts" would never fire: .*"numbers" sends no watermarks/);
  }
  const mistyped = new Command('run', ...words, 'silnet=true');
  expect(await mistyped.ended).toBe(1);
  expect(mistyped.output).toBe(
    `The job "${name}" never reads the argument silnet; nothing was submitted. Did you mean silent?\n`,
  );
});

test('run detached leaves the job to list, logs, plan and cancel', async () => {
  const { words, name, input } = await printingJob();
  const run = new Command('run', ...words, 'detached');
  expect(await run.ended).toBe(0);
  expect(run.output).toContain('It goes on without this terminal');

  const list = new Command('list');
  await list.ended;
  expect(list.output).toMatch(new RegExp(`${name} +RUNNING`));

  await live.produce(input, [{ value: 3 }]);
  const logs = new Command('logs', name);
  await logs.shows('[print#0] number 3');
  logs.interrupt();
  await logs.ended;

  const describe = new Command('describe', name);
  expect(await describe.ended).toBe(0);
  expect(describe.output).toMatch(new RegExp(`^Job ${name} \\(\\w+\\): running, for \\d+ (s|min)\\nhttp://`));
  expect(describe.output).toMatch(/OPERATOR +IN +OUT +WATERMARK/);
  expect(describe.output).toMatch(/print +\d+ +0 +none/);
  const metrics = new Command('metrics', name);
  await metrics.ended;
  expect(metrics.output).toContain(`The functions of job ${name} measure nothing`);
  const savepoint = new Command('savepoint', name);
  expect(await savepoint.ended).toBe(0);
  expect(savepoint.output).toMatch(/goes on, and has a savepoint: file:\S+/);

  const plan = new Command('plan', name);
  await plan.ended;
  expect(plan.output).toContain(`Kafka source: topic ${input}`);

  const cancel = new Command('cancel', name);
  expect(await cancel.ended).toBe(0);
  expect(cancel.output).toBe(`Job ${name} is cancelled.\n`);
  const late = new Command('stop', name);
  expect(await late.ended).toBe(1);
  expect(late.output).toContain(`Job ${name} has ended: it is cancelled.`);
  const again = new Command('cancel', name.replace('printing', 'prinitng'));
  expect(await again.ended).toBe(1);
  expect(again.output).toContain(`Did you mean ${name}?`);
});

test('a job that was stopped goes on with the command that stop printed, and reads nothing twice', async () => {
  const { words, name, input } = await printingJob();
  const run = new Command('run', ...words, 'detached');
  expect(await run.ended).toBe(0);
  await live.produce(input, [{ value: 1 }]);
  const logs = new Command('logs', name);
  await logs.shows('number 1');
  logs.interrupt();
  await logs.ended;
  const stop = new Command('stop', name, 'my sav');
  expect(await stop.ended, stop.output).toBe(0);
  expect(stop.output).toContain(`Job ${name} is stopped, with a savepoint: file:${folder}/my sav/`);
  // As a shell reads the words that were printed.
  const [, printed = ''] = stop.output.split('npm run flink ');
  const resumed = execFileSync('sh', ['-c', `printf '%s\\n' ${printed.trim()}`], { encoding: 'utf8' }).trimEnd();
  const savepoint = resumed.split('from=file:')[1] ?? '';
  expect(existsSync(path.join(savepoint, '_metadata'))).toBe(true);

  const again = new Command(...resumed.split('\n'), 'parallelism=1');
  await again.shows(`Job ${name} runs`);
  await live.produce(input, [{ value: 2 }]);
  await again.shows('[print#0] number 2');
  expect(again.output).not.toContain('number 1');

  const drain = new Command('stop', name, 'drain');
  expect(await drain.ended, drain.output).toBe(0);
  expect(drain.output).toContain('It was drained');
  expect(await again.ended).toBe(0);
  // With an address it would be somebody else's Flink, which may read another disk.
  flinkUrl = '';
  const nowhere = new Command('run', ...words, 'from=nowhere');
  expect(await nowhere.ended).toBe(1);
  expect(nowhere.output).toContain(`Job ${name} was not submitted: there is no savepoint at ${folder}/nowhere.`);
  expect((await live.client.list()).filter((job) => job.name === name && job.state === 'FAILED')).toEqual([]);
});

test('list and describe show a crash loop for what it is, and a job that got over its failure', async () => {
  const file = jobFile(readFileSync(fileBeside(import.meta.url, 'jobs/restarting.ts'), 'utf8'));
  const [input, other] = await live.topics('numbers', 'other');
  const run = new Command('run', file, `broker=${live.broker}`, `input=${input}`, 'once=false');
  await run.shows('Job restarting runs');
  const loop = live.track(await live.client.job('restarting'));
  const once = await live.run(file, { args: { broker: live.broker, input: other, once: true } });
  for (const topic of [input, other]) await live.produce(topic, [{ value: -1 }]);
  await expect.poll(async () => (await loop.restarts()).restarts, PATIENT_POLL).toBeGreaterThan(2);
  await expect
    .poll(async () => (await once.describe()).recovered && (await once.restarts()).restarts, PATIENT_POLL)
    .toBe(1);

  await run.shows(/Job restarting restarts(, for the \w+ time)?\. .*job\.ts.*below zero/);
  await run.shows(/restarts, for the \d+(st|nd|rd|th) time, after the same failure\./);

  const list = new Command('list');
  await list.ended;
  const failure = 'job\\.ts:\\d+:\\d+: in operator "check": RangeError: below zero';
  const row = (id: string) => list.output.split('\n').find((line) => line.startsWith(id.slice(0, 8)));
  expect(list.output).toMatch(/SINCE +RESTARTS +LAST FAILURE/);
  expect(row(loop.id)).toMatch(new RegExp(` [1-9]\\d* +\\d+ s ago: .*${failure}`));
  expect(row(once.id)).toMatch(new RegExp(` RUNNING .* 1 +\\d+ s ago, recovered: .*${failure}`));

  const sick = new Command('describe', loop.id);
  await sick.ended;
  expect(sick.output).toMatch(
    /It fails: Flink has restarted it \d+ times\. The last failure, \d+ s ago, at \S+Z: .*job\.ts/,
  );
  expect(sick.output).toContain('record: -1');
  run.interrupt();
  expect(await run.ended).toBe(130);
  const well = new Command('describe', once.id);
  await well.ended;
  expect(well.output).toMatch(/Recovered: Flink restarted the job once\. The last failure, .* was: .*below zero/);
  // In the order in which records pass them.
  const operators = well.output.split('\n').flatMap((line) => /^(.*?) {2,}(?:\d|commits)/.exec(line)?.[1] ?? []);
  expect(operators).toEqual([
    'Source: numbers',
    'Well-formed records',
    'check',
    'a filter',
    expect.stringMatching(/^Sink: .*: Writer$/),
    expect.stringMatching(/^Sink: .*: Committer$/),
  ]);
});

test('a TaskManager that died a moment ago, which Flink does not know yet, is started again for a job', async () => {
  // With an address it would be somebody else's Flink.
  flinkUrl = '';
  const { words, name } = await printingJob();
  const { pid } = JSON.parse(readFileSync(path.join(live.settings.home, 'pids', 'taskmanager.pid'), 'utf8'));
  process.kill(pid, 'SIGKILL');
  // The job makes no checkpoints: on a slot of the dead one it would fail for good.
  const run = new Command('run', ...words, 'detached');
  expect(await run.ended, run.output).toBe(0);
  expect(run.output).toContain('Flink TaskManager had ended. Starting it again …\nFlink TaskManager runs again.\n');
  expect(run.output).toContain(`Job ${name} runs (`);
  const { taskmanagers } = await live.rest.get<{ taskmanagers: { id: string }[] }>('/taskmanagers');
  expect(taskmanagers).toHaveLength(1);
});

test('a TaskManager that died is started again for a savepoint of a job that it ran, too', async () => {
  flinkUrl = '';
  const [input] = await live.topics('numbers');
  const job = await live.run(fileBeside(import.meta.url, 'jobs/restarting.ts'), {
    args: { broker: live.broker, input, once: true },
  });
  const { pid } = JSON.parse(readFileSync(path.join(live.settings.home, 'pids', 'taskmanager.pid'), 'utf8'));
  process.kill(pid, 'SIGKILL');
  const savepoint = new Command('savepoint', job.id);
  expect(await savepoint.ended, savepoint.output).toBe(0);
  expect(savepoint.output).toContain(
    'Flink TaskManager had ended. Starting it again …\nFlink TaskManager runs again.\n',
  );
  expect(savepoint.output).toContain('Job restarting goes on, and has a savepoint:');
  const list = new Command('list');
  await list.ended;
  expect(list.output).toContain('a TaskManager was lost. One runs now.\n');
});

test('a job that can not deploy yet is said to, and a savepoint of it waits', async () => {
  const left = await printingJob();
  const detached = new Command('run', ...left.words, 'detached');
  expect(await detached.ended, detached.output).toBe(0);
  await kill(live.settings, 'jobmanager', 'SIGKILL');
  await up(live.settings);
  const lost = new Command('list');
  await lost.ended;
  expect(lost.output).toMatch(
    new RegExp(`JobManager ended, and .* with it:[^]* ${left.name} \\(\\w+\\) made no checkpoints`),
  );
  expect(lost.output).toContain(`npm run flink run ${left.file} broker=${live.broker}\n`);
  // Whoever asks for it is told again.
  const asked = ['describe', 'logs', 'cancel', 'stop', 'savepoint'].map((word) => new Command(word, left.name));
  for (const command of asked) {
    expect(await command.ended).toBe(1);
    expect(command.output).toMatch(
      new RegExp(`^Job ${left.name} is gone\\. Flink's JobManager ended, and a job with it:`),
    );
    expect(command.output).toContain(`npm run flink run ${left.file} broker=${live.broker}\n`);
  }
  const { words, name } = await printingJob();
  const slots = 8;
  // To the workbook's own cluster nobody adds slots.
  flinkUrl = '';
  const tooMany = new Command('run', ...words, `parallelism=${slots + 1}`);
  flinkUrl = undefined;
  expect(await tooMany.ended).toBe(1);
  expect(tooMany.output).toContain(
    `Job ${name} was not submitted: it needs 9 task slots, and the cluster has 8. Lower its parallelism to 8 at most.`,
  );
  const others = await live.run(fileBeside(import.meta.url, 'jobs/idle.ts'), { parallelism: slots - 1 });
  const run = new Command('run', ...words, 'parallelism=2', 'detached');
  // Its subtasks don't depend on each other, so one of them runs.
  await run.shows(`Job ${name} is deploying: 1 of 2 tasks run, 1 waits for a free task slot.`);
  const list = new Command('list');
  await list.ended;
  expect(list.output).toContain('DEPLOYING 1 of 2');
  expect(list.output).not.toContain(left.name);
  const savepoint = new Command('savepoint', name);
  await savepoint.shows('The savepoint waits until all of its tasks run.');
  const cancel = new Command('cancel', name);
  expect(await cancel.ended).toBe(0);
  expect(await savepoint.ended).toBe(1);
  expect(savepoint.output).toContain(`Job ${name} was cancelled before it was RUNNING.`);
  expect(await run.ended).toBe(1);
  await others.cancel();
});
