/** Notebooks executed as "Run All" does, each by a kernel of its own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

/** The workbook's folder, ending in a separator. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));
/** The Python that has JupyterLab; `npm test` and `npm start` make it. */
export const PYTHON = `${ROOT}.venv/bin/python`;

/** What a cell put out, in nbformat's terms. */
export interface Output {
  output_type: 'stream' | 'display_data' | 'execute_result' | 'error';
  name?: string;
  text?: string;
  data?: Record<string, string>;
  ename?: string;
  evalue?: string;
  traceback?: string[];
}

/** What came of a notebook. */
export interface Execution {
  seconds: number;
  cells: { source: string; outputs: Output[] }[];
  /** The cell that ended it: its number among the cells with code, from 1, and what it threw. */
  failure: { cell: number; name: string; message: string } | null;
}

/** A program that takes longer, on however slow a machine, is ended; its kernels end with it. */
const DEADLINE_MS = 540_000;
/** What a test needs that runs a program. */
export const TIMEOUT_MS = DEADLINE_MS + 10_000;

/** Runs a Python program of the notebooks' environment and resolves to what it printed. */
export async function runPython(args: readonly string[]): Promise<string> {
  if (!existsSync(PYTHON)) throw new Error('JupyterLab is not installed. Run "npm run build" once.');
  const child = spawn(PYTHON, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe'], timeout: DEADLINE_MS });
  const [output, complaints] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')]);
  if (output === '') throw new Error(`${args.join(' ')} printed nothing, but complained:\n${complaints}`);
  return output;
}

/** Executes notebooks, named by their paths in the workbook, one after the other. The files are not changed. */
export async function executeNotebooks(notebooks: readonly string[]): Promise<Execution[]> {
  const lines = await runPython(['notebooks/execute.py', '--timeout', '120', ...notebooks]);
  return lines
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as Execution);
}

/** Everything that the cell with this number printed on standard output. */
export function printedBy({ cells }: Execution, cell: number): string {
  const streams = cells[cell - 1]?.outputs.filter(({ name }) => name === 'stdout') ?? [];
  return streams.map((output) => output.text).join('');
}
