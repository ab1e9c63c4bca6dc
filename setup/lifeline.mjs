// Runs a program that must not outlive the setup: lifeline.mjs PROGRAM ARGUMENTS …. The setup holds the other end of the
// standard input; when that closes because the setup was killed, this process group ends too.
import { spawn } from 'node:child_process';

const [program, ...args] = process.argv.slice(2);
/** What a shell says of a program that it doesn't find. */
const NOT_FOUND = 127;

process.on('SIGTERM', () => {}); // the program gets it as well, and this process ends with it
const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });
child.on('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(NOT_FOUND);
});
child.on('exit', (code) => process.exit(code ?? 1));
process.stdin.on('error', () => {}).on('close', () => process.kill(-process.pid, 'SIGKILL'));
process.stdin.resume();
