/**
 * The harness against Flink. A job with a function of each kind writes the logs of their calls. When a function is called,
 * Flink decides; the harness is told the same calls and the same watermarks, and must see and emit the same.
 */

import type { TimeWindow } from '@workbook/flink';
import {
  type AbstractStreamOperatorTestHarness,
  type OneInputStreamOperatorTestHarness,
  type TwoInputStreamOperatorTestHarness,
  testHarness,
  type WindowFunctionTestHarness,
} from '@workbook/flink/testing';
import { beforeAll, describe, expect, it } from 'vitest';
import { fileBeside, PATIENT, useLive } from '../harness.js';
import { COMMANDS, type Command } from './jobs/commands.js';
import {
  AggregateKind,
  ASIDE,
  CoFlatMapKind,
  CoMapKind,
  CoProcessKind,
  type Entry,
  FilterKind,
  FlatMapKind,
  KeyedCoProcessKind,
  KeyedProcessKind,
  MapKind,
  owner,
  ProcessKind,
  ReduceKind,
  WindowKind,
} from './jobs/functions.js';

type Harness = AbstractStreamOperatorTestHarness<unknown>;
type OneInput = OneInputStreamOperatorTestHarness<Command, unknown>;

const live = useLive();
const job = fileBeside(import.meta.url, 'jobs/every-function.ts');

/** All that the job wrote, with Kafka's timestamp: the record's own, or 0. */
let written: { value: Entry; timestamp: number }[] = [];

beforeAll(async () => {
  const [out = ''] = await live.topics('out');
  const handle = await live.submit(job, { args: { broker: live.broker, out } });
  expect((await handle.waitForEnd(PATIENT)).state).toBe('FINISHED');
  await live.produce(out, [{ value: { by: 'the end' } }]);
  written = (await live.consume(out, (all) => all.at(-1)?.value.by === 'the end')).slice(0, -1);
});

const command = (n = -1) => COMMANDS[n] as Command;

/** Tells the harness what the log says that the function was called with. */
function replay(harness: Harness, log: readonly Entry[], call: (entry: Entry, record: Command) => void): void {
  for (const entry of log) {
    const { timer, domain, watermark = Number.MIN_SAFE_INTEGER, element, window } = entry;
    if (watermark > harness.currentWatermark()) harness.processWatermark(watermark);
    if (domain === 'PROCESSING_TIME' && timer !== undefined) harness.setProcessingTime(timer);
    if (element !== undefined || window !== undefined) call(entry, command(element));
  }
}

const oneInput = (harness: OneInput) => (entry: Entry, record: Command) => {
  if (entry.now !== undefined) harness.setProcessingTime(entry.now);
  harness.processElement(record, record.at);
};

const twoInputs =
  (harness: TwoInputStreamOperatorTestHarness<Command, Command, unknown>) => (entry: Entry, record: Command) => {
    if (entry.input === 1) harness.processElement1(record, record.at);
    else harness.processElement2(record, record.at);
  };

const windows =
  (harness: WindowFunctionTestHarness<Command, unknown, string, TimeWindow>) =>
  ({ window }: Entry) => {
    if (!window) return;
    if (window.elements) harness.processWindow(window.user, window, window.elements.map(command));
    else harness.clearWindow(window.user, window);
  };

const told = <H extends Harness>(harness: H, call: (harness: H) => (entry: Entry, record: Command) => void) => ({
  harness,
  call: call(harness),
});
const userOf = ({ user }: Command) => user;

describe('a function sees and emits in the harness what it does on a cluster', () => {
  it.each([
    ['map', () => told(testHarness(new MapKind(), owner), oneInput)],
    ['flatMap', () => told(testHarness(new FlatMapKind(), owner), oneInput)],
    ['process', () => told(testHarness(new ProcessKind()), oneInput)],
    ['keyedProcess', () => told(testHarness(new KeyedProcessKind(), owner), oneInput)],
    ['coMap', () => told(testHarness(new CoMapKind(), owner, owner), twoInputs)],
    ['coFlatMap', () => told(testHarness(new CoFlatMapKind(), owner, owner), twoInputs)],
    ['coProcess', () => told(testHarness(new CoProcessKind()), twoInputs)],
    ['keyedCoProcess', () => told(testHarness(new KeyedCoProcessKind(), owner, owner), twoInputs)],
    ['window', () => told(testHarness(new WindowKind()), windows)],
  ])('%s', (by, make) => {
    const log = written.filter(({ value }) => value.by === by).sort((a, b) => a.value.seq - b.value.seq);
    expect(log.length).toBeGreaterThan(5);
    const { harness, call } = make();
    replay(
      harness,
      log.map(({ value }) => value),
      call,
    );
    const aside = harness.sideOutput(ASIDE);
    const seqs = new Set(aside.map(({ seq }) => seq));
    const main = log.filter(({ value }) => !seqs.has(value.seq));
    const emitted = harness.extractOutputStreamRecords();
    expect(emitted).toEqual(main.map(({ value, timestamp }) => ({ value, timestamp: timestamp || null })));
    expect(aside).toEqual(log.map(({ value }) => value).filter(({ seq }) => seqs.has(seq)));
  });

  it.each([
    ['filter', () => testHarness(new FilterKind(), owner), (passed: unknown) => ({ by: 'filter', passed })],
    ['reduce', () => testHarness(new ReduceKind(), userOf), (reduced: unknown) => ({ by: 'reduce', reduced })],
    ['aggregate', () => testHarness(new AggregateKind(), userOf), (result: unknown) => result],
  ])('%s', (by, make, logged) => {
    const log = written.filter(({ value }) => value.by === by);
    expect(log.length).toBeGreaterThan(5);
    const harness: OneInputStreamOperatorTestHarness<Command, unknown> = make();
    for (const record of COMMANDS) harness.processElement(record, record.at);
    expect(harness.output().map(logged)).toEqual(log.map(({ value }) => value));
  });
});
