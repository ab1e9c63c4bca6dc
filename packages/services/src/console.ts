/**
 * The console as a background process beside the services: the web page of `@workbook/console`. It runs in every mode, and
 * goes on while Kafka and Flink are stopped and started.
 */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { likelyCause } from './causes.js';
import { ServiceError } from './failures.js';
import { findWorkbookOnPort } from './instance.js';
import { lastLines, TRACE_LINES } from './logs.js';
import { findPortOwner, isPortFree } from './ports.js';
import {
  frozenSentence,
  isFrozen,
  isRunning,
  ownLinesFrom,
  readRecord,
  startProcess,
  stopProcess,
} from './processes.js';
import { readPort, type Settings } from './settings.js';
import { startAgain } from './start-again.js';
import type { PageStatus } from './status.js';
import { waitFor } from './wait.js';

const DEFAULT_PORT = 8080;
/** Tried when the wanted port is taken: away from those of Flink (8081) and JupyterLab (8888). */
const OTHER_PORTS = { from: 8180, count: 50 };
const READY_DEADLINE_MS = 60_000;
const ANSWER_DEADLINE_MS = 10_000;
const LOG_LINES = 12;
/** Keeps the memory of a process small that is idle most of the time, in MB. */
const YOUNG_OBJECTS_MB = 4;

/** What the console's process is made of: with other code, or other addresses of the services, it is started anew. */
const PARTS = [
  'packages/terminal',
  'packages/services',
  'packages/kafka',
  'packages/flink',
  'packages/notebook',
  'checkpoints',
  'packages/console',
];

/** A running console. */
export interface RunningConsole {
  url: string;
  /** False when it ran already. */
  started: boolean;
}

const urlOf = (port: number) => `http://127.0.0.1:${port}`;

/**
 * Starts the console if it does not run, or runs from older code, and returns when it answers.
 * @throws ServiceError when it is not built, ends while it starts, or finds no port
 */
export async function startConsole(settings: Settings): Promise<RunningConsole> {
  const origin = originOf(settings);
  const wanted = readPort(process.env, 'WORKBOOK_CONSOLE_PORT');
  const last = readRecord(settings.home, 'console');
  const url = await consoleUrl(settings);
  const canMove = wanted !== undefined && last?.ports.console !== wanted && (await isPortFree(wanted));
  if (url && last?.origin === origin && !canMove) return { url, started: false };
  await stopConsole(settings);

  const port = await choosePort(settings, wanted ?? DEFAULT_PORT, last?.ports.console);
  const command = path.join(settings.repository, 'packages', 'console', 'dist', 'cli.js');
  const { child, record } = startProcess(
    settings.home,
    'console',
    {
      command: process.execPath,
      args: [`--max-semi-space-size=${YOUNG_OBJECTS_MB}`, command, String(port)],
      cwd: settings.repository,
      env: { WORKBOOK_HOME: settings.home },
      ports: { console: port },
    },
    origin,
  );
  const answered = await waitFor(
    async () => {
      if (child.exitCode !== null || child.signalCode !== null) return false;
      return (await answers(port)) || undefined;
    },
    { deadlineMs: READY_DEADLINE_MS },
  );
  if (answered) return { url: urlOf(port), started: true };

  const ended = !(await isRunning(record));
  const logLines = lastLines(record.log, LOG_LINES, ownLinesFrom(record));
  const cause = ended ? likelyCause(lastLines(record.log, TRACE_LINES, ownLinesFrom(record))) : undefined;
  await stopConsole(settings);
  const what = ended ? 'ended while it was starting' : `did not answer within ${READY_DEADLINE_MS / 1000} s`;
  throw new ServiceError(`The console ${what}. ${cause ?? 'Run "npm start" to try again.'}`, { logLines });
}

/** Stops the console, and with it what was started from its pages. Resolves to whether it ran. */
export function stopConsole(settings: Settings): Promise<boolean> {
  return stopProcess(settings.home, 'console');
}

