/** Runs measurements one after the other: npm run bench [name …] */
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { meantBy } from '@workbook/terminal';
import { COLLECTED_IN, type Figure, printFigures } from './figures.js';

const BENCHES: Record<string, string> = {
  setup: 'a fresh clone: npm start with an empty cache, with a warm one, and again',
  services: 'starting the services, the first job, memory',
  submit: 'from submission to the first output',
  window: 'parse, filter, map, keyed window aggregate: TypeScript, Java, PyFlink',
  keyed: 'a keyed process function with state and timers: TypeScript, Java',
  etl: 'from Kafka through a filter and a map to Kafka: TypeScript, Java',
  native: "the demo's job: TypeScript, Java",
  leak: 'what 200 jobs leave behind in the TaskManager',
  trouble: 'functions that never return, or take all memory',
  check: 'a check of a lesson, and a hundred of them',
  gate: "the authors' gate over all lessons",
  producer: 'the producer and bare kafkajs',
  console: 'the first page of the console, and the memory of its server',
  video: 'the video pipeline: rate, latency from the capture to the result and to the page, memory',
  kernel: 'from opening a notebook to its first cell',
  'console-topics': "the console's topics: live tail, memory, 500 topics",
};

const folder = path.dirname(fileURLToPath(import.meta.url));
const names = process.argv.slice(2);
const unknown = names.find((name) => !(name in BENCHES));

const list = Object.entries(BENCHES)
  .map(([name, what]) => `  ${name.padEnd(16)}${what}`)
  .join('\n');

if (names.includes('help')) {
  console.log(
    `Usage: npm run bench [NAME …]\n\nRuns measurements one after the other: those that are named, or all.\n\n${list}`,
  );
} else if (unknown !== undefined) {
  const meant = meantBy(unknown, Object.keys(BENCHES));
  console.error(`There is no measurement "${unknown}".${meant ? ` Did you mean "${meant}"?` : ''} There are:\n${list}`);
  process.exitCode = 1;
} else {
  await runAll(names.length > 0 ? names : Object.keys(BENCHES));
}

async function runAll(chosen: string[]): Promise<void> {
  const collected = mkdtempSync(path.join(tmpdir(), 'workbook-figures-'));
  const file = path.join(collected, 'figures.jsonl');
  let interrupted = false;
  try {
    for (const name of chosen) {
      console.log('');
      const outcome = await run(name, file);
      if (outcome !== 0) process.exitCode = outcome;
      interrupted = outcome === 130;
      if (interrupted) break;
    }
    if (chosen.length > 1 && !interrupted && existsSync(file)) printFigures(readFigures(file));
  } finally {
    rmSync(collected, { recursive: true, force: true });
  }
}

/** A process of its own for each: one measurement's memory and compiled code must not help or hinder the next. */
function run(name: string, file: string): Promise<number> {
  const child = spawn(process.execPath, ['--import', 'tsx', path.join(folder, `${name}.ts`)], {
    stdio: 'inherit',
    env: { ...process.env, [COLLECTED_IN]: file },
  });
  // On Ctrl-C the terminal tells the child as well; this process waits until it has cleaned up.
  const wait = () => undefined;
  const pass = () => child.kill('SIGTERM');
  process.on('SIGINT', wait).on('SIGTERM', pass);
  return new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve(code ?? 1));
  }).finally(() => process.off('SIGINT', wait).off('SIGTERM', pass));
}

function readFigures(file: string): Figure[] {
  return readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Figure);
}
