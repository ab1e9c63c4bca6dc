import { describe, expect, it } from 'vitest';
import { type FetchedMessage, type FetchedPartition, hideAborted } from '../src/read-committed.js';

const ABORT = Buffer.from([0, 0, 0, 0]);
const COMMIT = Buffer.from([0, 0, 0, 1]);

function data(offset: number, producer: string): FetchedMessage {
  const batchContext = { producerId: producer, inTransaction: producer !== 'none' };
  return { offset: String(offset), key: null, isControlRecord: false, batchContext };
}

function marker(offset: number, producer: string, key: Buffer): FetchedMessage {
  return { ...data(offset, producer), key, isControlRecord: true };
}

/** The offsets of the messages that a reader sees. */
function seen(messages: FetchedMessage[], aborted: [producerId: string, firstOffset: number][]): number[] {
  const partition: FetchedPartition = {
    abortedTransactions: aborted.map(([producerId, first]) => ({ producerId, firstOffset: String(first) })),
    messages,
  };
  hideAborted(partition);
  return partition.messages.filter(({ isControlRecord }) => !isControlRecord).map(({ offset }) => Number(offset));
}

describe('hideAborted', () => {
  it('hides overlapping transactions that the broker lists by their ends', () => {
    const messages = [
      data(168, 'a'),
      data(210, 'a'),
      data(211, 'b'),
      marker(293, 'b', ABORT),
      marker(294, 'a', ABORT),
      data(295, 'c'),
    ];
    expect(
      seen(messages, [
        ['b', 211],
        ['a', 168],
      ]),
    ).toEqual([295]);
  });

  it('hides both where reading begins in the middle of two', () => {
    const messages = [data(215, 'b'), data(216, 'a'), marker(217, 'b', ABORT), marker(218, 'a', ABORT)];
    expect(
      seen(messages, [
        ['b', 211],
        ['a', 168],
      ]),
    ).toEqual([]);
  });

  it('shows what the same producer committed before and after', () => {
    const messages = [
      data(1, 'a'),
      marker(2, 'a', COMMIT),
      data(3, 'a'),
      marker(4, 'a', ABORT),
      data(5, 'a'),
      marker(6, 'a', COMMIT),
    ];
    expect(seen(messages, [['a', 3]])).toEqual([1, 5]);
  });

  it('shows messages without a transaction, and everything where nothing was aborted', () => {
    expect(seen([data(1, 'a'), data(2, 'none'), marker(3, 'a', ABORT)], [['a', 1]])).toEqual([2]);
    expect(seen([data(1, 'a'), data(2, 'none')], [])).toEqual([1, 2]);
  });
});
