/** Functions that do what nobody should, graded on live services. */
import path from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { describe, expect, test } from 'vitest';
import { firstMistake } from '../dist/grading/verdict.js';
import { findLesson, REPOSITORY } from '../dist/lessons/lessons.js';
import { grade, handIn, IMPORTS, namesOnTheBroker, settings, useFolder } from './hand-in.js';

useFolder();

describe('functions that misbehave', () => {
  test('a loop is named with task and line', async () => {
    const code = `${IMPORTS}\nexport function toMessage(): Message {\n  let n = 0;\n  while (true) {\n    n += 1;\n  }\n}`;
    const file = handIn(code);
    const verdict = await grade(file);
    const [task] = verdict.tasks;
    expect(task?.mistake).toMatchObject({ id: 'endless-loop', place: { file } });
    expect([6, 7]).toContain(task?.mistake?.place?.line);
  });

  test('a throw fails its task with its line, and the others are graded', async () => {
    const file = handIn(`${IMPORTS}\nexport function toMessage(): Message {\n  throw new TypeError('oh');\n}`);
    const verdict = await grade(file);
    const message = 'Your code threw TypeError: oh';
    expect(verdict.tasks[0]?.mistake).toMatchObject({ id: 'threw', message, place: { file, line: 5 } });
    expect(verdict.tasks[1]?.state).toBe('passed');
  });

  test('process.exit in a function fails its task, and the others are graded', async () => {
    const verdict = await grade(handIn(`${IMPORTS}\nexport function toMessage(): Message {\n  process.exit(0);\n}`));
    expect(verdict.tasks[0]?.mistake).toMatchObject({ id: 'process-exit' });
    expect(verdict.tasks[1]?.state).toBe('passed');
  });

  test('a value where a promise is due, and a promise where a value is', async () => {
    const names = ['createTopic', 'sendOrder', 'sendMany', 'sendSafely', 'sendOrReport'] as const;
    const none = names.map((name) => `export const ${name}: typeof solution.${name} = (() => 7) as never;`);
    const late = 'export const toMessage: typeof solution.toMessage = (async () => ({ value: "" })) as never;';
    const verdict = await grade(handIn([IMPORTS, ...none, late].join('\n')));
    const ids = verdict.tasks.map((task) => task.mistake?.id);
    expect(ids).toEqual(['unexpected-promise', ...names.map(() => 'not-a-promise')]);
  });

  test('what a learner prints is shown, and changes nothing', async () => {
    const noise = "for (let n = 0; n < 40; n++) console.log(n);\nprocess.stdout.write('{}\\n');";
    const verdict = await grade(handIn(noise));
    expect(verdict.passed).toBe(true);
    expect(verdict.printed.at(-1)).toBe('{}');
    expect(verdict.printed[0], 'what is left out').toBe('(11 lines before these)');
  });

  test('what a learner prints to either stream is shown', async () => {
    const { printed } = await grade(handIn("console.log('hello from the starter');\nconsole.error('and an error');"));
    expect(printed.toSorted()).toEqual(['and an error', 'hello from the starter']);
  });

  test('a timer that is never cleared does not keep the check from ending', async () => {
    expect((await grade(handIn('setInterval(() => undefined, 1_000);'))).passed).toBe(true);
  });

  test('a connection that stays open fails its task', async () => {
    const code = `${IMPORTS}
export async function deleteTopic(kafka: Kafka, topic: string): Promise<void> {
  const admin = kafka.admin();
  await admin.connect();
  await admin.deleteTopics({ topics: [topic] });
}`;
    expect((await grade(handIn(code))).tasks[1]?.mistake).toMatchObject({ id: 'left-connected' });
  });
});

