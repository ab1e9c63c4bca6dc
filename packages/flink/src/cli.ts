/** `npm run flink …`: what one asks a Flink cluster. Words are enough; flags are extras, because npm swallows them. */

import { statSync } from 'node:fs';
import { inspect } from 'node:util';
import { askForHelp, escapeLine, paint, runCommand as runToEnd, takeWord, typedPath } from '@workbook/terminal';
import { Command } from 'commander';
import { describeCommand, metricsCommand } from './cli/describe-command.js';
import { findJob } from './cli/find-job.js';
import { listCommand, lostCommand } from './cli/list-command.js';
import { wordFor } from './cli/output.js';
import { interruptible, printLines, runCommand } from './cli/run-command.js';
import { type RunWords, readRunWords } from './cli/run-options.js';
import { savepointCommand, stopCommand } from './cli/savepoint-command.js';
import { hasEnded } from './cluster/job-status.js';
import { tellIfFrozen } from './cluster/own-services.js';
import { explain, toMermaid } from './explain/explain.js';
import { FlinkError } from './failures/errors.js';
import type { Plan } from './plan/plan.js';
import { formatWarning, type PlanWarning } from './prepare/plan-warnings.js';
import { prepareJob } from './prepare/prepare-job.js';

/** When a command asks whether something that it waits for is frozen, in ms. */
const FROZEN_AFTER_MS = 3000;

interface ShownPlan {
  plan: Plan;
  warnings: readonly PlanWarning[];
}

async function planOf(jobOrFile: string, { args, parallelism }: RunWords): Promise<ShownPlan> {
  const file = typedPath(jobOrFile);
  if (/\.[cm]?[jt]s$/.test(jobOrFile) || statSync(file, { throwIfNoEntry: false })?.isFile()) {
    return prepareJob(file, { args, parallelism, missingTopics: 'warn', onWarning: () => {} });
  }
  const job = await findJob(jobOrFile);
  if (job.plan) return { plan: job.plan, warnings: job.warnings };
  throw new FlinkError(
    `Job ${job.name} was not submitted from this workbook, so its plan is only in Flink: ${job.dashboardUrl}`,
  );
}

async function printPlan(jobOrFile: string, words: string[]): Promise<void> {
  const { value: mermaid, rest } = takeWord('mermaid', words);
  const { value: json, rest: others } = takeWord('json', rest);
  // The words of "run" are understood here, too: what it would submit is what is shown.
  const { plan, warnings } = await planOf(jobOrFile, readRunWords(others, process.env, ['mermaid', 'json']));
  if (mermaid || json) for (const warning of warnings) console.error(`Warning: ${formatWarning(warning)}`);
  process.stdout.write(
    mermaid ? toMermaid(plan) : `${json ? JSON.stringify(plan, null, 2) : explain(plan, warnings)}\n`,
  );
}

async function cancel(idOrName: string): Promise<void> {
  const job = await findJob(idOrName);
  const { state } = await job.status();
  const end = hasEnded(state) ? `had ended already: it is ${wordFor(state)}` : `is ${wordFor(await job.cancel())}`;
  console.log(`Job ${escapeLine(job.name)} ${end}.`);
}

async function logs(idOrName: string): Promise<void> {
  await interruptible(async (signal) => {
    const job = await findJob(idOrName, signal);
    await printLines(job, signal);
    // What a job got over on its way is not how it ended.
    const failure = (await job.restarts(signal)).recovered ? undefined : await job.failure(signal);
    if (failure) console.error(paint('red', failure.message, process.stderr));
  });
}

const RUN_WORDS = `
Words of this command:
  detached             leaves the job running
  from=SAVEPOINT       goes on from a savepoint or a checkpoint: a path, or what "savepoint" and "stop" print
  allow-non-restored   leaves state of the savepoint behind that no operator of the job claims
  parallelism=N        for operators that set none

Every other key=value is an argument of the job. One with a name from above is written with "arg:" before it: arg:from=2026.`;

const program = new Command('npm run flink')
  .description("Runs Flink jobs written in TypeScript and shows what the cluster's jobs do.")
  .helpOption('-h, --help', 'show this help')
  .helpCommand('help [command]', 'show the help of a command')
  .showHelpAfterError('("npm run flink help" shows the commands)');

program
  .command('run')
  .description('submit a job and show what it prints, until it ends, or Ctrl-C or a closed output cancels it')
  .argument('<file>', 'the TypeScript file whose default export is the job')
  .argument('[words...]', 'arguments of the job as key=value, and the words below')
  .allowUnknownOption()
  .addHelpText('after', RUN_WORDS)
  .action(async (file: string, words: string[]) => {
    await runCommand(typedPath(file), readRunWords(words));
  });
program.command('list').description('list the jobs of the cluster').action(listCommand);
// "npm run services up" asks this when it has started the JobManager again.
program.command('lost', { hidden: true }).action(lostCommand);
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
  .action(savepointCommand);
program
  .command('stop')
  .description('stop a job with a savepoint')
  .argument('<job>', 'its id, the beginning of its id, or its name')
  .argument(
    '[words...]',
    "a folder to put it in, the cluster's own if left out; " +
      '"drain" fires all open windows and timers first, as at the end of the input',
  )
  .allowUnknownOption()
  .action(stopCommand);
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

/** Errors of this package are sentences. Anything else is a mistake of ours, and its place is needed to mend it. */
const describe = (error: unknown) => (error instanceof FlinkError ? error.message : inspect(error));

// Who asks a frozen process waits for a minute, until it is given up.
setTimeout(() => void tellIfFrozen((sentence) => console.error(sentence)), FROZEN_AFTER_MS).unref();
await runToEnd(() => program.parseAsync(askForHelp(process.argv.slice(2)), { from: 'user' }), describe);
