/** A verdict as a learner reads it in a terminal. */
import { counted, displayPath, formatFrame, formatTimeOfDay, type Paint, printable } from '@workbook/terminal';
import {
  commandForOthers,
  firstMistake,
  inBrief,
  type Mistake,
  otherFailures,
  type TaskVerdict,
  titleOf,
  type Verdict,
} from '../grading/verdict.js';
import { frameAround } from './code-frame.js';

/** Where text goes: a terminal, a file, or a part of a screen. */
export interface Output {
  write(text: string): unknown;
}

/** Longer texts than these say no more to a reader. */
const LONGEST_VALUE = 400;
const LONGEST_LINE = 120;

/** Says each thing once, as soon as it is known: `update` on every change, `end` with the finished verdict. */
export class Report {
  #headed = false;
  #notes = 0;
  #tasks = 0;

  constructor(
    private readonly stream: Output,
    private readonly paint: Paint,
  ) {}

  update(verdict: Verdict): void {
    if (!this.#headed) this.#line(heading(verdict, this.paint));
    this.#headed = true;
    for (const note of verdict.notes.slice(this.#notes)) {
      this.#line(this.paint('yellow', `  ${printable(note, LONGEST_VALUE)}`));
    }
    this.#notes = verdict.notes.length;
    // No tasks any more: the check starts again.
    if (verdict.tasks.length === 0) this.#tasks = 0;
    for (const task of verdict.tasks.slice(this.#tasks)) {
      if (task.state === 'not tried') return;
      this.#line(taskLine(task, this.paint));
      this.#tasks += 1;
    }
  }

  end(verdict: Verdict, next: string): void {
    this.update(verdict);
    for (const task of verdict.tasks.slice(this.#tasks)) this.#line(taskLine(task, this.paint));
    const mistake = firstMistake(verdict);
    if (mistake) {
      const failed = verdict.mistake ? undefined : verdict.tasks.find((task) => task.mistake === mistake);
      this.#line('');
      for (const line of mistakeLines(mistake, failed?.title, this.paint)) this.#line(line);
    }
    for (const line of otherLines(verdict, this.paint)) this.#line(line);
    if (verdict.printed.length > 0) {
      this.#line(this.paint('dim', '\nYour code printed:'));
      for (const line of verdict.printed) this.#line(this.paint('dim', `  ${printable(line, LONGEST_LINE)}`));
    }
    this.#line('');
    this.#line(summary(verdict, this.paint));
    this.#line(next);
  }

  #line(text: string): void {
    this.stream.write(`${text}\n`);
  }
}

function heading(verdict: Verdict, paint: Paint): string {
  const saved = verdict.savedAt ? `, saved at ${formatTimeOfDay(new Date(verdict.savedAt))}` : '';
  const title = paint('bold', `Lesson ${verdict.number}: ${verdict.lesson}`);
  return `${title}\n${paint('dim', `${displayPath(verdict.file)}${saved}`)}\n`;
}

function taskLine(task: TaskVerdict, paint: Paint): string {
  if (task.mistake?.id === 'todo') return paint('dim', `  · ${task.title} (to do)`);
  if (task.state === 'not tried') return paint('dim', `  · ${task.title} (not tried)`);
  const time = task.elapsedMs >= 100 ? paint('dim', ` ${(task.elapsedMs / 1000).toFixed(1)} s`) : '';
  const passed = task.state === 'passed';
  return `  ${paint(passed ? 'green' : 'red', passed ? '✔' : '✘')} ${task.title}${time}`;
}

/** What went wrong, where, and the advice. */
export function mistakeLines(mistake: Mistake, task: string | undefined, paint: Paint): string[] {
  const lines = [paint('bold', `✘ ${task ?? titleOf(mistake)}`), ...indent(mistake.message)];
  if (mistake.expected !== undefined) lines.push(...value('expected', mistake.expected, 'green', paint));
  if (mistake.got !== undefined) lines.push(...value('got', mistake.got, 'red', paint));
  if (mistake.place) {
    const { file, line, column } = mistake.place;
    lines.push('', paint('cyan', `  ${displayPath(file)}:${line}${column ? `:${column}` : ''}`));
    lines.push(...formatFrame(frameAround(mistake.place) ?? [], paint).map((line) => `  ${line}`));
  }
  if (mistake.advice) lines.push('', ...indent(`Hint: ${mistake.advice}`).map((line) => paint('yellow', line)));
  return lines;
}

/** The other tasks that failed: two lines each, and how to see the whole of one. */
function otherLines(verdict: Verdict, paint: Paint): string[] {
  const others = otherFailures(verdict);
  const command = commandForOthers(verdict, others);
  const told = others.flatMap((other) => [
    `${paint('red', '✘')} ${other.title}`,
    ...indent(inBrief(other)).map((line) => paint('dim', `  ${line}`)),
  ]);
  if (told.length === 0) return [];
  return ['', ...told, ...(command ? ['', paint('dim', `  All about one of these, and a hint: ${command}`)] : [])];
}

function indent(text: string): string[] {
  return text.split('\n').map((line) => `  ${printable(line, LONGEST_VALUE)}`);
}

function value(label: string, text: string, colour: 'green' | 'red', paint: Paint): string[] {
  const [first = '', ...rest] = text.split('\n').map((line) => printable(line, LONGEST_VALUE));
  return [
    `    ${label.padEnd(8)}  ${paint(colour, first)}`,
    ...rest.map((line) => `              ${paint(colour, line)}`),
  ];
}

/** Of a verdict that has passed: how many tasks did. */
export function allPassed(tasks: number): string {
  return tasks === 1 ? 'The only task passed' : `All ${tasks} tasks passed`;
}

function summary(verdict: Verdict, paint: Paint): string {
  const seconds = `${(verdict.elapsedMs / 1000).toFixed(1)} s`;
  const aside = paint('dim', ` (seed ${verdict.seed})`);
  const passed = verdict.tasks.filter((task) => task.state === 'passed').length;
  if (verdict.passed) return `${paint('green', allPassed(passed))} in ${seconds}.${aside}`;
  if (verdict.tasks.length === 0) return `${paint('red', 'Nothing could be graded')} (${seconds}).`;
  return `${paint('red', `${passed} of ${counted(verdict.tasks.length, 'task')} passed`)} in ${seconds}.${aside}`;
}