describe('a check that says passed has checked', () => {
  /** A first function that is wrong, and code that would have it pass. */
  const cheating = (code: string) =>
    handIn(`${IMPORTS}
export function toMessage(): Message {
  return { value: 'wrong' };
}
${code}`);
  const events =
    '[\'{"type":"tasks","titles":["1"]}\', \'{"type":"task-passed","task":0,"elapsedMs":1}\', \'{"type":"graded"}\']';
  const outside = (file: string) => JSON.stringify(path.join(REPOSITORY, file));

  test.each([
    [
      'a forged verdict',
      'forged',
      `import { writeSync } from 'node:fs';\nfor (const line of ${events}) writeSync(3, line + '\\n');`,
    ],
    ['a verdict to which text is added', 'forged', "import { writeSync } from 'node:fs';\nwriteSync(3, 'hello');"],
    [
      'a forgery before an endless loop',
      'forged',
      "import { writeSync } from 'node:fs';\nwriteSync(3, '\\n');\nfor (;;) {}",
    ],
    ['lists that find nothing', 'threw', 'Array.prototype.find = () => undefined;'],
    ['an equality that always holds', 'threw', "import util from 'node:util';\nutil.isDeepStrictEqual = () => true;"],
    ['JSON of its own', 'threw', 'JSON.stringify = () => \'{"type":"graded"}\';'],
    ['records that say what they are', 'threw', "Object.assign(Object.prototype, { toJSON: () => 'passed' });"],
    [
      'the harness, imported',
      'forbidden-import',
      "const name = '@workbook/check' + 'points/harness';\nawait import(name);",
    ],
    ['the harness, imported by its path', 'threw', "const name = '../harness/mis' + 'takes.js';\nawait import(name);"],
    [
      'the harness, changed',
      'threw',
      `const name = ${outside('checkpoints/dist')} + '/harness.bundle.js';
Object.defineProperty(await import(name), 'equal', { value: () => undefined });`,
    ],
    [
      'a class of the harness, changed',
      'threw',
      `const name = ${outside('checkpoints/dist')} + '/harness.bundle.js';
const parts = Object.values(await import(name)) as { TaskMistake?: { prototype: object } }[];
const part = parts.find((one) => one.TaskMistake);
if (part?.TaskMistake) Object.defineProperty(part.TaskMistake.prototype, 'mistake', { value: undefined });`,
    ],
    ['an end that looks like success', 'process-exit', 'process.exit(0);'],
    [
      'an end past the one that is watched',
      'checkpoint',
      '(process as unknown as { reallyExit(code: number): void }).reallyExit(0);',
    ],
  ])('%s', async (_name, id, code) => {
    const verdict = await grade(cheating(code));
    expect(verdict.passed).toBe(false);
    expect(firstMistake(verdict)?.id).toBe(id);
  });
});

describe('a topic under a name that no task gave', () => {
  const creating = (name: string) => `${IMPORTS}
export async function createTopic(kafka: Kafka): Promise<void> {
  await solution.createTopic(kafka, '${name}').catch(() => undefined);
}`;

  test('is told, and removed', async () => {
    const verdict = await grade(handIn(creating('learners-own')));
    expect(firstMistake(verdict)).toMatchObject({ id: 'wrong-topic', got: 'learners-own' });
    expect(verdict.notes.join()).toContain('"learners-own"');
    await expect.poll(() => namesOnTheBroker((name) => name === 'learners-own')).toEqual([]);
  });

  test('is left alone if it was there before', async () => {
    const admin = new Kafka({ brokers: settings.kafka.bootstrapServers, logLevel: logLevel.NOTHING }).admin();
    await admin.connect();
    try {
      await admin.createTopics({ waitForLeaders: false, topics: [{ topic: 'somebody-elses' }] });
      const verdict = await grade(handIn(creating('somebody-elses')));
      expect(firstMistake(verdict)).toMatchObject({ id: 'wrong-topic' });
      expect(verdict.notes).toEqual([]);
      expect(await namesOnTheBroker((name) => name === 'somebody-elses')).toEqual(['somebody-elses']);
    } finally {
      await admin.deleteTopics({ topics: ['somebody-elses'] });
      await admin.disconnect();
    }
  });
});

test('a group under a name of its own is told, and removed although its members never left', async () => {
  const groups = findLesson('3');
  const solution = JSON.stringify(groups.solution.replace(/\.ts$/, '.js'));
  const code = `import * as solution from ${solution};
export const startWorker: typeof solution.startWorker = (kafka, options, handle) =>
  solution.startWorker(kafka, { ...options, groupId: 'learners-own-group' }, handle);`;
  const verdict = await grade(handIn(code, `export * from ${solution};`), groups);
  expect(firstMistake(verdict)).toMatchObject({ id: 'wrong-group', got: 'learners-own-group' });
  expect(verdict.notes.join()).toContain('the consumer group "learners-own-group"');
  await expect.poll(() => namesOnTheBroker((name) => name === 'learners-own-group')).toEqual([]);
});
