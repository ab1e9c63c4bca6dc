import { afterEach, describe, expect, it } from 'vitest';
import {
  parseRecord,
  sealer,
  sealerUnlessSame,
  setObjectReuse,
  textWriter,
  toText,
} from '../../src/runtime/records/json-records.js';
import { keyText } from '../../src/runtime/state/keys.js';

afterEach(() => setObjectReuse(false));

class Price {
  toJSON() {
    return 1;
  }
}

const nameless = (() => class {})();
const hidden = (name: string, value: unknown) => Object.defineProperty({ id: 1, a: 1 }, name, { value });

/** Of each kind a new one: sealing freezes. */
const ODD: Record<string, () => unknown> = {
  'a property that is undefined': () => ({ id: 1, a: undefined }),
  'only properties that are undefined': () => ({ a: undefined, b: undefined }),
  'undefined inside': () => ({ id: 1, a: { b: undefined, c: [{ d: undefined }] } }),
  'undefined far inside': () => [[[[[[[{ a: undefined, b: 1 }]]]]]]],
  'undefined beside null': () => ({ a: null, b: undefined, c: { d: null } }),
  '-0': () => -0,
  'a property that is -0': () => ({ id: -0, a: 1 }),
  '-0 in a list': () => ({ id: 1, a: [-0, 0] }),
  '0 and negative numbers': () => ({ id: 0, a: -1.5 }),
  'the smallest and largest numbers': () => ({ id: 5e-324, a: -1.7976931348623157e308 }),
  'a getter': () => ({
    id: 1,
    get a() {
      return 2;
    },
  }),
  'a getter that gives undefined': () => ({
    id: 1,
    get a() {
      return undefined;
    },
  }),
  'a getter that throws': () => ({
    id: 1,
    get a() {
      throw new Error('nothing there');
    },
  }),
  'a getter inside': () => ({
    id: 1,
    a: {
      get b() {
        return 2;
      },
    },
  }),
  'no prototype': () => Object.assign(Object.create(null), { id: 1, a: 1 }),
  'no prototype inside': () => ({ id: 1, a: 'x-7'.match(/(?<letter>.)-(?<digit>.)/)?.groups }),
  'an inherited property': () => Object.assign(Object.create({ a: 1 }), { id: 1 }),
  'inherited from what has no prototype': () =>
    Object.assign(Object.create(Object.assign(Object.create(null), { a: 1 })), { id: 1 }),
  'a symbol for a name': () => ({ id: 1, a: 1, [Symbol('mark')]: 1 }),
  'a symbol for a name, inside': () => ({ id: 1, a: [{ [Symbol('mark')]: 1 }] }),
  'a hidden property': () => hidden('mark', 1),
  'a hidden toJSON': () => hidden('toJSON', () => 7),
  'its own toJSON': () => ({ id: 1, a: 1, toJSON: () => 7 }),
  'a toJSON that is no function': () => ({ id: 1, toJSON: 'x' }),
  'an inherited toJSON': () => ({ id: 1, a: new Price() }),
  'the name __proto__': () => JSON.parse('{"__proto__":{"a":1},"id":1}'),
  'the name constructor': () => ({ constructor: 'x', hasOwnProperty: 'y' }),
  'a match of a regular expression': () => 'a-7'.match(/(.)-(.)/),
  'a match inside': () => ({ id: 1, a: 'a-7'.match(/(.)-(.)/) }),
  'all matches': () => ({ id: 1, a: 'a-7'.match(/./g) }),
  'a list with a property': () => Object.assign([1, 2], { total: 3 }),
  'a list with a symbol': () => Object.assign([1], { [Symbol('mark')]: 3 }),
  'a list with a hidden property': () => Object.defineProperty([1], 'mark', { value: 1 }),
  'a list with a hole': () => Object.assign(new Array(3), { 0: 1, 2: 3 }),
  'a list that ends with holes': () => ({ id: 1, a: new Array(3) }),
  'a list of a class': () => ({ id: 1, a: new (class Stack extends Array {})() }),
  'a nameless class': () => new nameless(),
  'a text as an object': () => ({ id: 1, a: Object('text') }),
  'a number as an object': () => ({ id: Object(1), a: 1 }),
  'a proxy': () => new Proxy({ id: 1, a: 1 }, {}),
  'integers for names': () => ({ b: 1, 2: 'two', 1: undefined, a: 3 }),
  'many properties, one undefined': () => ({
    ...Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`p${i}`, i])),
    p7: undefined,
  }),
};

