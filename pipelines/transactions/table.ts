import { painterFor, printable } from '@workbook/terminal';
import { headed } from '../program/headed-table.js';
import { count, counted, money } from '../program/text.js';
import type { ResultTally, Sum } from './tally.js';
import { TOPICS } from './topics.js';

/** What there is to show at one moment. */
export interface View {
  /** One line above everything: where the run stands. */
  heading: string;
  /** Messages that Kafka has confirmed; only where this program sends as well. */
  acknowledged?: number;
  /** Messages that Kafka has not confirmed yet. */
  waiting?: number;
  results: ResultTally;
  /** Records per second, by topic. */
  rates: Readonly<Record<string, number>>;
}

const TOP = 7;
/** Fewer waiting messages than this are usual: they gather for a batch. */
const WORTH_MENTIONING = 500;

/** The live view as text of several lines. */
export function renderTable(view: View, color: boolean): string {
  return [painterFor(color)('bold', view.heading), topicTable(view, color), sumsTable(view.results, color)].join(
    '\n\n',
  );
}

/** The live view as one line, for a log or a pipe. */
export function renderLine(view: View): string {
  const topics = Object.entries(totals(view)).map(
    ([topic, records]) => `${topic} ${count(records)} (${count(view.rates[topic] ?? 0)}/s)`,
  );
  return [view.heading, ...topics].join(' · ');
}

/** How many records of each topic went through this program. */
export function totals({ acknowledged, results }: Pick<View, 'acknowledged' | 'results'>): Record<string, number> {
  return { ...(acknowledged !== undefined && { [TOPICS.transactions]: acknowledged }), ...results.totals() };
}

function topicTable(view: View, color: boolean): string {
  const { results, waiting = 0 } = view;
  const notes: Record<string, string> = {
    [TOPICS.transactions]: waiting > WORTH_MENTIONING ? `${count(waiting)} wait for Kafka` : 'sent',
    [TOPICS.processed]: `worth ${money(results.processedAmount)}`,
    [TOPICS.aggregations]: `${counted(results.windows.user.count, 'transaction')} in windows`,
    [TOPICS.malformed]: newestReason(results),
  };
  const rows = Object.entries(totals(view)).map(([topic, records]) => [
    topic,
    count(records),
    count(view.rates[topic] ?? 0),
    notes[topic] ?? '',
  ]);
  return headed(['topic', 'records', 'per second', ''], rows, ['left', 'right', 'right'], color);
}

/** Categories on the left, the best customers on the right, as the windows have summed them up so far. */
function sumsTable({ byCategory, byUser }: ResultTally, color: boolean): string {
  const head = ['category', 'purchases', 'amount', 'discount', '  best customers', 'purchases', 'amount'];
  const rows: string[][] = [];
  const categories = largest(byCategory);
  const users = largest(byUser);
  for (let row = 0; row < Math.max(categories.length, users.length); row++) {
    const [category, inCategory] = categories[row] ?? ['', undefined];
    const [user, ofUser] = users[row] ?? ['', undefined];
    rows.push([
      printable(category, 20),
      ...(inCategory ? [count(inCategory.count), money(inCategory.amount), money(inCategory.discount)] : ['', '', '']),
      `  ${printable(user, 20)}`,
      ...(ofUser ? [count(ofUser.count), money(ofUser.amount)] : ['', '']),
    ]);
  }
  return headed(head, rows, ['left', 'right', 'right', 'right', 'left', 'right', 'right'], color);
}

function largest(sums: ReadonlyMap<string, Sum>): [string, Sum][] {
  return [...sums].sort(([, a], [, b]) => b.amount - a.amount).slice(0, TOP);
}

function newestReason({ reasons }: ResultTally): string {
  return printable([...reasons.keys()].at(-1) ?? '', 44);
}
