/** `npm run flink …`: what one asks a Flink cluster. Words are enough; flags are extras, because npm swallows them. */
import { statSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Command } from 'commander';
import { parseArguments } from './cli/arguments.js';
import { describeCommand, metricsCommand } from './cli/describe-command.js';
import { formatAge, formatTable, paint, wordFor } from './cli/output.js';
import { interruptible, printLines, runCommand } from './cli/run-command.js';
import { FlinkError } from './client/errors.js';
import { FlinkClient } from './client/flink-client.js';
import { hasEnded } from './client/job-status.js';
import { formatWarning, type PlanWarning } from './client/plan-warnings.js';
import { prepareJob } from './client/prepare-job.js';
import { escapeControls } from './client/printable.js';
import { explain, toMermaid } from './explain.js';
import type { Plan } from './plan.js';

/** npm starts its scripts in the repository's folder; a file is meant from where the person is. */
function fromWhereTyped(file: string): string {
  return process.env.INIT_CWD ? path.resolve(process.env.INIT_CWD, file) : path.resolve(file);
}

/** Takes a word such as `detached` out of the arguments; `--detached` reaches us as npm's setting. */
function takeWord(word: string, words: string[]): { present: boolean; rest: string[] } {
  const rest = words.filter((each) => each !== word && each !== `--${word}`);
  const present = rest.length < words.length || process.env[`npm_config_${word}`] === 'true';
  return { present, rest };
}

async function list(): Promise<void> {
  const jobs = await new FlinkClient().list();
  if (jobs.length === 0) {
    console.log('The cluster has no jobs. Start one with "npm run flink run FILE".');
    return;
  }
  const rows = jobs.map(({ id, name, state, startTime, endTime }) => {
    const age =
      endTime === undefined ? `for ${formatAge(Date.now() - startTime)}` : `${formatAge(Date.now() - endTime)} ago`;
    return [id.slice(0, 8), escapeControls(name), state, age];
  });
  console.log(formatTable([['ID', 'NAME', 'STATE', 'SINCE'], ...rows]));
}

interface ShownPlan {
  plan: Plan;
  warnings: readonly PlanWarning[];
}

async function planOf(jobOrFile: string, args: Record<string, unknown>): Promise<ShownPlan> {
  const file = fromWhereTyped(jobOrFile);
  if (/\.[cm]?[jt]s$/.test(jobOrFile) || statSync(file, { throwIfNoEntry: false })?.isFile()) {
    return prepareJob(file, { args, missingTopics: 'warn', onWarning: () => {} });
  }
  const job = await new FlinkClient().job(jobOrFile);
  if (job.plan) return { plan: job.plan, warnings: job.warnings };
  throw new FlinkError(
    `Job ${job.name} was not submitted from this workbook, so its plan is only in Flink: ${job.dashboardUrl}`,
  );
}

async function printPlan(jobOrFile: string, words: string[]): Promise<void> {
  const { present: mermaid, rest } = takeWord('mermaid', words);
  const { present: json, rest: args } = takeWord('json', rest);
  const { plan, warnings } = await planOf(jobOrFile, parseArguments(args));
  if (mermaid || json) for (const warning of warnings) console.error(`Warning: ${formatWarning(warning)}`);
  process.stdout.write(
    mermaid ? toMermaid(plan) : `${json ? JSON.stringify(plan, null, 2) : explain(plan, warnings)}\n`,
  );
}

async function cancel(idOrName: string): Promise<void> {
  const job = await new FlinkClient().job(idOrName);
  const { state } = await job.status();
  const end = hasEnded(state) ? `had ended already: it is ${wordFor(state)}` : `is ${wordFor(await job.cancel())}`;
  console.log(`Job ${escapeControls(job.name)} ${end}.`);
}

