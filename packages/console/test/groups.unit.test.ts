import { describe, expect, it } from 'vitest';
import type { GroupMember } from '../src/api/groups.js';
import { committedOf, lagOf, type Offsets, totalLag } from '../src/server/groups/lag.js';
import { resetOrderIn, resetRequestIn } from '../src/server/groups/requests.js';
import { refusalOf, targetOf } from '../src/server/groups/reset.js';

const offsets = (...values: number[]): Offsets => new Map([['orders', new Map(values.entries())]]);
const first = offsets(10, 0);
const end = offsets(100, 50);

describe('lag', () => {
  it('is what stands between the committed offset and the end', () => {
    const lag = lagOf({ topic: 'orders', partition: 0, offset: 70 }, first, end);
    expect(lag).toEqual({ topic: 'orders', partition: 0, committed: 70, first: 10, end: 100, lag: 30 });
  });

  it('counts only messages that are still kept, and never falls below zero', () => {
    expect(lagOf({ topic: 'orders', partition: 0, offset: 3 }, first, end).lag).toBe(90);
    expect(lagOf({ topic: 'orders', partition: 0, offset: 101 }, first, end).lag).toBe(0);
  });

  it('is unknown for a partition that is gone, and does not spoil the total', () => {
    const gone = lagOf({ topic: 'gone', partition: 0, offset: 5 }, first, end);
    expect(gone.lag).toBeUndefined();
    expect(totalLag([gone, lagOf({ topic: 'orders', partition: 1, offset: 20 }, first, end)])).toBe(30);
    expect(totalLag([gone])).toBeUndefined();
  });

  it('is unknown where nothing is committed', () => {
    expect(lagOf({ topic: 'orders', partition: 0 }, first, end)).toMatchObject({ first: 10, end: 100, lag: undefined });
  });

  it('reads -1 as no offset, and sorts partitions by number', () => {
    const partitions = [10, 9, 2].map((partition) => ({ partition, offset: partition === 9 ? '-1' : '7' }));
    const committed = committedOf([{ topic: 'orders', partitions }]);
    expect(committed.map(({ partition, offset }) => [partition, offset])).toEqual([
      [2, 7],
      [9, undefined],
      [10, 7],
    ]);
  });
});

describe('a reset', () => {
  const known = { topic: 'orders', partition: 0, committed: 70, first: 10, end: 100 };

  it('goes to the beginning, to the end and to an offset', () => {
    expect(targetOf({ kind: 'earliest' }, known)).toEqual({ target: 10 });
    expect(targetOf({ kind: 'latest' }, known)).toEqual({ target: 100 });
    expect(targetOf({ kind: 'offset', offset: 42 }, known)).toEqual({ target: 42 });
  });

  it('stays within what Kafka keeps, and says so', () => {
    expect(targetOf({ kind: 'offset', offset: 3 }, known)).toEqual({
      target: 10,
      note: expect.stringContaining('oldest is 10'),
    });
    expect(targetOf({ kind: 'offset', offset: 500 }, known)).toEqual({
      target: 100,
      note: expect.stringContaining('gets 100'),
    });
  });

  it('to a time after the last message goes to the end, and says so', () => {
    expect(targetOf({ kind: 'time', time: 1 }, known, 33)).toEqual({ target: 33 });
    expect(targetOf({ kind: 'time', time: 1 }, known, -1)).toEqual({
      target: 100,
      note: expect.stringContaining('No message'),
    });
  });

  it('is refused while the group has members, with their names and what to do', () => {
    const member: GroupMember = { id: 'a-1', clientId: 'till', host: '127.0.0.1', topics: [], assigned: [] };
    const refusal = refusalOf('shop', { state: 'Stable', members: [member] });
    expect(refusal).toContain('1 member (till)');
    expect(refusal).toContain('Stop the group’s consumers');
    expect(refusalOf('shop', { state: 'Empty', members: [] })).toBeUndefined();
  });

  it('takes nothing that is not a whole offset of a partition', () => {
    expect(resetRequestIn({ to: { kind: 'time', time: 5 }, topic: 'orders' })).toEqual({
      to: { kind: 'time', time: 5 },
      topic: 'orders',
    });
    for (const body of [
      undefined,
      {},
      { to: { kind: 'nowhere' } },
      { to: { kind: 'offset', offset: -1 } },
      { to: { kind: 'latest' }, partition: 1.5 },
    ]) {
      expect(() => resetRequestIn(body), JSON.stringify(body)).toThrow('Nothing was changed');
    }
    for (const offsets of [undefined, [], [{ topic: 'orders', partition: 0, offset: '5' }], [null]]) {
      expect(() => resetOrderIn({ offsets }), JSON.stringify(offsets)).toThrow('Nothing was changed');
    }
  });
});
