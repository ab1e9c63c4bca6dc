import { count, counted, money } from '../program/text.js';
import type { ProducedTally, ResultTally } from './tally.js';

/** Two numbers that were counted in different places and must be the same. */
export interface Check {
  what: string;
  expected: number;
  actual: number;
  unit: 'records' | 'money';
}

/**
 * The books of a run: every transaction that went in must be found again, once. The left side of each check was
 * counted by the producer, the right side from the topics that Flink wrote.
 */
export function checks(produced: ProducedTally, results: ResultTally): Check[] {
  const { user, category } = results.windows;
  const late = results.late;
  return [
    {
      what: 'windows by user + late + malformed + filtered = produced',
      expected: produced.total,
      actual: user.count + late.user.count + results.malformed + produced.filtered,
      unit: 'records',
    },
    {
      what: 'windows by category + late + malformed + filtered = produced',
      expected: produced.total,
      actual: category.count + late.category.count + results.malformed + produced.filtered,
      unit: 'records',
    },
    {
      what: 'money in windows by user + late = money produced',
      expected: produced.keptAmount,
      actual: user.amount + late.user.amount,
      unit: 'money',
    },
    {
      what: 'money in windows by category + late = money produced',
      expected: produced.keptAmount,
      actual: category.amount + late.category.amount,
      unit: 'money',
    },
    { what: 'processed', expected: produced.kept, actual: results.processed, unit: 'records' },
    { what: 'high value', expected: produced.highValue, actual: results.highValue, unit: 'records' },
    { what: 'malformed', expected: produced.malformed, actual: results.malformed, unit: 'records' },
    { what: 'results that are no JSON of this job', expected: 0, actual: results.strange, unit: 'records' },
  ];
}

/** Whether every transaction of the run was found again. */
export function reconciles(produced: ProducedTally, results: ResultTally): boolean {
  return checks(produced, results).every(({ expected, actual }) => expected === actual);
}

/** The summary of a run, as lines of plain text. */
export function summaryLines(produced: ProducedTally, results: ResultTally): string[] {
  const { user, category } = results.windows;
  const lines = [
    `produced     ${counted(produced.total, 'message')}: ${count(produced.kept)} to process, ${count(produced.filtered)} filtered out (amount too small), ${count(produced.malformed)} malformed`,
    `processed    ${counted(results.processed, 'transaction')}, ${money(results.processedAmount)}; ${count(results.highValue)} of high value`,
    `windows      ${count(user.windows)} by user ${user.windows === 1 ? 'holds' : 'hold'} ${counted(user.count, 'transaction')}; ${count(category.windows)} by category ${category.windows === 1 ? 'holds' : 'hold'} ${count(category.count)}`,
    `late         ${count(results.late.user.count)} by user, ${count(results.late.category.count)} by category`,
    `malformed    ${count(results.malformed)}${mostFrequent(results.reasons)}`,
    '',
    `${count(user.count)} in windows + ${count(results.late.user.count)} late + ${count(results.malformed)} malformed + ${count(produced.filtered)} filtered = ${count(user.count + results.late.user.count + results.malformed + produced.filtered)}, produced: ${count(produced.total)}`,
  ];
  for (const { what, expected, actual, unit } of checks(produced, results)) {
    if (expected === actual) continue;
    const show = unit === 'money' ? money : count;
    lines.push(`DIFFERS: ${what}: expected ${show(expected)}, found ${show(actual)}`);
  }
  return lines;
}

function mostFrequent(reasons: ReadonlyMap<string, number>): string {
  const [first] = [...reasons].sort(([, a], [, b]) => b - a);
  return first ? `, most often: ${first[0]} (${count(first[1])})` : '';
}
