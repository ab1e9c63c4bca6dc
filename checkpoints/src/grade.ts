/**
 * The grading process: runs one lesson's checkpoint file with vitest, in a worker thread. Its main thread stays free, so
 * that it can say where a loop that never ends is.
 */
import path from 'node:path';
import { BroadcastChannel } from 'node:worker_threads';
import type { Reporter, TestModule } from 'vitest/node';
import { type GradingOrder, type GradingTask, type Located, ORDERS_CHANNEL, TASK_VARIABLE } from './grading-events.js';
import { tell } from './harness/events.js';
import { FORBIDDEN_IMPORT } from './harness/mistakes.js';
import { REPOSITORY } from './lessons.js';
import { locateRunningCode } from './locate.js';

const orders = new BroadcastChannel(ORDERS_CHANNEL);
orders.unref();

/** A time that is read or written in the machine's own zone must not be right by chance: neither is UTC at any time of the year. */
const ZONES = ['Asia/Kathmandu', 'America/St_Johns'];

const ordered = new Promise<GradingTask>((resolve) => {
  process.on('message', (order: GradingOrder) => {
    if (order.type === 'grade') resolve(order.task);
    else if (order.type === 'locate') ordered.then(locate);
    else orders.postMessage(order);
  });
});
// The command is gone: nobody waits for a verdict any more.
process.on('disconnect', () => process.exit(1));

async function locate({ file }: GradingTask): Promise<void> {
  const place = await locateRunningCode(file);
  process.send?.({ type: 'located', ...place } satisfies Located);
}

// Loaded while the command still finds out what there is to grade.
const { startVitest } = await import('vitest/node');
const task = await ordered;
process.env[TASK_VARIABLE] = JSON.stringify(task);
process.env.WORKBOOK_HOME = task.settings.home;
// Whatever is left there goes with the run, also when the process is killed.
process.env.TMPDIR = task.run.folder;
process.env.TZ = ZONES[task.seed % ZONES.length];

/** The learner's mistakes are told by the harness; what vitest itself finds is a mistake of the checkpoint file. */
const reporter: Reporter = {
  onTestRunEnd(modules, errors) {
    const first = [...errors, ...modules.flatMap(unexpectedErrors)][0];
    if (first) tell({ type: 'broken', mistake: { hint: 'checkpoint', message: first.message } });
  },
};

function unexpectedErrors(module: TestModule): { message: string }[] {
  return [...module.errors(), ...[...module.children.allTests()].flatMap((test) => test.result().errors ?? [])];
}

/** A learner's module shares the thread with the tests, so it must not reach for their tools. */
const ownToolsStayOut = {
  name: 'workbook:own-tools-stay-out',
  enforce: 'pre' as const,
  transform(code: string, id: string) {
    const [file = ''] = id.split('?');
    if (file === task.checkpointFile || isOwn(file)) return undefined;
    const tool =
      /(?:from|import)\s*\(?\s*['"](vitest|@vitest\/[^'"]*|@workbook\/checkpoints[^'"]*|[^'"]*\/\.check\/[^'"]*)['"]/.exec(
        code,
      )?.[1];
    if (tool) throw new Error(`${FORBIDDEN_IMPORT} ${tool}`);
    return undefined;
  },
};

/** The harness itself is compiled, and what only a lesson's check knows lies in its folder `.check`; a learner's file is elsewhere. */
function isOwn(file: string): boolean {
  if (file.startsWith(`${path.join(path.dirname(task.checkpointFile), '.check')}${path.sep}`)) return true;
  return file.startsWith(`${REPOSITORY}/checkpoints/dist/`) && file.endsWith('.js');
}

await startVitest(
  'test',
  [task.checkpointFile],
  {
    config: false,
    root: REPOSITORY,
    include: [path.relative(REPOSITORY, task.checkpointFile)],
    watch: false,
    pool: 'threads',
    isolate: false,
    fileParallelism: false,
    disableConsoleIntercept: true,
    dangerouslyIgnoreUnhandledErrors: true,
    reporters: [reporter],
    server: { deps: { external: [/\/node_modules\//, /\/packages\/\w+\/dist\//] } },
  },
  { plugins: [ownToolsStayOut], logLevel: 'silent' },
);
process.exit(0);