/** What a place has learned before the odd value comes. */
const BEFORE: Record<string, unknown[]> = {
  nothing: [],
  'a record like it': [{ id: 1, a: 1 }],
  'a record like it with an object inside': [
    { id: 1, a: {} },
    { id: 1, a: { b: 1 } },
    { id: 1, a: [] },
  ],
  itself: ['itself', 'itself'],
  'records with undefined': [
    { id: 1, b: undefined },
    { id: 1, b: { x: undefined } },
    { id: undefined, c: 1 },
    { x: undefined, y: undefined, z: undefined },
  ],
  'all shapes that it can keep': Array.from({ length: 9 }, (_, i) => ({ [`n${i}`]: i })),
};

function outcome(give: () => unknown): { value: unknown; text: string } | 'refused' {
  try {
    const value = give();
    return { value, text: JSON.stringify(value) };
  } catch (error) {
    expect(error).toBeInstanceOf(Error);
    return 'refused';
  }
}

/** What JSON gives back. */
function viaJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}

describe.each(Object.entries(BEFORE))('a place that has seen %s', (_, before) => {
  describe.each([false, true])('with object reuse %s', (objectReuse) => {
    it.each(Object.entries(ODD))('gives for %s what JSON gives back, or refuses it', (_name, make) => {
      setObjectReuse(objectReuse);
      const seal = sealer('the record');
      for (const value of before) outcome(() => seal(value === 'itself' ? make() : structuredClone(value)));
      const sealed = outcome(() => seal(make()));
      if (sealed !== 'refused') {
        expect(sealed).toStrictEqual({ value: viaJson(make()), text: JSON.stringify(make()) });
        expect(Object.isFrozen(sealed.value)).toBe(!objectReuse || typeof sealed.value !== 'object');
      }
    });

    it.each(Object.entries(ODD))('writes %s to state and keys as JSON does, or refuses it', (_name, make) => {
      setObjectReuse(objectReuse);
      const write = textWriter('the value');
      for (const value of before) outcome(() => write(value === 'itself' ? make() : structuredClone(value)));
      const isRecord = outcome(() => sealer('the record')(make())) !== 'refused';
      for (const text of [write, (value: unknown) => toText(value, 'the value')]) {
        const written = outcome(() => text(make()));
        expect(written === 'refused' ? written : written.value).toBe(isRecord ? JSON.stringify(make()) : 'refused');
      }
      const key = outcome(() => JSON.parse(keyText(make(), 'the key')));
      expect(key === 'refused' ? key : key.value).toStrictEqual(isRecord ? viaJson(make()) : 'refused');
    });
  });
});

it('a getter that changes is read once and for all', () => {
  let reads = 0;
  const seal = sealer('the record');
  for (let i = 0; i < 10; i++) {
    const record = seal({
      id: i,
      get a() {
        reads += 1;
        return reads;
      },
    }) as { a: number };
    expect(record.a).toBe(record.a);
  }
});

it('a property that is hidden under a name that others have is refused while the shape is new', () => {
  const record = Object.defineProperty({ id: 1, a: 1 }, 'a', { enumerable: false });
  expect(() => sealer('the record')(record)).toThrow('the record has the property "a", which is not enumerable');
});

it('with object reuse what the function did to the record that it gives back is seen', () => {
  setObjectReuse(true);
  const seal = sealerUnlessSame('the record');
  const record: { a: number | undefined } = { a: 1 };
  expect(seal(record, record)).toBeUndefined();
  record.a = undefined;
  expect(seal(record, record)).toStrictEqual({});
  record.a = Number.NaN;
  expect(() => seal(record, record)).toThrow('the record: a is NaN');
});

