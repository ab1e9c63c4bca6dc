/** A compiler that stays: a process that checks one job after the other, such as a notebook's, waits for the first ones only. */
import { rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { WARM_COMPILER_FILE } from './library.js';
import type { WarmCompilerData, WarmVerdict } from './warm-compiler-worker.js';

/** A compiler that nobody needed for so long ends, and frees its memory, in ms. */
const IDLE_MS = 5 * 60_000;
/** A check that takes longer is given up, and made in the ordinary way, in ms. */
const PATIENCE_MS = 20_000;

/** By the folder of the TypeScript package; undefined after a first check, which alone is not worth keeping a compiler. */
const compilers = new Map<string, WarmCompiler | undefined>();

/**
 * Whether a project has no mistake, by a compiler that is kept for the next time. It does not keep the process alive.
 *
 * @param typescript the folder of the TypeScript package
 * @param config the path that a tsconfig.json may have meanwhile, the same each time for the same project
 * @param content that file's text
 * @returns undefined if this TypeScript can't stay, could not tell, or was never asked before
 */
export async function checkWarm(typescript: string, config: string, content: string): Promise<boolean | undefined> {
  if (!compilers.has(typescript)) {
    compilers.set(typescript, undefined);
    return undefined;
  }
  const compiler = compilers.get(typescript) ?? new WarmCompiler(typescript, path.dirname(config));
  compilers.set(typescript, compiler);
  return compiler.check(config, content);
}

class WarmCompiler {
  #worker: Worker | undefined;
  #idle: NodeJS.Timeout | undefined;
  #turn: Promise<unknown> = Promise.resolve();
  #verdict: ((clean: boolean | undefined) => void) | undefined;

  constructor(
    private readonly typescript: string,
    private readonly folder: string,
  ) {}

  /** One check after the other. */
  check(config: string, content: string): Promise<boolean | undefined> {
    const checked = this.#turn.then(() => this.#check(config, content));
    this.#turn = checked.catch(() => {});
    return checked;
  }

  async #check(config: string, content: string): Promise<boolean | undefined> {
    clearTimeout(this.#idle);
    const worker = this.#open();
    worker.ref();
    const patience = setTimeout(() => this.#end(), PATIENCE_MS);
    writeFileSync(config, content);
    try {
      return await new Promise<boolean | undefined>((resolve) => {
        this.#verdict = resolve;
        worker.postMessage(config);
      });
    } finally {
      rmSync(config, { force: true });
      clearTimeout(patience);
      this.#worker?.unref();
      this.#idle = setTimeout(() => this.#end(), IDLE_MS).unref();
    }
  }

  #open(): Worker {
    if (this.#worker) return this.#worker;
    const api = pathToFileURL(path.join(this.typescript, 'dist', 'api', 'async', 'api.js')).href;
    const workerData: WarmCompilerData = { api, folder: this.folder };
    const worker = new Worker(WARM_COMPILER_FILE, { execArgv: [], workerData });
    worker.on('message', (clean: WarmVerdict) => this.#verdict?.(clean));
    // An older TypeScript has no such API.
    worker.on('error', () => this.#end());
    worker.on('exit', () => this.#worker === worker && this.#end());
    this.#worker = worker;
    return worker;
  }

  #end(): void {
    const worker = this.#worker;
    this.#worker = undefined;
    this.#verdict?.(undefined);
    void worker?.terminate();
  }
}
