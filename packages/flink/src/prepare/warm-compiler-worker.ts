/**
 * Runs in a worker thread and keeps a TypeScript compiler, with what it has read and checked, for the next check. In a
 * thread, since the compiler's own client would keep the process alive.
 */
import { parentPort, workerData } from 'node:worker_threads';

export interface WarmCompilerData {
  /** The URL of the compiler's API module. */
  api: string;
  /** The folder that the compiler works in. */
  folder: string;
}

/** Whether the project has no mistake; undefined if the compiler could not tell. */
export type WarmVerdict = boolean | undefined;

/** What is used of `typescript/unstable/async`. */
interface CompilerApi {
  updateSnapshot(changes: { openProjects: string[]; fileChanges?: { invalidateAll: true } }): Promise<Snapshot>;
}
interface Snapshot {
  getProject(config: string): { program: Record<DiagnosticsMethod, () => Promise<readonly unknown[]>> } | undefined;
  dispose(): Promise<void>;
}
const METHODS = [
  'getProgramDiagnostics',
  'getGlobalDiagnostics',
  'getSyntacticDiagnostics',
  'getSemanticDiagnostics',
] as const;
type DiagnosticsMethod = (typeof METHODS)[number];

const { api: module, folder } = workerData as WarmCompilerData;
const { API } = (await import(module)) as { API: new (options: { cwd: string }) => CompilerApi };
const compiler = new API({ cwd: folder });
let isFirst = true;

/** Whether the compiler has nothing at all to say. */
async function check(config: string): Promise<WarmVerdict> {
  // Files may have changed, anywhere.
  const snapshot = await compiler.updateSnapshot({
    openProjects: [config],
    ...(isFirst ? {} : { fileChanges: { invalidateAll: true } }),
  });
  isFirst = false;
  try {
    const program = snapshot.getProject(config)?.program;
    if (!program) return undefined;
    for (const method of METHODS) if ((await program[method]()).length > 0) return false;
    return true;
  } finally {
    await snapshot.dispose();
  }
}

parentPort?.on('message', async (config: string) => {
  parentPort?.postMessage(await check(config).catch(() => undefined));
});
