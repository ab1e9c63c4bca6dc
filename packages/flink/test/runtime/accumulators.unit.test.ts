import { expect, it } from 'vitest';
import { accumulatorSealer } from '../../src/runtime/records/json-records.js';

type Accumulator = Record<string, unknown>;

/** Calls of an `add` that counts in place, and then one that does something else. */
function after(calls: number, last: (acc: Accumulator) => unknown): unknown {
  const seal = accumulatorSealer();
  const acc = { count: 0, users: ['a'], byCity: {}, last: null };
  for (let i = 0; i < calls; i++) {
    acc.count += 1;
    expect(seal(acc, acc, 'add()')).toBe(acc);
  }
  return seal(last(acc), acc, 'add()');
}

const WHAT = 'the accumulator that add() returns';

it.each<[string, (acc: Accumulator) => unknown, string]>([
  ['a Set', () => new Set(), `${WHAT} is a Set: use a plain object`],
  ['a Set inside', (acc) => ({ ...acc, users: new Set() }), `${WHAT}: users is a Set: use a plain object`],
  ['a Set in place', (acc) => Object.assign(acc, { users: new Set() }), `${WHAT}: users is a Set: use a plain object`],
  ['a new property', (acc) => Object.assign(acc, { at: new Date(0) }), `${WHAT}: at is a Date: use getTime()`],
  ['NaN', (acc) => Object.assign(acc, { count: Number.NaN }), `${WHAT}: count is NaN`],
  ['a promise', async (acc) => acc, `${WHAT} is a promise`],
  ['nothing', () => undefined, 'add() returned undefined: it must return the accumulator'],
])('%s is refused when it is added, not at the first checkpoint', (_, last, message) => {
  expect(() => after(12, last)).toThrow(message);
});

it('what is far inside is found soon, not at each call: that would take ever longer as it grows', () => {
  const seal = accumulatorSealer();
  const acc = { byCity: { Oslo: { users: [new Set()] } } };
  expect(() => seal(acc, acc, 'add()')).toThrow(`${WHAT}: byCity.Oslo.users[0] is a Set`);

  const growing: { byCity: Record<string, unknown> } = { byCity: {} };
  const sealGrowing = accumulatorSealer();
  const add = (i: number) => {
    growing.byCity[`city ${i}`] = i === 5 ? new Set() : 1;
    return sealGrowing(growing, growing, 'add()');
  };
  expect(() => Array.from({ length: 16 }, (_, i) => add(i))).toThrow(`${WHAT}: byCity.city 5 is a Set`);
});

it('what JSON would leave out is left out, as it would be after a restore', () => {
  expect(after(20, (acc) => ({ ...acc, last: undefined }))).toStrictEqual({ count: 20, users: ['a'], byCity: {} });
  expect(after(12, (acc) => Object.assign(acc, { count: -0 }))).toStrictEqual({
    count: 0,
    users: ['a'],
    byCity: {},
    last: null,
  });
});

it('a new accumulator is looked at each time, however many there were', () => {
  expect(() => after(1000, (acc) => ({ ...acc, users: new Set() }))).toThrow(`${WHAT}: users is a Set`);
  expect(() => after(1023, (acc) => Object.assign(acc, { users: new Set() }))).toThrow(`${WHAT}: users is a Set`);
});

it('lists of any size are no work: what is inside is looked at now and then', () => {
  const seal = accumulatorSealer();
  let asked = 0;
  const list = new Proxy<number[]>([], {
    get(target, name, receiver) {
      asked += 1;
      return Reflect.get(target, name, receiver);
    },
  });
  const pushes = 1024;
  for (let i = 0; i < pushes; i++) {
    list.push(i);
    seal(list, list, 'add()');
  }
  // Each push asks for a few things; looking at all elements each time would ask half a million times.
  expect(asked).toBeLessThan(20 * pushes);
});
