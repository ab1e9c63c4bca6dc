/** The frame of every measurement: a temporary folder, and everything undone at the end, also after Ctrl-C. */
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { down, freeInstance, readSettings, type Settings, stopConsole, up } from '@workbook/services';
import { type Figure, load, reportFigures } from './figures.js';

export interface Scope {
  /** A folder of this measurement's own, removed at the end. */
  folder: string;
  /** Aborted on Ctrl-C. */
  signal: AbortSignal;
  /** Registers what must be undone at the end; the last registered is undone first. */
  onEnd(undo: () => Promise<unknown>): void;
}

/** Folders are `<prefix><pid>-<random>`, so that a later run finds what a killed one left behind. */
const PREFIX = 'workbook-bench-';
/** Each instance of the services that a measurement starts has its state in a folder of this name. */
const HOME = 'home';

/**
 * Runs a measurement and prints its figures. An error ends the process with exit code 1, Ctrl-C with 130; either way
 * everything is undone first.
 */
export async function measure(title: string, body: (scope: Scope) => Promise<Figure[]>): Promise<void> {
  await sweepAbandoned();
  const folder = await mkdtemp(path.join(tmpdir(), `${PREFIX}${process.pid}-`));
  const undoing: (() => Promise<unknown>)[] = [];
  const interruption = new AbortController();
  const interrupted = new Promise<never>((_, reject) => {
    interruption.signal.addEventListener('abort', () => reject(interruption.signal.reason));
  });
  const interrupt = () => interruption.abort(new Error('interrupted'));
  process.on('SIGINT', interrupt).on('SIGTERM', interrupt);

  console.log(`${title} (load ${load()} at the start)`);
  try {
    const scope: Scope = { folder, signal: interruption.signal, onEnd: (undo) => undoing.push(undo) };
    reportFigures(await Promise.race([body(scope), interrupted]));
  } catch (error) {
    process.exitCode = interruption.signal.aborted ? 130 : 1;
    console.error(interruption.signal.aborted ? '\nInterrupted: cleaning up.' : describe(error));
  } finally {
    for (const undo of undoing.reverse()) await undo().catch((error: unknown) => console.error(describe(error)));
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
  // After an interruption the body may still wait for something.
  process.exit();
}

/** Settings of an instance with ports of its own; stopped at the end. Nothing is started yet. */
export async function ownInstance(scope: Scope): Promise<Settings> {
  const settings = await freeInstance(path.join(scope.folder, HOME));
  scope.onEnd(() => down(settings));
  scope.onEnd(() => stopConsole(settings));
  return settings;
}

/** Kafka and Flink, started for this measurement alone. */
export async function ownServices(scope: Scope): Promise<Settings> {
  const settings = await ownInstance(scope);
  await up(settings);
  return settings;
}

/** Stops and removes what measurements left behind that were killed. */
async function sweepAbandoned(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = name.startsWith(PREFIX) ? Number.parseInt(name.slice(PREFIX.length), 10) : Number.NaN;
    if (Number.isNaN(pid) || isAlive(pid)) continue;
    const folder = path.join(tmpdir(), name);
    const home = path.join(folder, HOME);
    const settings = readSettings({ ...process.env, WORKBOOK_HOME: home, WORKBOOK_MODE: 'embedded' });
    await stopConsole(settings);
    await down(settings);
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? `\n${error.message}` : `\n${error}`;
}
