/** VS Code finds what its tasks and its debugger are told to run, and a breakpoint in a starter holds. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { REPOSITORY } from '../dist/lessons/lessons.js';
import { createLesson } from '../dist/lessons/new-lesson.js';
import { copyLessons, type LessonsCopy } from './lessons-copy.js';

const DEBUG_MS = 120_000;
/** Longer than any task without services may take. */
const HOLD_MS = 13_000;

const read = <T>(...file: string[]) => JSON.parse(readFileSync(path.join(REPOSITORY, ...file), 'utf8')) as T;

interface Task {
  label: string;
  command: string;
  args: string[];
}
interface Launch {
  name: string;
  program: string;
  args?: string[];
}

const { tasks } = read<{ tasks: Task[] }>('.vscode', 'tasks.json');
const { configurations } = read<{ configurations: Launch[] }>('.vscode', 'launch.json');
const { scripts } = read<{ scripts: Record<string, string> }>('package.json');

test.each(tasks)('the task "$label" runs a command that there is', ({ command, args }) => {
  expect(command).toBe('npm');
  expect(scripts).toHaveProperty([args[0] === 'run' ? (args[1] ?? '') : (args[0] ?? '')]);
});

test('the devcontainer and VS Code recommend the same extensions', () => {
  const { recommendations } = read<{ recommendations: string[] }>('.vscode', 'extensions.json');
  const container = read<{ customizations: { vscode: { extensions: string[] } } }>(
    '.devcontainer',
    'devcontainer.json',
  );
  expect(container.customizations.vscode.extensions).toEqual(recommendations);
});

/** Called once, so that it is held once. */
const GREETING = `// one\n// two\nexport function greet(name: string): string {\n  return \`Hello, \${name}!\`;\n}\n`;
const CHECK = `import { equal, lesson } from '@workbook/checkpoints/harness';
import type * as Solution from './solution.js';

const { task } = lesson<typeof Solution>({ needs: [], advice: { other: 'Look at the name.' } });

task('1. A greeting', { pure: true }, ({ work, compute }) => {
  equal(compute('greet', () => work.greet('Ada')), 'Hello, Ada!', 'other', 'greet returned another text.');
});
`;

describe('the debugger', () => {
  let copy: LessonsCopy;
  let home: string;
  beforeAll(() => {
    copy = copyLessons();
    home = mkdtempSync(path.join(tmpdir(), 'workbook-vscode-'));
  });
  afterAll(() => {
    copy.remove();
    rmSync(home, { recursive: true, force: true });
  });

  test('holds a starter at its breakpoint for as long as one looks at it', { timeout: DEBUG_MS }, async () => {
    const lesson = createLesson(1, 'flink-joins', copy.folder, path.join(copy.folder, 'gate'));
    const { starter } = lesson;
    writeFileSync(lesson.checkpoint, CHECK);
    for (const file of [starter, lesson.solution]) writeFileSync(file, GREETING);
    const { program, args = [] } = configurations[0] as Launch;
    const resolved = (text: string) =>
      text.replace(/\$\{workspaceFolder}/, REPOSITORY).replace(/\$\{relativeFile}/, starter);
    const result = path.join(home, 'stopped-at.json');
    const child = spawn(process.execPath, [program, ...args].map(resolved), {
      cwd: REPOSITORY,
      env: {
        ...process.env,
        WORKBOOK_HOME: home,
        WORKBOOK_LESSONS: copy.folder,
        NODE_OPTIONS: `--import ${pathToFileURL(path.join(import.meta.dirname, 'debugger.mjs')).href}`,
        DEBUGGED_FILE: starter,
        DEBUGGED_LINE: '4',
        DEBUGGED_HOLD_MS: String(HOLD_MS),
        DEBUGGED_RESULT: result,
      },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let output = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
    await once(child, 'close');
    expect(output).toContain('The only task passed');
    expect(existsSync(result) && JSON.parse(readFileSync(result, 'utf8'))).toEqual({
      functionName: 'greet',
      source: 'starter.ts',
      line: 4,
    });
  });
});