/** Where this instance's console is; undefined when it does not run or does not answer. */
export async function consoleUrl(settings: Settings): Promise<string | undefined> {
  const record = readRecord(settings.home, 'console');
  const port = record?.ports.console;
  if (!record || port === undefined || !(await isRunning(record))) return undefined;
  return (await answers(port)) ? urlOf(port) : undefined;
}

/** Who has the port that the console should have, in a few words; undefined where it has that port, or could have it. */
export async function whyElsewhere(settings: Settings): Promise<string | undefined> {
  const wanted = readPort(process.env, 'WORKBOOK_CONSOLE_PORT') ?? DEFAULT_PORT;
  const port = readRecord(settings.home, 'console')?.ports.console;
  if (port === undefined || port === wanted || (await isPortFree(wanted))) return undefined;
  const workbook = await findWorkbookOnPort(settings, wanted);
  if (workbook) return `port ${wanted} is used by the workbook in ${workbook}`;
  const owner = await findPortOwner(wanted);
  return `port ${wanted} is used by ${owner ? `"${owner.program}" (process ${owner.pid})` : 'another program'}`;
}

/** The port that the console has, or would ask for. */
export async function consolePort({ home }: Settings): Promise<number> {
  const last = readRecord(home, 'console');
  if (last?.ports.console !== undefined && (await isRunning(last))) return last.ports.console;
  return readPort(process.env, 'WORKBOOK_CONSOLE_PORT') ?? DEFAULT_PORT;
}

/** How the console is. */
export async function consoleStatus(settings: Settings): Promise<PageStatus> {
  const record = readRecord(settings.home, 'console');
  if (!record) return { state: 'stopped', address: '', detail: 'not started; "npm start" starts it' };
  if (!(await isRunning(record))) {
    const detail = `its process ${record.pid} is gone; "npm start" starts it again, "npm run services logs console" may say why`;
    return { state: 'crashed', address: '', detail };
  }
  const address = urlOf(record.ports.console ?? DEFAULT_PORT);
  if (await consoleUrl(settings)) return { state: 'running', address, detail: 'open it in a browser' };
  const silence = `its process ${record.pid} runs but does not answer (yet)`;
  return { state: 'unready', address, detail: (await isFrozen(record)) ? frozenSentence(record) : silence };
}

async function answers(port: number): Promise<boolean> {
  try {
    const response = await fetch(`${urlOf(port)}/api/session`, { signal: AbortSignal.timeout(ANSWER_DEADLINE_MS) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

/** The wanted port, else the last one, else one that is free: a busy port is no reason to do without the console. */
async function choosePort(settings: Settings, wanted: number, last: number | undefined): Promise<number> {
  const others = Array.from({ length: OTHER_PORTS.count }, (_, index) => OTHER_PORTS.from + index);
  const reserved = new Set<number>(Object.values(settings.ports));
  for (const port of [wanted, ...(last === undefined ? [] : [last]), ...others]) {
    if (!reserved.has(port) && (await isPortFree(port))) return port;
  }
  throw new ServiceError(
    `The console finds no free port: ${wanted} and ${OTHER_PORTS.from} to ${OTHER_PORTS.from + OTHER_PORTS.count - 1} are taken. Name one: ${startAgain('WORKBOOK_CONSOLE_PORT', 9080)}`,
  );
}

/** @throws ServiceError when the console is not built */
function originOf(settings: Settings): string {
  const stamps = [...PARTS, 'packages/console/dist/public'].map((part) => {
    const folder = part.endsWith('public') ? part : `${part}/dist`;
    return path.join(settings.repository, ...folder.split('/'), '.sources');
  });
  if (!stamps.every((stamp) => existsSync(stamp))) {
    throw new ServiceError('The console is not built yet. Run "npm start".');
  }
  const hash = createHash('sha256').update(process.version);
  for (const stamp of stamps) hash.update(readFileSync(stamp));
  return hash.update(JSON.stringify([settings.mode, settings.kafka, settings.flink])).digest('hex');
}
