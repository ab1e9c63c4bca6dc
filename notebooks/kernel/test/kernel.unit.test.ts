/** The traps of tslab that the kernel mends, one notebook each, and the kernel's life from start to end. */
import { execFile } from 'node:child_process';
import { realpathSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import {
  type Execution,
  executeNotebooks,
  PYTHON,
  printedBy,
  ROOT,
  runPython,
  TIMEOUT_MS,
} from '../../test/execute.js';
import { findTraps } from '../../test/folders.js';

interface Kernelspecs {
  kernelspecs: Record<string, { resource_dir: string; spec: object } | undefined>;
}

/** What `much_output.py` prints. */
interface MuchOutput {
  [name: string]: { status: string; lines: number; left: number; inOrder: boolean; last: number } | undefined;
}

const executions = new Map<string, Execution>();

function executionOf(trap: string): Execution {
  const execution = executions.get(trap);
  if (!execution) throw new Error(`There is no notebook ${trap}.ipynb.`);
  return execution;
}

beforeAll(async () => {
  const traps = findTraps();
  const results = await executeNotebooks(traps);
  traps.forEach((trap, index) => {
    const result = results[index];
    if (result) executions.set(path.basename(trap, '.ipynb'), result);
  });
}, TIMEOUT_MS);

afterAll(async () => {
  const scratch = ['late-file', 'changed-dependency', 'stack-frames', 'pasted-exports'].map(
    (name) => `${ROOT}notebooks/kernel/test/${name}.scratch`,
  );
  await Promise.all(scratch.map((folder) => rm(folder, { recursive: true, force: true })));
});

describe('a cell', () => {
  test('may begin with any await', () => {
    const execution = executionOf('await-first');
    expect(execution.failure).toBeNull();
    expect(printedBy(execution, 1)).toBe('6\n');
    expect(printedBy(execution, 4)).toBe('a\nb\n');
    expect(printedBy(execution, 5)).toBe('');
  });

  test('that does not compile fails with its line, by strict rules', () => {
    const { cells, failure } = executionOf('compile-error');
    expect(failure).toEqual({
      cell: 2,
      name: 'TypeScriptError',
      message: "This cell, line 2, column 7: Type 'number | undefined' is not assignable to type 'number'.",
    });
    expect(cells[1]?.outputs[0]?.traceback).toContain("  const first: number = names.get('a');");
    expect(cells[2]?.outputs).toEqual([]);
  });

  test('that throws fails, and the next one does not run', () => {
    const { cells, failure } = executionOf('throwing-cell');
    expect(failure).toEqual({ cell: 2, name: 'RangeError', message: "A quantity can't be -1." });
    expect(cells[2]?.outputs).toEqual([]);
  });

  test('that throws names the lines of cells and files that led to it, as they were written', () => {
    const { cells, failure } = executionOf('stack-frames');
    expect(failure).toMatchObject({ cell: 3, name: 'RangeError' });
    expect(cells[2]?.outputs[0]?.traceback).toEqual([
      'RangeError: No price is negative.',
      'notebooks/kernel/test/stack-frames.scratch/price.ts, line 6:',
      "> 6 |   if (item.amount < 0) throw new RangeError('No price is negative.');",
      '    at price (notebooks/kernel/test/stack-frames.scratch/price.ts, line 6)',
      '    at Cell [2], line 8',
      '    at total (Cell [2], line 8)',
      '    at Cell [3], line 6',
    ]);
  });

  test('that throws keeps what it declared before, and what it did not declare anew', () => {
    const { cells, failure } = executionOf('declared-before-throw');
    expect(failure).toBeNull();
    expect(cells[1]?.outputs[0]?.evalue).toBe('The topic is missing.');
    expect(cells[4]?.outputs[0]?.evalue).toMatch(/^This cell, line 1, column 13: Cannot find name 'attempts'/);
  });

  test('shows its line when a library that it awaits throws', () => {
    const { cells, failure } = executionOf('awaited-error');
    expect(failure).toBeNull();
    const thrown = "Error: ENOENT: no such file or directory, open 'notebooks/kernel/test/missing.json'";
    expect(cells.map(({ outputs }) => outputs[0]?.traceback)).toEqual([
      undefined,
      [thrown, 'Cell [2], line 2:', '> 2 | await readFile(', '    at Cell [2], line 2'],
      [
        thrown,
        'Cell [1], line 4:',
        "> 4 |   const text = await readFile(file, 'utf8');",
        '    at async load (Cell [1], line 4)',
        '    at Cell [3], line 1',
      ],
      undefined,
      [
        'KafkaJSNumberOfRetriesExceeded: Connection error: connect ECONNREFUSED 127.0.0.1:1',
        'Cell [5], line 3:',
        '> 3 |   await admin.connect();',
        '    at Cell [5], line 3',
        'Caused by KafkaJSConnectionError: Connection error: connect ECONNREFUSED 127.0.0.1:1',
      ],
    ]);
  });

  test('that was pasted from a file runs with its exports', () => {
    const { cells, failure } = executionOf('pasted-exports');
    expect(failure).toBeNull();
    expect(cells[5]?.outputs[0]?.traceback).toEqual([
      "This cell, line 2, column 14: Type 'number' is not assignable to type 'string'.",
      '  export const two: string = one;',
      '               ~~~',
    ]);
    expect(cells[6]?.outputs[0]?.evalue).toMatch(/^This cell, line 1, column 1: "export \*" names nothing/);
  });

  test('is told what to write in the place of what TypeScript 5.0 does not know', () => {
    const { cells, failure } = executionOf('newer-typescript');
    expect(failure).toBeNull();
    const tracebacks = cells.map(({ outputs }) => outputs[0]?.traceback);
    expect(tracebacks[0]).toEqual([
      'This cell, line 2, column 1: The notebooks\' TypeScript (5.0) does not know "using" yet. Write "const file" instead, ' +
        'and where file is no longer needed: file[Symbol.dispose](); or what closes it otherwise.',
      '  using file = open();',
      '  ~~~~~~~~~~~~',
    ]);
    expect(tracebacks[1]?.[0]).toMatch(/^This cell, line 1, column 6: .*: await file\[Symbol\.asyncDispose\]\(\)/);
    expect(tracebacks[2]?.[0]).toMatch(/^This cell, line 2, column 7: .* Write it down: const people: TYPE = …\./);
    expect(tracebacks[4]?.[0]).toMatch(
      /^This cell, line 1, column 1: .* broke down at this cell: .* const name: TYPE = …/,
    );
    expect(tracebacks[6]?.[0]).toMatch(/^This cell, line 1, column 7: .* Declare the class with a name of its own/);
  });

  test('shows all that it prints, however much', () => {
    const execution = executionOf('much-output');
    expect(execution.failure).toBeNull();
    expect(printedBy(execution, 1)).toBe(Array.from({ length: 200_000 }, (_, line) => `${line}\n`).join(''));
  });

  test('that leaves a rejected promise behind fails', () => {
    const { failure } = executionOf('unhandled-rejection');
    expect(failure).toEqual({ cell: 1, name: 'TypeError', message: 'nobody waited for this' });
  });

  test('fails when a callback throws while it runs', () => {
    const { failure } = executionOf('thrown-in-callback');
    expect(failure).toEqual({ cell: 1, name: 'Error', message: 'thrown by a listener' });
  });

  test('sees variables of earlier cells in shorthand properties', () => {
    expect(executionOf('earlier-cells').failure).toBeNull();
  });

  test('draws a chart that later cells update in place', () => {
    const { cells, failure } = executionOf('live-chart');
    const shown = cells[1]?.outputs.map(({ data }) => data?.['text/html'] ?? '');
    expect(shown).toHaveLength(1);
    expect(shown?.[0]).toMatch(/<svg .*<figcaption [^>]*>partition 0: 20<\/figcaption>/s);
    expect(cells[2]?.outputs).toEqual([]);
    expect(failure).toMatchObject({ cell: 4, name: 'TypeScriptError' });
  });

  test('cannot end the kernel with process.exit', () => {
    const { cells, failure } = executionOf('process-exit');
    expect(failure).toBeNull();
    expect(cells[1]?.outputs[0]?.evalue).toMatch(/^process\.exit would end the kernel/);
  });
});

describe('an import', () => {
  test('finds packages and files of the workbook, with their types', () => {
    const { cells, failure } = executionOf('workbook-imports');
    expect(failure).toBeNull();
    expect(cells[2]?.outputs[0]?.evalue).toMatch(/Type 'string' is not assignable to type 'number'/);
    expect(cells[3]?.outputs[0]?.evalue).toMatch(/'KafkaConfig'/);
  });

  test('of a file that does not exist yet works once it does', () => {
    const { cells, failure } = executionOf('late-file');
    expect(failure).toBeNull();
    expect(cells[0]?.outputs[0]?.evalue).toMatch(/Cannot find module/);
  });

  test('follows a change in what the imported file imports', () => {
    expect(executionOf('changed-dependency').failure).toBeNull();
  });
});

describe('the kernel', { timeout: TIMEOUT_MS }, () => {
  test('sends much output completely, or says what is missing, and outlives every error', async () => {
    const { afterwards, pictures, stray, ...outputs } = JSON.parse(
      await runPython(['notebooks/kernel/test/much_output.py']),
    ) as MuchOutput & { afterwards: string; pictures: number[]; stray: string };
    expect(outputs).toMatchObject({
      atOnce: { status: 'ok', lines: 200_000, left: 0, inOrder: true },
      late: { status: 'ok', inOrder: true, last: 999_999 },
      timers: { status: 'ok', lines: 20_000, left: 0, inOrder: true },
      awaited: { status: 'ok', lines: 3_000, left: 0, inOrder: true },
    });
    expect((outputs.late?.lines ?? 0) + (outputs.late?.left ?? 0)).toBe(1_000_000);
    expect(pictures).toEqual(Array.from({ length: 300 }, (_, picture) => picture));
    expect(stray).toContain('Error: thrown later\n');
    expect(stray).toContain('Something was thrown that does not let itself be shown.\n');
    expect(afterwards).toBe('ok');
  });

  test('can be interrupted, waiting or computing, and goes on', async () => {
    const session = JSON.parse(await runPython(['notebooks/kernel/test/session.py']));
    expect(session).toMatchObject({ waiting: 'Interrupted', computing: 'Interrupted', afterwards: 'ok' });
  });

  test('is found by an editor that knows of nothing but the folder .venv, as VS Code does', async () => {
    const words = ['-m', 'jupyter_client.kernelspecapp', 'list', '--json'];
    const env = { PATH: process.env.PATH, HOME: ROOT };
    const { stdout } = await promisify(execFile)(PYTHON, words, { cwd: tmpdir(), env });
    const { kernelspecs } = JSON.parse(stdout) as Kernelspecs;
    expect(kernelspecs.tslab).toMatchObject({ spec: { display_name: 'TypeScript', language: 'typescript' } });
    expect(realpathSync(kernelspecs.tslab?.resource_dir ?? '')).toBe(
      realpathSync(`${ROOT}.venv/share/jupyter/kernels/tslab`),
    );
  });

  test('ends when the program that started it is killed', async () => {
    const { pid } = JSON.parse(await runPython(['notebooks/kernel/test/session.py', 'orphan']));
    await vi.waitFor(() => expect(() => process.kill(pid, 0)).toThrow('ESRCH'), { timeout: 60_000, interval: 200 });
  });
});