async function savepoint(idOrName: string, folder: string | undefined, stop: boolean): Promise<void> {
  const job = await new FlinkClient().job(idOrName);
  const { state } = await job.status();
  if (hasEnded(state)) {
    throw new FlinkError(`Job ${job.name} has ended: it is ${wordFor(state)}. Only a running job has state to save.`);
  }
  const isUri = folder === undefined || /^[a-z][a-z0-9+.-]*:\/\//i.test(folder);
  const targetDirectory = isUri ? folder : pathToFileURL(fromWhereTyped(folder)).href;
  const location = stop ? await job.stopWithSavepoint({ targetDirectory }) : await job.savepoint({ targetDirectory });
  const what = stop
    ? `Job ${escapeControls(job.name)} is stopped, with`
    : `Job ${escapeControls(job.name)} goes on, and has`;
  console.log(`${what} a savepoint: ${location}`);
}

async function logs(idOrName: string): Promise<void> {
  await interruptible(async (signal) => {
    const job = await new FlinkClient().job(idOrName, signal);
    await printLines(job, signal);
    const failure = await job.failure(signal);
    if (failure) console.error(paint('red', failure.message, process.stderr));
  });
}

// kafkajs, which asks for topics, sets timers in the past, which newer versions of Node warn about.
process.removeAllListeners('warning');
process.on('warning', (warning) => {
  if (warning.name !== 'TimeoutNegativeWarning') process.stderr.write(`${warning.name}: ${warning.message}\n`);
});

const program = new Command('npm run flink')
  .description("Runs Flink jobs written in TypeScript and shows what the cluster's jobs do.")
  .helpOption('-h, --help', 'show this help')
  .helpCommand('help [command]', 'show the help of a command')
  .showHelpAfterError('("npm run flink help" shows the commands)');

program
  .command('run')
  .description('submit a job and show what it prints, until it ends or Ctrl-C cancels it')
  .argument('<file>', 'the TypeScript file whose default export is the job')
  .argument('[words...]', 'arguments of the job as key=value; "detached" leaves it running')
  .allowUnknownOption()
  .action(async (file: string, words: string[]) => {
    const { present: detached, rest } = takeWord('detached', words);
    await runCommand(fromWhereTyped(file), rest, detached);
  });
program.command('list').description('list the jobs of the cluster').action(list);
program
  .command('plan')
  .description('print the operators of a job file, or of a job that was submitted from here')
  .argument('<file or job>', 'a job file, or the id, the beginning of the id, or the name of a job')
  .argument('[words...]', 'arguments of the job as key=value; "mermaid" prints a diagram, "json" the plan itself')
  .allowUnknownOption()
  .action(printPlan);
program
  .command('describe')
  .description('show the state of a job, and records, watermarks and late records of its operators')
  .argument('<job>', 'its id, the beginning of its id, or its name')
  .action(describeCommand);
program
  .command('metrics')
  .description('show what the functions of a job count and measure')
  .argument('<job>', 'its id, the beginning of its id, or its name')
  .action(metricsCommand);
program
  .command('savepoint')
  .description('take a savepoint of a job that goes on')
  .argument('<job>', 'its id, the beginning of its id, or its name')
  .argument('[folder]', "where to put it; the cluster's own folder if left out")
  .action((job: string, folder?: string) => savepoint(job, folder, false));
program
  .command('stop')
  .description('stop a job with a savepoint')
  .argument('<job>', 'its id, the beginning of its id, or its name')
  .argument('[folder]', "where to put it; the cluster's own folder if left out")
  .action((job: string, folder?: string) => savepoint(job, folder, true));
program
  .command('cancel')
  .description('cancel a job')
  .argument('<job>', 'its id, the beginning of its id, or its name')
  .action(cancel);
program
  .command('logs')
  .description('show what the functions of a job print, and how it failed')
  .argument('<job>', 'its id, the beginning of its id, or its name')
  .action(logs);

try {
  await program.parseAsync();
} catch (error) {
  // Errors of this package are sentences. Anything else is a mistake of ours, and its place is needed to mend it.
  console.error(error instanceof FlinkError ? error.message : error);
  process.exitCode = 1;
}
