/** A verdict as a notebook shows it. Nothing of the learner's is ever read as HTML. */
import { counted, displayPath, formatFrame, formatTimeOfDay, printable } from '@workbook/terminal';
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
import { REPOSITORY } from '../lessons/lessons.js';
import { frameAround } from './code-frame.js';
import { allPassed } from './report.js';

const MARKS: Readonly<Record<TaskVerdict['state'], string>> = { passed: '✔', failed: '✘', 'not tried': '·' };
/** The marks' alone, legible in a light and in a dark theme; the words have the page's own colour. */
const COLOURS: Readonly<Record<TaskVerdict['state'], string>> = {
  passed: '#2e9e4f',
  failed: '#e5534b',
  'not tried': '#8a8a8a',
};

/** A longer text than this is no summary, in characters. */
const LONGEST_BRIEF = 400;

export function verdictHtml(verdict: Verdict): string {
  const saved = verdict.savedAt ? `, saved at ${formatTimeOfDay(new Date(verdict.savedAt))}` : '';
  const mistake = firstMistake(verdict);
  const failed = verdict.tasks.find((task) => task.mistake === mistake);
  return [
    '<div style="font-family: system-ui, sans-serif; line-height: 1.5">',
    `<p><b>Lesson ${verdict.number}: ${escapeHtml(verdict.lesson)}</b><br>`,
    `<code>${escapeHtml(displayPath(verdict.file, REPOSITORY))}</code>${escapeHtml(saved)}</p>`,
    ...verdict.notes.map((note) => `<p>${escapeHtml(note)}</p>`),
    `<ul style="list-style: none; padding-left: 0">${verdict.tasks.map(taskHtml).join('')}</ul>`,
    mistake ? mistakeHtml(mistake, failed?.title) : '',
    othersHtml(verdict),
    verdict.printed.length > 0 ? `<p>Your code printed:</p>${code(verdict.printed.join('\n'))}` : '',
    `<p><b>${escapeHtml(summary(verdict))}</b></p>`,
    '</div>',
  ].join('\n');
}

function taskHtml({ title, state, mistake }: TaskVerdict): string {
  const todo = mistake?.id === 'todo';
  const shown = todo ? 'not tried' : state;
  const words = todo ? ' (to do)' : state === 'not tried' ? ' (not tried)' : '';
  return `<li><span style="color: ${COLOURS[shown]}">${MARKS[shown]}</span> ${escapeHtml(title + words)}</li>`;
}

function mistakeHtml(mistake: Mistake, task: string | undefined): string {
  const { expected, got, place, advice } = mistake;
  const where = place
    ? `${displayPath(place.file, REPOSITORY)}:${place.line}${place.column ? `:${place.column}` : ''}`
    : '';
  const frame = place && frameAround(place);
  return [
    `<p style="white-space: pre-line"><b>${escapeHtml(task ?? titleOf(mistake))}</b>\n${escapeHtml(mistake.message)}</p>`,
    expected === undefined ? '' : `<p>expected ${code(expected)}</p>`,
    got === undefined ? '' : `<p>got ${code(got)}</p>`,
    where ? `<p><code>${escapeHtml(where)}</code></p>` : '',
    frame ? code(formatFrame(frame).join('\n')) : '',
    advice ? `<p><b>Hint:</b> ${escapeHtml(advice)}</p>` : '',
  ].join('\n');
}

/** The other tasks that failed, a line each. */
function othersHtml(verdict: Verdict): string {
  const others = otherFailures(verdict);
  const command = commandForOthers(verdict, others);
  const told = others.map(
    (other) => `<p><b>${escapeHtml(other.title)}</b><br>${escapeHtml(printable(inBrief(other), LONGEST_BRIEF))}</p>`,
  );
  if (command)
    told.push(`<p>All about one of these, and a hint, in a terminal: <code>${escapeHtml(command)}</code></p>`);
  return told.join('\n');
}

function summary(verdict: Verdict): string {
  const passed = verdict.tasks.filter(({ state }) => state === 'passed').length;
  const seconds = `${(verdict.elapsedMs / 1000).toFixed(1)} s`;
  if (!verdict.passed) return `${passed} of ${counted(verdict.tasks.length, 'task')} passed in ${seconds}.`;
  const aside = verdict.importsSolution
    ? ' Your file imports the solution, so the lesson does not count as solved yet.'
    : '';
  return `${allPassed(passed)} in ${seconds}.${aside}`;
}

function code(text: string): string {
  return `<pre style="background: rgba(127, 127, 127, 0.12); padding: 0.5em; overflow-x: auto">${escapeHtml(text)}</pre>`;
}

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? character);
}
