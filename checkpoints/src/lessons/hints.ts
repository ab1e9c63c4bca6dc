/**
 * A lesson's `hints.md`: for each task a heading with the task's title, and below it three steps that help more and more.
 *
 *     ## 1. An order becomes a record
 *     ### A nudge
 *     ### More
 *     ### The idea
 *
 * A nudge asks where to look, the second step says how it works, the idea all but gives the answer.
 */
import { existsSync, readFileSync } from 'node:fs';
import type { Lesson } from './lessons.js';

export const STEPS = ['A nudge', 'More', 'The idea'] as const;

/** What helps with one task. */
export interface TaskHints {
  /** `1. An order becomes a record`. */
  title: string;
  /** The Markdown below each of the {@link STEPS}. */
  steps: string[];
}

/** The hints of a lesson, one entry a task; empty where the lesson has none. */
export function readHints(lesson: Lesson): TaskHints[] {
  return existsSync(lesson.hints) ? parseHints(readFileSync(lesson.hints, 'utf8')) : [];
}

export function parseHints(markdown: string): TaskHints[] {
  return sections(markdown, '## ').map(({ title, body }) => ({
    title,
    steps: STEPS.map((step) => sections(body, '### ').find((section) => section.title === step)?.body ?? ''),
  }));
}

/** The parts of a text below headings of one level; what looks like a heading inside a code block is none. */
function sections(markdown: string, mark: string): { title: string; body: string }[] {
  const found: { title: string; lines: string[] }[] = [];
  let inCode = false;
  for (const line of markdown.split(/\r?\n/)) {
    if (line.startsWith('```')) inCode = !inCode;
    if (!inCode && line.startsWith(mark)) found.push({ title: line.slice(mark.length).trim(), lines: [] });
    else found.at(-1)?.lines.push(line);
  }
  return found.map(({ title, lines }) => ({ title, body: lines.join('\n').trim() }));
}

/** What is wrong with a lesson's hints, as sentences: every task needs all three steps, under the title that the check prints. */
export function hintGaps(lesson: Lesson): string[] {
  if (!existsSync(lesson.hints)) return ['hints.md is missing'];
  const hints = readHints(lesson);
  const titles = taskTitles(readFileSync(lesson.checkpoint, 'utf8'));
  const foreign = hints.filter(({ title }) => !titles.includes(title));
  return [
    ...foreign.map(({ title }) => `hints.md has a heading "${title}", and no task is called so`),
    ...titles.flatMap((title) => {
      const task = hints.find((each) => each.title === title);
      if (!task) return [`hints.md has no heading "## ${title}"`];
      return STEPS.filter((_, step) => !task.steps[step]).map((step) => `hints.md has no "### ${step}" for "${title}"`);
    }),
  ];
}

/** The titles of a checkpoint file's tasks, in their order. */
export function taskTitles(source: string): string[] {
  return [...source.matchAll(/^task\(\s*(['"`])(.+?)\1,/gm)].map(([, , title = '']) => title.replaceAll('\\', ''));
}