it.each([
  [
    'a match of a regular expression',
    'the record is an array with the property "index", as a match of a regular expression is one: JSON keeps only the elements (use [...elements], or an object)',
  ],
  [
    'a list with a property',
    'the record is an array with the property "total": JSON keeps only the elements (use [...elements], or an object)',
  ],
  ['a list with a hole', 'the record: [1] is undefined: JSON has no such value (use null)'],
  ['a list of a class', 'the record: a is a Stack: use a plain array, [...elements]'],
  ['a symbol for a name', 'the record has the property Symbol(mark): JSON has no symbols'],
  ['a hidden toJSON', 'the record has the property "toJSON", which is not enumerable: JSON would lose it'],
  ['a nameless class', 'the record is a class instance: use a plain object'],
  ['an inherited property', 'the record is a class instance: use a plain object'],
  ['inherited from what has no prototype', 'the record is a class instance: use a plain object'],
  ['an inherited toJSON', 'the record: a is a Price: use a plain object'],
])('%s is refused in words', (name, message) => {
  expect(() => sealer('the record')(ODD[name]?.())).toThrow(new TypeError(message));
});

it('what a getter throws is what it throws', () => {
  expect(() => sealer('the record')(ODD['a getter that throws']?.())).toThrow('nothing there');
});

const counting = () => {
  let reads = 0;
  return () => {
    reads += 1;
    return reads;
  };
};
const withGetter = (get: () => number, record: object = { id: 1 }) =>
  Object.defineProperty(record, 'a', { get, enumerable: true });
const nest = (levels: number, value: unknown): unknown => (levels === 0 ? value : { in: nest(levels - 1, value) });

it.each<[string, number, (a: number | (() => number)) => unknown]>([
  ['after its last shape', 9, (a) => (typeof a === 'number' ? { id: 1, a } : withGetter(a))],
  ['deep inside', 0, (a) => nest(7, typeof a === 'number' ? { a } : withGetter(a, {}))],
  [
    'among many properties',
    0,
    (a) => {
      const many = Object.fromEntries(Array.from({ length: 60 }, (_, i) => [`p${i}`, i]));
      return typeof a === 'number' ? { ...many, a } : withGetter(a, many);
    },
  ],
])('a place that has seen records like it makes a getter its value: %s', (_, shapes, make) => {
  const seal = sealer('the record');
  for (let i = 0; i < shapes; i++) seal({ [`n${i}`]: i });
  for (let i = 0; i < 3; i++) seal(make(i));
  const text = JSON.stringify(seal(make(counting())));
  expect(text).toBe(JSON.stringify(make(1)));
  const record = seal(make(counting()));
  expect([JSON.stringify(record), JSON.stringify(record)]).toEqual([text, text]);
});

it('a large record is frozen, and loses what is undefined', () => {
  const many = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`p${i}`, i % 10 === 0 ? undefined : [i]]));
  const record = sealer('the record')(many) as Record<string, unknown>;
  expect(record).toStrictEqual(JSON.parse(JSON.stringify(many)));
  expect([Object.isFrozen(record), Object.isFrozen(record.p1)]).toEqual([true, true]);
  const parsed = parseRecord(JSON.stringify({ in: many }), true) as { in: object };
  expect(parsed).toStrictEqual({ in: record });
  expect([Object.isFrozen(parsed), Object.isFrozen(parsed.in)]).toEqual([true, true]);
});

it('a record may be nested 100 levels deep, and no deeper, wherever its function runs', () => {
  const seal = sealer('the record');
  expect(seal(nest(99, { a: -0 }))).toStrictEqual(nest(99, { a: 0 }));
  expect(() => seal(nest(100, {}))).toThrow(
    new TypeError(
      "the record is nested more than 100 levels deep, and the stack of a task's thread has no room for more: flatten it, or carry the inner part as text, JSON.stringify(part)",
    ),
  );
});

it('no key is advised that is refused as well', () => {
  expect(() => keyText(Number.NaN, 'the key')).toThrow(
    new TypeError('the key is NaN: JSON has no such number (use a text of your own, such as "none")'),
  );
});
