/**
 * JupyterLab as a background process beside the services. It listens on 127.0.0.1 only and asks for a token, which is kept
 * in the instance's folder and leaves it only inside a URL.
 */
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { likelyCause } from './causes.js';
import { ServiceError } from './failures.js';
import { lastLines, TRACE_LINES } from './logs.js';
import { findPortOwner, isPortFree } from './ports.js';
import {
  frozenSentence,
  isFrozen,
  isRunning,
  ownLinesFrom,
  type ProcessRecord,
  readRecord,
  startProcess,
  stopProcess,
} from './processes.js';
import { readPort, type Settings } from './settings.js';
import { startAgain } from './start-again.js';
import type { PageStatus } from './status.js';
import { waitFor } from './wait.js';

const DEFAULT_PORT = 8888;
/** How many ports after the default are tried when it is taken. */
const OTHER_PORTS = 50;
const READY_DEADLINE_MS = 90_000;
const ANSWER_DEADLINE_MS = 2_000;
const LOG_LINES = 12;

/** A running JupyterLab. */
export interface Notebooks {
  /** Where the notebook is, with the token. */
  url: string;
  /** False when it ran already. */
  started: boolean;
}

const folderOf = (settings: Settings) => path.join(settings.home, 'jupyter');

/**
 * Starts JupyterLab if it does not run, and returns when it answers.
 * @param notebook the path inside the workbook of the notebook that `url` shows, with `/`
 * @throws ServiceError when it is not installed, ends while it starts, or finds no port
 */
export async function startJupyter(settings: Settings, notebook: string): Promise<Notebooks> {
  const running = await notebooksUrl(settings, notebook);
  if (running) return { url: running, started: false };
  await stopJupyter(settings);
  const python = path.join(settings.repository, '.venv', 'bin', 'python');
  if (!existsSync(python)) throw new ServiceError('JupyterLab is not installed yet. Run "npm start".');

  const port = await choosePort(readRecord(settings.home, 'jupyter'));
  const token = keepToken(settings);
  const folder = folderOf(settings);
  // Its version is pinned, so nothing else tells one start from another.
  const origin = python;
  const { child, record } = startProcess(
    settings.home,
    'jupyter',
    {
      command: python,
      args: ['-m', 'jupyterlab', `--port=${port}`, `--ServerApp.root_dir=${settings.repository}`],
      cwd: settings.repository,
      env: {
        WORKBOOK_HOME: settings.home,
        PATH: [path.dirname(process.execPath), process.env.PATH ?? ''].join(path.delimiter),
        JUPYTER_TOKEN: token,
        JUPYTER_CONFIG_PATH: path.join(settings.repository, 'notebooks', 'jupyter'),
        JUPYTER_CONFIG_DIR: path.join(folder, 'config'),
        JUPYTER_DATA_DIR: path.join(folder, 'data'),
        JUPYTER_RUNTIME_DIR: path.join(folder, 'runtime'),
      },
      ports: { jupyter: port },
    },
    origin,
  );
  const answered = await waitFor(
    async () => {
      if (child.exitCode !== null || child.signalCode !== null) return false;
      return (await answers(port, token)) || undefined;
    },
    { deadlineMs: READY_DEADLINE_MS },
  );
  if (!answered) throw await startFailure(settings, record);
  return { url: urlOf(port, token, notebook), started: true };
}

/** Stops JupyterLab and, with it, its kernels. Resolves to whether it ran. */
export async function stopJupyter(settings: Settings): Promise<boolean> {
  return stopProcess(settings.home, 'jupyter');
}

/** Where the notebook is in this instance's JupyterLab, with the token; undefined when it does not run. */
export async function notebooksUrl(settings: Settings, notebook: string): Promise<string | undefined> {
  const record = readRecord(settings.home, 'jupyter');
  const token = readToken(settings);
  const port = record?.ports.jupyter;
  if (!record || !token || port === undefined || !(await isRunning(record))) return undefined;
  return (await answers(port, token)) ? urlOf(port, token, notebook) : undefined;
}

