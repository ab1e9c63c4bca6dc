/**
 * The grading process: runs one lesson's checkpoint file with vitest, in a worker thread. Its main thread stays free, so
 * that it can say where a loop that never ends is.
 */
import path from 'node:path';
import { BroadcastChannel } from 'node:worker_threads';
import { type Reporter, startVitest, type TestModule } from 'vitest/node';
import type { GradingOrder, Located } from './grading-events.js';
import { ORDERS_CHANNEL } from './grading-events.js';
import { gradingTask, tell } from './harness/events.js';
import { FORBIDDEN_IMPORT } from './harness/mistakes.js';
import { REPOSITORY } from './lessons.js';
import { locateRunningCode } from './locate.js';

const task = gradingTask();
const orders = new BroadcastChannel(ORDERS_CHANNEL);
orders.unref();

process.on('message', (order: GradingOrder) => {
  if (order.type !== 'locate') return orders.postMessage(order);
  locateRunningCode(task.file).then((place) => process.send?.({ type: 'located', ...place } satisfies Located));
});
// The command is gone: nobody waits for a verdict any more.
process.on('disconnect', () => process.exit(1));

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
    const tool = /(?:from|import)\s*\(?\s*['"](vitest|@vitest\/[^'"]*|@workbook\/checkpoints[^'"]*)['"]/.exec(
      code,
    )?.[1];
    if (tool) throw new Error(`${FORBIDDEN_IMPORT} ${tool}`);
    return undefined;
  },
};

/** The harness itself is compiled; whatever a learner hands in is TypeScript. */
function isOwn(file: string): boolean {
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
