// The whole suite behind npm test: lint and format, types, tests without services, tests on live services.
import { spawn } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { root } from '../setup/places.mjs';
import { loadServices } from '../setup/services.mjs';
import { duration, painter } from '../setup/steps.mjs';

const MINUTE_MS = 60_000;
/** A test that never comes back is ended with its suite. All of CI has 45 minutes. */
const DEADLINE_MS = { lint: 2 * MINUTE_MS, types: 2 * MINUTE_MS, unit: 10 * MINUTE_MS, live: 40 * MINUTE_MS };
/** How long vitest has to end its services after being asked to. */
const TIDY_MS = 30_000;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'];

const bin = (name, ...path) => join(root, 'node_modules', name, ...path);
const home = join(realpathSync(tmpdir()), `workbook-test-${process.pid}`);
const running = new Set();

/**
 * Runs all suites, each to its end, and prints `N passed, N failed` as the last line.
 *
 * @param {string[]} filters arguments for vitest: parts of the names of test files, or its options
 * @returns {Promise<number>} the exit code
 */
export async function runSuite(filters) {
  const paint = painter(process.stdout);
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
    const suites = [
      ['lint', () => check('lint', [bin('@biomejs', 'biome', 'bin', 'biome'), 'check', '--error-on-warnings', '.'])],
      ['types', () => check('types', [join(root, 'tests', 'types.mjs')])],
      ['unit', () => vitest('unit', filters)],
      ['live', () => vitest('live', filters)],
    ];
    for (const [name, run] of suites) {
      if (stopped) break;
      process.stdout.write(`\n${paint('bold', name)}\n`);
      const began = performance.now();
      const counts = await run();
      results.push({ name, ...counts, seconds: (performance.now() - began) / 1000 });
    }
  } finally {
    await removeInstances();
    for (const signal of SIGNALS) process.off(signal, onSignal);
  }
  return summarise(results, { stopped, filtered: filters.length > 0 });
}

function summarise(results, { stopped, filtered }) {
  process.stdout.write('\n');
  for (const { name, passed, failed, skipped = 0, seconds } of results) {
    const left = skipped > 0 ? `, ${skipped} skipped` : '';
    process.stdout.write(`${name.padEnd(6)} ${passed} passed, ${failed} failed${left}  ${duration(seconds)}\n`);
  }
  const sum = (key) => results.reduce((total, result) => total + (result[key] ?? 0), 0);
  // In CI a test that didn't run proves nothing, unless it was left out by name; a learner's machine may lack a browser.
  const failed = sum('failed') + (filtered || !process.env.CI ? 0 : sum('skipped')) + (stopped ? 1 : 0);
  if (stopped) process.stdout.write('Stopped before the end.\n');
  process.stdout.write(`${sum('passed')} passed, ${failed} failed\n`);
  if (stopped) return 130;
  return failed > 0 ? 1 : 0;
}

/** One verdict from a program's exit code. */
async function check(name, args) {
  const { code } = await runNode(name, args);
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

async function vitest(project, filters) {
  const reporters = ['--reporter=default', `--reporter=${join(root, 'tests', 'count.mjs')}`];
  const options = ['--project', project, '--passWithNoTests', '--allowOnly=false', ...reporters];
  const { code, counts } = await runNode(project, [bin('vitest', 'vitest.mjs'), 'run', ...options, ...filters]);
  const none = { passed: 0, failed: 0, skipped: 0 };
  if (code === 0) return counts ?? none;
  if (!counts) process.stdout.write(`The ${project} tests came to no result (exit code ${code}).\n`);
  const { passed, failed, skipped } = counts ?? none;
  return { passed, failed: Math.max(failed, 1), skipped };
}

/**
 * Runs a Node program in a process group of its own, so that Ctrl-C reaches this process alone, which then ends the group
 * and tidies up.
 */
function runNode(name, args) {
  return new Promise((resolve) => {
    let counts;
    const child = spawn(process.execPath, args, {
      cwd: root,
      env: { ...process.env, WORKBOOK_TEST_HOME: home },
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      detached: true,
    });
    running.add(child);
    const deadline = setTimeout(() => {
      process.stdout.write(
        `\nThe ${name} suite took longer than ${DEADLINE_MS[name] / MINUTE_MS} min and was ended.\n`,
      );
      end(child);
    }, DEADLINE_MS[name]);
    child.on('message', (message) => {
      counts = message;
    });
    child.on('close', (code) => {
      clearTimeout(deadline);
      running.delete(child);
      resolve({ code, counts });
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
