// The commands behind npm start, stop and test, npm run build, update and audit, and the download of ffmpeg.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { audit } from './audit.mjs';
import { interruptible } from './child.mjs';
import { prepareFfmpeg } from './ffmpeg.mjs';
import { showFirstNotebook, stopNotebooks } from './jupyter.mjs';
import { ensureFolder } from './machine.mjs';
import { cacheFolder, root, stateFolder } from './places.mjs';
import { prepare } from './prepare.mjs';
import { Problem } from './problem.mjs';
import { canAskServices, loadServices, tellWhereEverythingIs } from './services.mjs';
import { duration, painter } from './steps.mjs';
import { inTurn } from './turn.mjs';
import { update } from './update.mjs';
import { usage } from './usage.mjs';

const COMMANDS = {
  start,
  stop,
  test,
  build,
  prepare: build,
  update: (args) => interruptible(() => update(args)),
  ffmpeg,
  audit: () => interruptible(() => audit(process.stdout)),
};

/** Runs a command to its end and sets the exit code; every failure becomes a sentence. */
export async function main([name = 'start', ...args]) {
  try {
    const command = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined;
    if (!command) {
      throw new Problem(
        `There is no "${name}" here.`,
        'Use npm start, npm stop, npm test, or node setup.mjs prepare to set up without starting anything.',
      );
    }
    const help = usage(name, args);
    if (help) process.stdout.write(help);
    else process.exitCode = await command(args);
  } catch (error) {
    process.stderr.write(`\n${await describe(error)}\n`);
    process.exitCode = 1;
  }
}

async function start(args) {
  const began = performance.now();
  const out = process.stdout;
  out.write(`${painter(out)('bold', 'Setting up the workbook')}\n`);
  const { warning } = await alone(() => prepare({ start: true, stream: out }));
  await tellWhereEverythingIs(out, cacheFolder());
  await showFirstNotebook(out, args);
  out.write(`${painter(out)('dim', `(ready in ${duration((performance.now() - began) / 1000)})`)}\n`);
  if (warning) process.stderr.write(`\n${warning}\n`);
  return 0;
}

async function build() {
  await alone(() => prepare({ start: false, stream: process.stdout }));
  process.stdout.write('\nEverything is there. Next: npm start\n');
  return 0;
}

async function stop() {
  if (!['instance.json', 'pids'].some((name) => existsSync(join(stateFolder(), name)))) {
    process.stdout.write('Nothing of this workbook is running.\n');
    return 0;
  }
  if (!canAskServices()) await alone(() => prepare({ start: false, stream: process.stdout }));
  const { describeLeftRunning, down, readSettings, stopConsole } = await loadServices();
  const settings = readSettings();
  await Promise.all([stopNotebooks(), stopConsole(settings)]);
  const onWait = (command, pid) => process.stdout.write(`Waiting for "${command}" (process ${pid}) to end.\n`);
  await down(settings, { onWait });
  process.stdout.write(stopped(settings.mode));
  const left = settings.mode === 'external' ? undefined : await describeLeftRunning(settings);
  if (left) process.stdout.write(`${left}\n`);
  return 0;
}

function stopped(mode) {
  if (mode === 'external')
    return 'JupyterLab and the console are stopped. Your own cluster (external mode) is left as it is.\n';
  return "Kafka, Flink, JupyterLab and the console are stopped. Kafka's data stays; npm start goes on with it.\n";
}

async function test(filters) {
  try {
    await alone(() => prepare({ start: false, stream: process.stdout }));
  } catch (error) {
    process.stdout.write(`\n${await describe(error)}\n\n0 passed, 1 failed\n`);
    return 1;
  }
  const { runSuite } = await import('../tests/run.mjs');
  return runSuite(filters);
}

async function ffmpeg() {
  await alone(() => prepareFfmpeg(cacheFolder(), process.stdout));
  return 0;
}

/** Prepares something, alone in this clone; on Ctrl-C what has begun is ended, and the next run goes on from there. */
function alone(task) {
  const onWait = (pid) =>
    process.stdout.write(`Another setup of this folder is at work (process ${pid}): waiting for it.\n`);
  return interruptible(async () => {
    await ensureFolder(cacheFolder());
    return await inTurn(cacheFolder(), root, task, { onWait });
  });
}

async function describe(error) {
  const paint = painter(process.stderr);
  if (error instanceof Problem) {
    const details = error.details ? `\n\n${error.details.replaceAll(/^/gm, '  ')}` : '';
    return `${paint('red', error.message)}\n${error.remedy}${details}`;
  }
  if (canAskServices()) {
    const { describeFailure } = await loadServices();
    return describeFailure(error);
  }
  return `${paint('red', `Something unexpected went wrong: ${error.message}.`)}\nRun the same command again; it goes on where it stopped.`;
}