/** The port that JupyterLab has, or would ask for. */
export async function jupyterPort({ home }: Settings): Promise<number> {
  const last = readRecord(home, 'jupyter');
  if (last?.ports.jupyter !== undefined && (await isRunning(last))) return last.ports.jupyter;
  return wantedPort() ?? last?.ports.jupyter ?? DEFAULT_PORT;
}

const wantedPort = () => readPort(process.env, 'WORKBOOK_JUPYTER_PORT');

/** How JupyterLab is. The address goes without the token: what is shown here is pasted into issues. */
export async function jupyterStatus(settings: Settings): Promise<PageStatus> {
  const record = readRecord(settings.home, 'jupyter');
  if (!record) return { state: 'stopped', address: '', detail: 'not started; "npm start" starts it' };
  if (!(await isRunning(record))) {
    const detail = `its process ${record.pid} is gone; "npm start" starts it again. Its log: ${record.log}`;
    return { state: 'crashed', address: '', detail };
  }
  const port = record.ports.jupyter ?? DEFAULT_PORT;
  const address = `http://127.0.0.1:${port}`;
  const token = readToken(settings);
  if (token && (await answers(port, token)))
    return { state: 'running', address, detail: '"npm start" prints the address that opens the notebooks' };
  const silence = `its process ${record.pid} runs but does not answer (yet)`;
  return { state: 'unready', address, detail: (await isFrozen(record)) ? frozenSentence(record) : silence };
}

function urlOf(port: number, token: string, notebook: string): string {
  return `http://127.0.0.1:${port}/lab/tree/${encodeURI(notebook)}?token=${token}`;
}

async function answers(port: number, token: string): Promise<boolean> {
  try {
    const response = await fetch(`http://127.0.0.1:${port}/api/status`, {
      headers: { Authorization: `token ${token}` },
      signal: AbortSignal.timeout(ANSWER_DEADLINE_MS),
    });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

function readToken(settings: Settings): string | undefined {
  const file = path.join(folderOf(settings), 'token');
  return existsSync(file) ? readFileSync(file, 'utf8').trim() || undefined : undefined;
}

/** The instance's token, made at its first start and readable by its user alone. */
function keepToken(settings: Settings): string {
  const present = readToken(settings);
  if (present) return present;
  const token = randomBytes(24).toString('hex');
  mkdirSync(folderOf(settings), { recursive: true });
  writeFileSync(path.join(folderOf(settings), 'token'), `${token}\n`, { mode: 0o600 });
  return token;
}

/** `WORKBOOK_JUPYTER_PORT`, else the last one, else the first that is free from 8888 on. */
async function choosePort(last: ProcessRecord | undefined): Promise<number> {
  const port = wantedPort();
  if (port !== undefined) {
    if (await isPortFree(port)) return port;
    const owner = await findPortOwner(port);
    const who = owner ? `"${owner.program}" (process ${owner.pid})` : 'another program';
    throw new ServiceError(
      `Port ${port}, which JupyterLab is to use, is in use by ${who}. Choose another one: ${startAgain('WORKBOOK_JUPYTER_PORT', 9888)}`,
    );
  }
  const candidates = Array.from({ length: OTHER_PORTS }, (_, index) => DEFAULT_PORT + index);
  for (const port of [last?.ports.jupyter ?? DEFAULT_PORT, ...candidates]) {
    if (await isPortFree(port)) return port;
  }
  throw new ServiceError(
    `JupyterLab finds no free port from ${DEFAULT_PORT} to ${DEFAULT_PORT + OTHER_PORTS - 1}. Name one: ${startAgain('WORKBOOK_JUPYTER_PORT', 9888)}`,
  );
}

async function startFailure(settings: Settings, record: ProcessRecord): Promise<ServiceError> {
  const ended = !(await isRunning(record));
  const logLines = lastLines(record.log, LOG_LINES, ownLinesFrom(record));
  const cause = ended ? likelyCause(lastLines(record.log, TRACE_LINES, ownLinesFrom(record))) : undefined;
  await stopProcess(settings.home, 'jupyter');
  const what = ended ? 'ended while it was starting' : `did not answer within ${READY_DEADLINE_MS / 1000} s`;
  return new ServiceError(`JupyterLab ${what}. ${cause ?? 'Run "npm start" to try again.'}`, { logLines });
}
