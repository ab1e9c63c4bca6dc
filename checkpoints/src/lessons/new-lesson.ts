/** A new lesson's files, after the pattern of all lessons: one task that works, for the author to replace. */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { GATE_FOLDER, LESSONS_FOLDER, type Lesson, lessonOf, UnknownLessonError } from './lessons.js';

const TASK = '1. A greeting';

/**
 * The number and name that an author has typed: `7 flink-joins`, `flink-joins`, `07-flink-joins`.
 * @throws UnknownLessonError if the name can't be one, or a lesson has it or the number already
 */
export function readTitle(words: readonly string[], lessons: readonly Lesson[]): { number: number; slug: string } {
  const [, digits, slug] = /^(?:(\d{1,2})[- ])?([a-z][a-z0-9]*(?:-[a-z0-9]+)*)$/.exec(words.join(' ')) ?? [];
  if (!slug) {
    throw new UnknownLessonError(
      `"${words.join(' ')}" is no name for a lesson. It needs small letters and hyphens, for example: npm run new-lesson flink-joins`,
    );
  }
  const number = digits === undefined ? Math.max(0, ...lessons.map((lesson) => lesson.number)) + 1 : Number(digits);
  const taken = lessons.find((lesson) => lesson.number === number || lesson.slug === slug);
  if (taken) throw new UnknownLessonError(`There is a lesson ${taken.number} already, ${taken.slug}.`);
  return { number, slug };
}

/**
 * Writes the lesson's folder and its gate.
 * @throws Error if one of them is there already, or can't be written: then nothing is left of it
 */
export function createLesson(number: number, slug: string, lessons = LESSONS_FOLDER, gates = GATE_FOLDER): Lesson {
  const name = `${String(number).padStart(2, '0')}-${slug}`;
  const lesson = lessonOf(lessons, name, gates);
  mkdirSync(lesson.folder);
  try {
    mkdirSync(lesson.gate, { recursive: true });
    for (const [file, text] of Object.entries(filesOf(lesson))) {
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(file, text);
    }
    return lesson;
  } catch (error) {
    for (const folder of [lesson.folder, lesson.gate]) rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

function filesOf(lesson: Lesson): Record<string, string> {
  const { folder, gate, number, slug } = lesson;
  const solution = path.relative(path.join(gate, 'wrong'), path.join(folder, 'solution.js')).split(path.sep).join('/');
  return {
    [lesson.starter]: STARTER,
    [lesson.pristine]: STARTER,
    [lesson.solution]: SOLUTION,
    [lesson.checkpoint]: CHECKPOINT,
    [lesson.hints]: hints(number),
    [path.join(folder, 'lesson.ipynb')]: notebook(number, slug),
    [path.join(gate, 'right', 'joined.ts')]: RIGHT,
    [path.join(gate, 'wrong', 'name-forgotten.ts')]: wrong(solution),
  };
}

const STARTER = `import { Todo } from '../todo.js';

/** Task 1. Greets by name: \`Hello, Ada!\` */
export function greet(name: string): string {
  throw new Todo('task 1, greet');
}
`;

const SOLUTION = `/** Task 1: say in a line what is to be learned from it. */
export function greet(name: string): string {
  return \`Hello, \${name}!\`;
}
`;

const CHECKPOINT = `import { equal, lesson } from '@workbook/checkpoints/harness';
import type * as Solution from './solution.js';

const { task } = lesson<typeof Solution>({
  needs: [],
  advice: {
    'wrong-greeting': 'Look at the example in the task: the comma, the name, the exclamation mark.',
  },
});

task('${TASK}', { pure: true }, ({ work, random, compute }) => {
  const name = random.word(6);
  const greeting = compute('greet', () => work.greet(name));
  equal(greeting, \`Hello, \${name}!\`, 'wrong-greeting', 'greet returned another text.');
});
`;

const hints = (number: number) => `# Hints for lesson ${number}

\`npm run hint lesson-${number}\` shows them one at a time, for the task you are at.

## ${TASK}

### A nudge

A question that points to the place: which part of the text changes?

### More

How it works, without the answer: a template literal takes values between \`\${\` and \`}\`.

### The idea

Everything but the keystrokes: return a template literal with the name in it.
`;

const RIGHT = `/** Another right way. The gate wants two that differ in more than names. */
export function greet(name: string): string {
  return ['Hello, ', name, '!'].join('');
}
`;

const wrong = (
  solution: string,
) => `/** A mistake that learners make. The gate wants five; each fails in this task as this mistake. @mistake wrong-greeting @task 1 */
export * from '${solution}';

export function greet(_name: string): string {
  return 'Hello, you!';
}
`;

function notebook(number: number, slug: string): string {
  const title = slug.replaceAll('-', ' ');
  const cells = [
    markdown(`# Lesson ${number}: ${title}\n\n**Goal.** What the reader can do at the end, in a sentence.`),
    code("const greeting = 'Hello, Ada!';\ngreeting.length;"),
    markdown('## Your turn\n\nWrite `greet` in `starter.ts`, save, and check it here or with `npm run check`.'),
    code(`import { check } from '@workbook/checkpoints';\n\nawait check('lesson-${number}');`),
  ];
  const content = {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {
      kernelspec: { display_name: 'TypeScript', language: 'typescript', name: 'tslab' },
      language_info: { file_extension: '.ts', mimetype: 'text/typescript', name: 'typescript' },
    },
    cells: cells.map((cell, index) => ({ id: `cell-${index + 1}`, ...cell })),
  };
  return `${JSON.stringify(content, null, 1)}\n`;
}

const markdown = (source: string) => ({ cell_type: 'markdown', metadata: {}, source });
const code = (source: string) => ({ cell_type: 'code', metadata: {}, execution_count: null, source, outputs: [] });
