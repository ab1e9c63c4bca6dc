#!/usr/bin/env node
/** `npm run services …` and `npm run doctor`. Every option is also a plain word, for npm keeps flags to itself. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { askForHelp, confirm, formatBytes, paint, print, readWords, runCommand, table } from '@workbook/terminal';
import { Command } from 'commander';
import { DISK_FULL } from './causes.js';
import { listKept, removeKept } from './clean.js';
import { consoleStatus, stopConsole } from './console.js';
import { isDiskFull } from './disk-space.js';
import { writeReport } from './doctor.js';
import { needSetUp } from './downloads.js';
import { describeFailure } from './failures.js';
import { describeLeftRunning, requireUnused } from './in-use.js';
import { jupyterStatus, stopJupyter } from './jupyter.js';
import { logFile } from './logs.js';
import { showLogs } from './logs-command.js';
import { down, reset, status, up } from './services.js';
import { type Mode, readSettings, type ServiceName, type Settings } from './settings.js';
import { SERVICE_TITLES, type ServiceState, type ServiceStatus, type UpProgress } from './status.js';
import { createTopics } from './topics.js';

const MODE_WORDS = ['embedded', 'docker', 'external'] as const satisfies readonly Mode[];
const OUTSIDE = 'These services are your own cluster (external mode): the workbook neither starts nor stops them.';

/** The settings, with the mode that a word may name. */
function settingsFor(words: ReadonlySet<string>): Settings {
  const mode = MODE_WORDS.find((name) => words.has(name));
  return readSettings(mode ? { ...process.env, WORKBOOK_MODE: mode } : process.env);
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

function showProgress({ service, state, detail, elapsedMs }: UpProgress): void {
  if (state === 'starting') print(`${SERVICE_TITLES[service]} is starting …`);
  else print(`${paint('green', '✓')} ${SERVICE_TITLES[service]}: ${detail} ${paint('dim', `(${seconds(elapsedMs)})`)}`);
}

function showWait(command: string, pid: number): void {
  print(`Waiting for "${command}" (process ${pid}) to end …`);
}

async function runUp(words: readonly string[]): Promise<void> {
  const settings = settingsFor(readWords(words, MODE_WORDS).options);
  const interrupted = () => {
    print('\nInterrupted. What has been started goes on in the background; "npm stop" ends it.');
    process.exit(130);
  };
  if (settings.mode === 'embedded' && needSetUp(settings)) await setUp(settings);
  process.once('SIGINT', interrupted);
  const started = new Set<ServiceName>();
  const onProgress = (progress: UpProgress) => {
    if (progress.state === 'starting') started.add(progress.service);
    showProgress(progress);
  };
  await up(settings, { onProgress, onWait: showWait, onNotice: print });
  process.off('SIGINT', interrupted);
  if (settings.mode === 'external') return print(`Kafka and Flink answer. ${OUTSIDE}`);
  await createTopics(settings);
  print(`Kafka is at ${settings.kafka.bootstrapServers.join(',')}, Flink and its dashboard at ${settings.flink.url}`);
  print('They go on in the background; "npm stop" ends them.');
  if (started.has('jobmanager')) await tellLostJobs(settings);
}

/** A JobManager forgets its jobs when it ends; the Flink client's command knows what it submitted to the one before. */
async function tellLostJobs({ home, repository }: Settings): Promise<void> {
  if (!existsSync(path.join(home, 'flink', 'jobs'))) return;
  const flink = path.join(repository, 'packages', 'flink', 'dist', 'cli.js');
  const child = spawn(process.execPath, [flink, 'lost'], { stdio: ['ignore', 'inherit', 'inherit'] });
  await once(child, 'close');
}

/** What is missing in the cache, or damaged, is fetched as by `npm start`. */
async function setUp(settings: Settings): Promise<void> {
  print('Something is missing in the downloads, or was damaged. Looking at them, and fetching what is needed …');
  const program = path.join(settings.repository, 'setup.mjs');
  const child = spawn(process.execPath, [program, 'prepare'], { cwd: settings.repository, stdio: 'inherit' });
  // The set-up gets it as well, and ends by itself.
  const wait = () => undefined;
  process.on('SIGINT', wait);
  const [code] = (await once(child, 'close')) as [number | null];
  process.off('SIGINT', wait);
  if (code !== 0) process.exit(code ?? 1);
}

async function runDown(words: readonly string[]): Promise<void> {
  const settings = settingsFor(readWords(words, MODE_WORDS).options);
  if (settings.mode === 'external') return print(OUTSIDE);
  await down(settings, { onWait: showWait });
  print('Kafka and Flink are stopped. Their data stays; "npm start" goes on from here.');
  const left = await describeLeftRunning(settings);
  if (left) print(left);
}

const STATE_COLOURS = { running: 'green', unready: 'yellow', crashed: 'red', stopped: 'dim' } as const satisfies Record<
  ServiceState,
  string
>;

function row(title: string, { state, address, detail }: Omit<ServiceStatus, 'service' | 'logLines'>): string[] {
  return [title, paint(STATE_COLOURS[state], state.padEnd(8)), address, detail];
}

const statusRow = (status: ServiceStatus) => row(SERVICE_TITLES[status.service], status);

/** Where no terminal says how wide it is. Flink's lines can be longer than a screen is high. */
const LOG_COLUMNS = 240;

function remedyFor(settings: Settings, services: readonly ServiceStatus[]): string {
  if (settings.mode === 'external') return 'Start your cluster, or correct KAFKA_BOOTSTRAP_SERVERS and FLINK_REST_URL.';
  const stopped = services.every((service) => service.state === 'stopped');
  return `${stopped ? 'Start' : 'Mend'} them with: npm run services up`;
}

async function runStatus(words: readonly string[]): Promise<void> {
  const settings = settingsFor(readWords(words, MODE_WORDS).options);
  const services = await status(settings);
  const [jupyter, console] = await Promise.all([jupyterStatus(settings), consoleStatus(settings)]);
  print(table([...services.map(statusRow), row('JupyterLab', jupyter), row('Console', console)]));
  for (const { service, logLines } of services.filter(({ logLines }) => logLines.length > 0)) {
    print(`\nFrom ${logFile(settings.home, service)}:`);
    for (const line of logLines) print(paint('dim', `  ${line}`.slice(0, process.stdout.columns || LOG_COLUMNS)));
  }
  if (settings.mode !== 'external' && isDiskFull(settings.home)) {
    print(`\n${paint('red', DISK_FULL)} It is the disk of ${settings.home}.`);
    process.exitCode = 1;
  }
  if (services.every((service) => service.state === 'running')) return;
  print(`\n${remedyFor(settings, services)}`);
  process.exitCode = 1;
}

async function runReset(words: readonly string[]): Promise<void> {
  const { options } = readWords(words, [...MODE_WORDS, 'yes']);
  const settings = settingsFor(options);
  if (settings.mode !== 'external') await requireUnused(settings, 'Nothing was wiped');
  const question =
    'Wipe all topics, messages and consumer groups of Kafka, and all jobs, checkpoints and savepoints of Flink?';
  if (settings.mode !== 'external' && !options.has('yes') && !(await confirm(question))) {
    print('Nothing was changed. To wipe them without being asked: npm run services reset yes');
    process.exitCode = 1;
    return;
  }
  const running = (await status(settings)).some((service) => service.state !== 'stopped');
  await reset(settings);
  if (!running) return print('Kafka and Flink are wiped. "npm start" starts them afresh.');
  await up(settings, { onProgress: showProgress, onNotice: print });
  await createTopics(settings);
  print('Kafka and Flink are wiped and run again, with empty topics.');
}

async function runClean(words: readonly string[]): Promise<void> {
  const { options, rest } = readWords(words, ['yes'], ['state', 'cache', 'all']);
  const settings = readSettings();
  const parts = rest.length === 0 || rest.includes('all') ? ['state', 'cache'] : rest;
  const items = listKept(settings).filter((item) => parts.includes(item.part));
  if (items.length === 0) return print('There is nothing to remove.');
  const total = items.reduce((sum, item) => sum + item.bytes, 0);
  print(
    table([
      ...items.map((item) => [formatBytes(item.bytes).padStart(8), item.path, item.what]),
      [formatBytes(total).padStart(8), 'in all', ''],
    ]),
  );
  print('Your own files are not among them. Other clones share the cache.\n');
  if (!options.has('yes') && !(await confirm('Stop the services and remove all this?'))) {
    print('Nothing was removed. Choose a part with: npm run services clean state yes   (or cache, or all)');
    return;
  }
  if (parts.includes('state')) await requireUnused(settings, 'Nothing was removed');
  // Their process ids go with the state: afterwards nobody would know what runs.
  await stopConsole(settings);
  await stopJupyter(settings);
  if (settings.mode === 'embedded') await down(settings, { onWait: showWait });
  await removeKept(settings, items);
  print(`Removed ${formatBytes(total)}. "npm start" sets up whatever is missing.`);
}

const program = new Command('npm run services')
  .description("Starts, stops and shows the workbook's Kafka and Flink.")
  .showHelpAfterError('"npm run services help" lists the commands.')
  .allowExcessArguments(false);

const command = (
  name: string,
  summary: string,
  run: (words: readonly string[]) => Promise<void>,
  usage = '[words...]',
) =>
  program
    .command(name)
    .description(summary)
    .usage(usage)
    .argument('[words...]')
    .allowUnknownOption()
    .action((words: string[], _options: unknown, self: Command) => run([...words, ...self.args.slice(words.length)]));

command('up', 'start what does not run, and wait until it is ready', runUp, '[embedded | docker]');
command('down', 'stop everything; the data stays', runDown, '[embedded | docker]');
command('status', 'ask each service how it is', runStatus, '[embedded | docker | external]');
command(
  'logs',
  'show the last lines of the logs',
  async (words) => showLogs(words, settingsFor, MODE_WORDS),
  '[kafka | jobmanager | taskmanager | console] [LINES] [follow]',
);
command('reset', "wipe Kafka's data and Flink's state", runReset, '[yes]');
command(
  'clean',
  'list what takes space, and remove it; never a file of yours',
  runClean,
  '[state | cache | all] [yes]',
);
command(
  'doctor',
  'print versions, ports, disk and logs, to paste into an issue',
  async (words) => {
    readWords(words, []);
    await writeReport(readSettings());
  },
  '',
);

await runCommand(() => program.parseAsync(askForHelp(process.argv.slice(2)), { from: 'user' }), describeFailure);
