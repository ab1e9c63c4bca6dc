// The whole suite behind npm test: lint and format, types, tests without services, tests on live services.
import { spawn } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { appendFile, mkdir, readdir, rm } from 'node:fs/promises';
import { cpus, tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { root, stateFolder } from '../setup/places.mjs';
import { loadServices } from '../setup/services.mjs';
import { painter } from '../setup/steps.mjs';
import { failedList, figures, flakyList, verdict } from './report.mjs';
import { FLAKY_LIMIT, settle } from './second-try.mjs';

const MINUTE_MS = 60_000;
/** A test that never comes back is ended with its suite. All of CI has 90 minutes. */
const DEADLINE_MS = {
  lint: 3 * MINUTE_MS,
  java: 3 * MINUTE_MS,
  types: 3 * MINUTE_MS,
  unit: 10 * MINUTE_MS,
  live: 58 * MINUTE_MS,
  again: 22 * MINUTE_MS,
};
/** How long vitest has to end its services after being asked to. */
const TIDY_MS = 30_000;
/** The folders in which tests lie. */
const TESTED = ['packages', 'checkpoints', 'pipelines', 'notebooks', 'tests'];
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

const bin = (name, ...path) => join(root, 'node_modules', name, ...path);
/** All folders of this run begin with it. */
const home = join(realpathSync(tmpdir()), `workbook-test-${process.pid}`);
/** Where tests, and the programs that they start, leave their temporary files. */
const temporary = `${home}-tmp`;
const running = new Set();

/**
 * Runs all suites, each to its end, and prints `N passed, N failed` as the last line.
 *
 * @param {string[]} words `fast`, which leaves out the gate and the notebooks, and arguments for vitest: parts of the
 *   names of test files, or its options
 * @returns {Promise<number>} the exit code
 */
export async function runSuite(words) {
  const paint = painter(process.stdout);
  const fast = words.includes('fast');
  const filters = words.filter((word) => word !== 'fast');
  const unknown = await unknownName(filters);
  if (unknown !== undefined) {
    process.stdout.write(
      `No test file has "${unknown}" in its path. npm test windows, for example, runs those of windows.\n`,
    );
    return 1;
  }
  const results = [];
  let stopped = false;
  const onSignal = () => {
    stopped = true;
    for (const child of running) end(child);
  };
  for (const signal of SIGNALS) process.on(signal, onSignal);
  // Nobody reads any more, as after `npm test | head`.
  process.stdout.on('error', onSignal);
  try {
    await mkdir(temporary);
    const suites = [
      ['lint', () => check('lint', [bin('@biomejs', 'biome', 'bin', 'biome'), 'check', '--error-on-warnings', '.'])],
      ['java', () => check('java', [bin('prettier', 'bin', 'prettier.cjs'), '--check', '**/*.java'])],
      ['types', () => check('types', [join(root, 'tests', 'types.mjs')])],
      ['unit', () => vitest('unit', filters, { fast })],
      ['live', () => live(filters, { fast, isStopped: () => stopped })],
    ];
    for (const [name, run] of suites) {
      if (stopped) break;
      process.stdout.write(`\n${paint('bold', name)}\n`);
      const began = { at: performance.now(), busyMs: busyMs() };
      const result = await run();
      const seconds = (performance.now() - began.at) / 1000;
      results.push({ name, ...result, seconds, busySeconds: (busyMs() - began.busyMs) / 1000 });
    }
  } finally {
    await removeInstances();
    for (const signal of SIGNALS) process.off(signal, onSignal);
  }
  const flaky = results.flatMap((result) => result.flaky ?? []);
  await keep(flaky);
  process.stdout.write(`\n${figures(results)}${flakyList(flaky)}${failedList(results)}`);
  if (stopped) process.stdout.write('Stopped before the end.\n');
  const { line, failed } = verdict(results, { stopped, leftOut: fast || filters.length > 0, ci: !!process.env.CI });
  process.stdout.write(`${line}\n`);
  if (stopped) return 130;
  return failed > 0 ? 1 : 0;
}

/** The first of these parts of names that no test file has; undefined where options stand among them, whose values they may be. */
async function unknownName(filters) {
  if (filters.length === 0 || filters.some((filter) => filter.startsWith('-'))) return undefined;
  const entries = await Promise.all(TESTED.map((folder) => readdir(join(root, folder), { recursive: true })));
  const files = entries
    .flatMap((names, index) => names.map((name) => join(root, TESTED[index], name)))
    .filter((name) => /\.test\.(ts|mjs)$/.test(name) && !name.includes('node_modules'));
  return filters.find((filter) => !files.some((name) => name.toLowerCase().includes(filter.toLowerCase())));
}

/** How long this machine's processors have been busy since it started, with whatever it does, in ms of processor time. */
function busyMs() {
  return cpus().reduce((sum, { times }) => sum + times.user + times.nice + times.sys + times.irq, 0);
}

/** Every flaky file of this clone's past, a line each. */
async function keep(flaky) {
  if (flaky.length === 0) return;
  const at = new Date().toISOString();
  await mkdir(stateFolder(), { recursive: true });
  const lines = flaky.map((entry) => `${JSON.stringify({ at, ...entry })}\n`).join('');
  await appendFile(join(stateFolder(), 'flaky.jsonl'), lines);
}

/** One verdict from a program's exit code. */
async function check(name, args) {
  const { code } = await runNode(name, args);
  return { files: [], strays: 0, passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
}

/** The live tests, two files at a time, and once more those files that failed, alone. */
async function live(filters, { fast, isStopped }) {
  const first = await vitest('live', filters, { fast });
  const failed = first.files.filter((file) => file.failed > 0).map(({ file }) => file);
  if (isStopped() || first.strays > 0 || failed.length === 0) return first;
  if (failed.length > FLAKY_LIMIT) {
    process.stdout.write(`\n${failed.length} files failed. So many don't by accident: none is run once more.\n`);
    return first;
  }
  process.stdout.write(`\nOnce more, alone: ${failed.join(', ')}\n`);
  const second = await vitest('live', failed, { fast, lanes: 1, deadline: 'again' });
  const { files, flaky } = settle(first.files, second.files);
  return { ...counted(files, second.strays), flaky };
}

/** @returns what became of each file, and the sums of it; `strays` are errors that belong to no file */
async function vitest(project, filters, { fast, lanes, deadline = project }) {
  const reporters = ['--reporter=default', `--reporter=${join(root, 'tests', 'results.mjs')}`];
  const options = ['--project', project, '--passWithNoTests', '--allowOnly=false', ...reporters];
  const env = {
    ...(fast ? { WORKBOOK_TEST_FAST: '1' } : {}),
    ...(lanes ? { WORKBOOK_TEST_LANES: String(lanes) } : {}),
  };
  const args = [bin('vitest', 'vitest.mjs'), 'run', ...options, ...filters];
  const { code, message } = await runNode(deadline, args, env);
  if (!message) process.stdout.write(`The ${project} tests came to no result (exit code ${code}).\n`);
  const { files, strays } = message ?? { files: [], strays: [] };
  const result = counted(files, strays.length);
  // Whatever it was, a run that failed without a failure in it has failed.
  return code !== 0 && result.failed === 0 ? counted(files, strays.length + 1) : result;
}

function counted(files, strays) {
  const sum = (key) => files.reduce((total, file) => total + file[key], 0);
  return { files, strays, passed: sum('passed'), failed: sum('failed') + strays, skipped: sum('skipped') };
}

/**
 * Runs a Node program in a process group of its own, so that Ctrl-C reaches this process alone, which then ends the group
 * and tidies up.
 *
 * @param {keyof typeof DEADLINE_MS} suite
 * @returns {Promise<{code: number | null, message: unknown}>} with the last message that it sent
 */
function runNode(suite, args, env = {}) {
  return new Promise((resolve) => {
    let message;
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { ...process.env, ...env, WORKBOOK_TEST_HOME: home, TMPDIR: temporary },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      detached: true,
    });
    running.add(child);
    const deadline = setTimeout(() => {
      const minutes = DEADLINE_MS[suite] / MINUTE_MS;
      process.stdout.write(`\nThis took longer than ${minutes} min and was ended.\n`);
      end(child);
    }, DEADLINE_MS[suite]);
    child.on('message', (received) => {
      message = received;
    });
    child.on('close', (code) => {
      clearTimeout(deadline);
      running.delete(child);
      resolve({ code, message });
    });
  });
}

/** Asks a suite to end, with time to stop its services, and then makes it. */
function end(child) {
  signalGroup(child, 'SIGTERM');
  const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), TIDY_MS);
  child.once('close', () => clearTimeout(timer));
}

function signalGroup(child, signal) {
  try {
    process.kill(-child.pid, signal);
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

/** Whatever became of the suite, its services and folders end with it; also those that tests made beside its own. */
async function removeInstances() {
  await rm(temporary, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  const folder = dirname(home);
  const names = (await readdir(folder)).filter((name) => `${name}-`.startsWith(`${basename(home)}-`));
  for (const name of names) {
    const { down, readSettings, stopConsole } = await loadServices();
    const settings = readSettings({ ...process.env, WORKBOOK_HOME: join(folder, name), WORKBOOK_MODE: 'embedded' });
    await stopConsole(settings);
    await down(settings);
    // A process that was just ended may still have written something meanwhile.
    await rm(join(folder, name), { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
  }
}
