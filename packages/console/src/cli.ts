/**
 * The console as a process: `node cli.js PORT`. `npm start` starts it in the background; it listens on 127.0.0.1 alone and ends
 * with SIGTERM.
 */
import { boundOwnLog, describeFailure } from '@workbook/services';
import { loadPage } from './server/assets.js';
import { openContext } from './server/context.js';
import { serveApp } from './server/serve.js';

/** How long pages have to end what they started. */
const SETTLE_MS = 25_000;

process.env.KAFKAJS_NO_PARTITIONER_WARNING = '1';
// kafkajs sets timers in the past, which newer versions of Node warn about.
process.removeAllListeners('warning');
process.on('warning', (warning) => {
  if (warning.name !== 'TimeoutNegativeWarning') process.stderr.write(`${warning.name}: ${warning.message}\n`);
});

function fail(error: unknown): never {
  process.stderr.write(`Error: ${describeFailure(error)}\n`);
  process.exit(1);
}

boundOwnLog();
try {
  const port = Number(process.argv[2]);
  const context = openContext();
  const server = await serveApp(context, loadPage(), port);
  process.stdout.write(`${new Date().toISOString()} The console listens at ${server.origin}\n`);
  let ending = false;
  const stop = () => {
    if (ending) return;
    ending = true;
    setTimeout(() => process.exit(0), SETTLE_MS);
    void server.close();
    void context.close().finally(() => process.exit(0));
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
} catch (error) {
  fail(error);
}
