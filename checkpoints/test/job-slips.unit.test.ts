/** The best-known slips in a job are told in a sentence of their own, at the line where they are. */
import { describe, expect, test } from 'vitest';
import { slipBehind } from '../src/grading/job-slips.js';

const SINK =
  "Argument of type 'KafkaSink<Paid>' is not assignable to parameter of type 'Sink<RECORD>'.\n" +
  "  Types of property 'recordType' are incompatible.\n    Type '(record: Paid) => void' is not assignable to type '(record: RECORD) => void'.";

const job = (...chain: string[]) =>
  [
    "import { defineJob } from '@workbook/flink';",
    '// orders.map(async (order) => order) is no code',
    'const later = async (order: Order) => order;',
    'function silent(order: Order) { order.paid; }',
    "const all = await Promise.all(list.map(async (one) => one)); // isn't in the job",
    "export default defineJob<Args>('job', (env, args) => {",
    ...chain,
    '});',
  ].join('\n');
/** The compiler speaks of the sink, in the last line of the chain. */
const behind = (record: string, ...chain: string[]) => {
  const diagnostic = { line: 6 + chain.length, column: 5, code: 2345, message: SINK.replaceAll('RECORD', record) };
  return slipBehind(diagnostic, job(...chain));
};

describe('a function of the job', () => {
  test.each([
    ['  paid = orders.map(async (order) => pay(order));'],
    ["  paid = orders.name('it is ) not').map(async function (order) { return pay(order); });"],
    ['  paid = orders.map(later);'],
  ])('that is async is told where it stands: %s', (line) => {
    const slip = behind('Promise<Paid>', '  // nothing', line, '  paid.sinkTo(sink);');
    expect(slip).toMatchObject({ id: 'async-function', line: 8, column: line.indexOf('map(') + 1 });
    expect(slip?.message).toContain('map is given an async function');
  });

  test.each([
    ['  paid = orders.map((order) => { pay(order); });'],
    ['  paid = orders.map(({ id, amount }: Order) => { id: pay(amount) });'],
    ['  paid = orders.map(function (order) { pay(order); });'],
    ['  paid = orders.map(silent);'],
  ])('that returns nothing is told where it stands: %s', (line) => {
    expect(behind('void', line, '  paid.sinkTo(sink);')).toMatchObject({ id: 'nothing-returned', line: 7 });
  });

  test('that has a return is not blamed for a sink of another type, nor is code outside of the job', () => {
    const good = '  paid = orders.map((order) => { return pay(order); });';
    expect(behind('Order', good, '  paid.sinkTo(sink);')).toBeUndefined();
    expect(behind('Promise<Paid>', good, '  paid.sinkTo(sink);')).toBeUndefined();
    const elsewhere = { line: 5, column: 1, code: 2345, message: SINK.replaceAll('RECORD', 'Promise<Paid>') };
    expect(slipBehind(elsewhere, job('  orders.map(later);'))).toBeUndefined();
  });
});

test.each([
  [
    2339,
    "Property 'window' does not exist on type 'SingleOutputStreamOperator<Paid>'.",
    'missing-step',
    'This stream has no window(…).',
    'keyBy',
  ],
  [
    2339,
    "Property 'execute' does not exist on type 'StreamExecutionEnvironment'.",
    'missing-step',
    'env has no execute(…).',
    'Leave it out',
  ],
  [
    2307,
    "Cannot find module 'lodash' or its corresponding type declarations.",
    'missing-module',
    'The package "lodash" is not installed here.',
    'import',
  ],
  [
    2307,
    "Cannot find module './oder.js' or its corresponding type declarations.",
    'missing-module',
    'There is no file ./oder.js.',
    'letter by letter',
  ],
  [
    2355,
    "A function whose declared type is neither 'undefined', 'void', nor 'any' must return a value.",
    'nothing-returned',
    'without a return',
    'return',
  ],
  [2339, "Property 'length' does not exist on type 'Promise<Buffer>'.", 'forgotten-await', 'not there yet', 'await'],
  [
    2322,
    "Type 'Promise<Answer>[]' is not assignable to type 'Answer[]'.",
    'forgotten-await',
    'These are',
    'Promise.all',
  ],
])('TS%i: %s', (code, message, id, sentence, advice) => {
  const slip = slipBehind({ line: 3, column: 7, code, message }, job());
  expect(slip).toMatchObject({ id, line: 3, column: 7 });
  expect(slip?.message).toContain(sentence);
  expect(slip?.advice).toContain(advice);
});

test('any other mistake keeps the words of the compiler', () => {
  const message = "Type 'string' is not assignable to type 'number'.";
  expect(slipBehind({ line: 1, column: 1, code: 2322, message }, job())).toBeUndefined();
});

test('open() with an argument, as Java writes it, is told at its own line', () => {
  const source = [
    'class Count extends RichMapFunction<Order, number> {',
    '  // open(ctx: any)',
    '  open(ctx: OpenContext) {}',
  ];
  const message =
    "Property 'open' in type 'Count' is not assignable to the same property in base type 'RichMapFunction'.";
  const slip = slipBehind({ line: 1, column: 7, code: 2416, message }, source.join('\n'));
  expect(slip).toMatchObject({ id: 'open-argument', line: 3, column: 3 });
  expect(slip?.message).toContain('open() takes no argument here');
});
