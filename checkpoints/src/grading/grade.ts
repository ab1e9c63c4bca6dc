/**
 * The grading process: runs one lesson's checkpoint file with vitest, in a worker thread. Its main thread stays free, so
 * that it can say where a loop that never ends is.
 */
import { writeSync } from 'node:fs';
import path from 'node:path';
import { BroadcastChannel } from 'node:worker_threads';
import type { Reporter, TestModule } from 'vitest/node';
import { FORBIDDEN_IMPORT } from '../harness/mistakes.js';
import { REPOSITORY } from '../lessons/lessons.js';
import {
  EVENTS_FD,
  type GradingEvent,
  type GradingOrder,
  type GradingTask,
  type Located,
  lineOf,
  ORDERS_CHANNEL,
  TASK_VARIABLE,
} from './grading-events.js';
import { locateRunningCode } from './locate.js';

const orders = new BroadcastChannel(ORDERS_CHANNEL);
orders.unref();

/** A time that is read or written in the machine's own zone must not be right by chance: neither is UTC at any time of the year. */
const ZONES = ['Asia/Kathmandu', 'America/St_Johns'];

const ordered = new Promise<Extract<GradingOrder, { type: 'grade' }>>((resolve) => {
  process.on('message', (order: GradingOrder) => {
    if (order.type === 'grade') resolve(order);
    else if (order.type === 'locate') ordered.then(locate);
    else orders.postMessage(order);
  });
});
// The command is gone: nobody waits for a verdict any more.
process.on('disconnect', () => process.exit(1));

async function locate({ task }: { task: GradingTask }): Promise<void> {
  const place = await locateRunningCode(task.file);
  process.send?.({ type: 'located', ...place } satisfies Located);
}

// Loaded while the command still finds out what there is to grade.
const { startVitest } = await import('vitest/node');
const { task, password } = await ordered;
process.env[TASK_VARIABLE] = JSON.stringify({ task, password });
const tell = (event: GradingEvent) => writeSync(EVENTS_FD, lineOf(event, password));
/** What vite calls the importer of a file that nobody imports. */
const NOBODY = path.join(REPOSITORY, 'index.html');
const SOLUTION = path.join(path.dirname(task.checkpointFile), 'solution.ts');
process.env.WORKBOOK_HOME = task.settings.home;
// Whatever is left there goes with the run, also when the process is killed.
process.env.TMPDIR = task.run.folder;
process.env.TZ = ZONES[task.seed % ZONES.length];

/** The learner's mistakes are told by the harness; what vitest itself finds is a mistake of the checkpoint file. */
const reporter: Reporter = {
  onTestRunEnd(modules, errors) {
    const first = [...errors, ...modules.flatMap(unexpectedErrors)][0];
    if (first) tell({ type: 'broken', mistake: { id: 'checkpoint', message: first.message } });
  },
};

function unexpectedErrors(module: TestModule): { message: string }[] {
  return [...module.errors(), ...[...module.children.allTests()].flatMap((test) => test.result().errors ?? [])];
}

/** A learner's module shares the thread with the tests, so it must not reach for their tools. */
const ownToolsStayOut = {
  name: 'workbook:own-tools-stay-out',
  enforce: 'pre' as const,
  async resolveId(this: Resolver, source: string, importer: string | undefined) {
    if (importer === undefined || importer === NOBODY || isOwn(fileOf(importer))) return undefined;
    const found = await this.resolve(source, importer, { skipSelf: true });
    if (isTool(fileOf(found?.id ?? source))) throw new Error(`${FORBIDDEN_IMPORT} ${source}`);
    return undefined;
  },
  /** A package is not resolved here: vitest loads it as it stands. */
  transform(code: string, id: string) {
    if (isOwn(fileOf(id))) return undefined;
    const tool = /(?:from|import)\s*\(?\s*['"]((?:vitest|@vitest\/|@workbook\/checkpoints)[^'"]*)['"]/.exec(code)?.[1];
    if (tool) throw new Error(`${FORBIDDEN_IMPORT} ${tool}`);
    return undefined;
  },
  load(id: string) {
    if (fileOf(id) === SOLUTION && task.file !== SOLUTION) tell({ type: 'solution-used' });
  },
};

interface Resolver {
  resolve(source: string, importer: string, options: { skipSelf: boolean }): Promise<{ id: string } | null>;
}

/** The path in the id of a module. */
function fileOf(id: string): string {
  const [file = ''] = id.replace(/^file:\/\//, '').split('?');
  return file;
}

/** The checkpoint, the harness, what only a lesson's check knows, and packages. A learner's file is elsewhere. */
function isOwn(file: string): boolean {
  return file === task.checkpointFile || file.includes('/node_modules/') || isHarness(file) || isSecret(file);
}

function isTool(file: string): boolean {
  const isPackage = /^(?:vitest|@vitest|@workbook\/checkpoints)(?:\/|$)|\/node_modules\/(?:vitest|@vitest)\//.test(
    file,
  );
  return isPackage || file === task.checkpointFile || isHarness(file) || isSecret(file);
}

const isHarness = (file: string) =>
  file.startsWith(`${REPOSITORY}/checkpoints/`) && /\/(?:dist|src)\/.*\.js$/.test(file);
const isSecret = (file: string) => file.includes('/.check/');

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
