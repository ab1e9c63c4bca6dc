import { afterEach, describe, expect, it } from 'vitest';
import { parseRecord, sealer, setObjectReuse, toText } from '../../src/runtime/records/json-records.js';

const seal = <T>(value: T) => sealer('the record')(value) as T;

afterEach(() => setObjectReuse(false));

describe('a record that leaves a function', () => {
  it.each([
    ['a text', 'text'],
    ['a number', 1.5],
    ['null', null],
    ['nested', { a: [1, { b: null }], c: 'd', e: true }],
  ])('may be %s', (_, value) => {
    expect(seal(value)).toBe(value);
  });

  it.each([
    [undefined, 'the record is undefined: JSON has no such value (use null)'],
    [Number.NaN, 'the record is NaN: JSON has no such number (use null)'],
    [{ price: { net: Infinity } }, 'the record: price.net is Infinity: JSON has no such number (use null)'],
    [{ at: new Date(0) }, 'the record: at is a Date: use getTime() or toISOString()'],
    [{ all: new Map() }, 'the record: all is a Map: use a plain object'],
    [[1, [2n]], 'the record: [1][0] is a BigInt: JSON has none (use a number or a string)'],
    [{ list: [1, undefined] }, 'the record: list[1] is undefined: JSON has no such value (use null)'],
    [{ f: () => 1 }, 'the record: f is a function: JSON has none'],
    [{ s: Symbol('s') }, 'the record: s is a symbol: JSON has none'],
  ])('is refused with the path to what is no JSON: %#', (value, message) => {
    expect(() => seal(value)).toThrow(new TypeError(message));
  });

  it('is refused when it is an instance of a class, also one that knows toJSON', () => {
    class Price {
      toJSON() {
        return 1;
      }
    }
    expect(() => seal({ price: new Price() })).toThrow('the record: price is a Price: use a plain object');
  });

  it('is refused with a pointer to Async I/O when it is a promise', () => {
    expect(() => seal(Promise.resolve(1))).toThrow(/is a promise.*Async I\/O/);
  });

  it('is refused when it refers to itself', () => {
    const loop: Record<string, unknown> = {};
    loop.loop = loop;
    expect(() => seal(loop)).toThrow(/refers to itself/);
  });

  it('can no longer be changed, at any depth', () => {
    const record = seal({ tags: ['a'], place: { city: 'Oslo' } });
    expect(() => record.tags.push('b')).toThrow(TypeError);
    expect(() => {
      record.place.city = 'Bergen';
    }).toThrow(TypeError);
  });

  it('can be changed with object reuse', () => {
    setObjectReuse(true);
    const record = seal({ tags: ['a'] });
    record.tags.push('b');
    expect(record.tags).toEqual(['a', 'b']);
  });
});

describe('a record from text', () => {
  it('is frozen at every depth', () => {
    const record = parseRecord('{"a":[{"b":1}]}', true) as { a: { b: number }[] };
    expect([record, record.a, record.a[0]].every(Object.isFrozen)).toBe(true);
  });

  it('may be a plain value', () => {
    expect(parseRecord('"text"', false)).toBe('text');
    expect(parseRecord('null', false)).toBeNull();
  });
});

it('a value written to state stays free', () => {
  const value = { n: 1 };
  expect(toText(value, 'the value')).toBe('{"n":1}');
  expect(Object.isFrozen(value)).toBe(false);
});
