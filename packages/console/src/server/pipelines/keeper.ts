/**
 * Runs one program for the console, and ends it with the console: also when that was killed, for then the channel between
 * them breaks. Started as `node keeper.js ARGUMENTS-FOR-NODE…`.
 */
import { spawn } from 'node:child_process';

/** How long a program may take to end in good order: Flink's job writes a savepoint first. */
const PATIENCE_MS = 120_000;

const child = spawn(process.execPath, process.argv.slice(2), { stdio: ['ignore', 'inherit', 'inherit'] });
let ending = false;

function end(): void {
  if (ending) return;
  ending = true;
  child.kill('SIGTERM');
  setTimeout(() => child.kill('SIGKILL'), PATIENCE_MS).unref();
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, end);
process.on('disconnect', end);
process.on('message', end);
child.once('error', () => process.exit(1));
child.once('exit', (code) => process.exit(code ?? 1));
