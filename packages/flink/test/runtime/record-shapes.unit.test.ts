import { afterEach, describe, expect, it } from 'vitest';
import { sealer, sealerUnlessSame, setObjectReuse, textWriter } from '../../src/runtime/records/json-records.js';

afterEach(() => setObjectReuse(false));

/** A function's output after it has given records of this shape. */
function learned() {
  const seal = sealer('the record');
  for (let n = 0; n < 3; n++) seal({ id: `r${n}`, n, flag: true, none: null, tags: ['a'] });
  return seal;
}

const good = { id: 'r', n: 1, flag: true, none: null, tags: ['a'] };

describe('after many records of one shape', () => {
  it.each([
    ['a property is NaN', { ...good, n: Number.NaN }, 'the record: n is NaN'],
    ['a property is infinite', { ...good, n: Number.NEGATIVE_INFINITY }, 'the record: n is -Infinity'],
    ['a text is a Date', { ...good, id: new Date(0) }, 'the record: id is a Date'],
    ['a text is a Map', { ...good, id: new Map() }, 'the record: id is a Map'],
    ['a boolean is a function', { ...good, flag: () => 1 }, 'the record: flag is a function'],
    ['null is a BigInt', { ...good, none: 1n }, 'the record: none is a BigInt'],
    ['an inner list has undefined', { ...good, tags: [undefined] }, 'the record: tags[0] is undefined'],
    ['there is one property more', { ...good, more: Number.NaN }, 'the record: more is NaN'],
    ['a property has another name', { ...good, flag: undefined, flog: Number.NaN }, 'the record: flog is NaN'],
    ['it is an instance of a class', Object.assign(new (class Price {})(), good), 'the record is a Price'],
    ['it is undefined', undefined, 'the record is undefined'],
    ['it is a promise', Promise.resolve(good), 'the record is a promise'],
  ])('the next is still refused when %s', (_, value, message) => {
    const seal = learned();
    expect(() => seal(value)).toThrow(message);
    expect(seal({ ...good })).toEqual(good);
  });

  it.each([
    ['with numbers for texts', { ...good, id: 7 }],
    ['with a property less', { id: 'r', n: 1 }],
    ['with a property named __proto__', JSON.parse('{"__proto__":{"a":1},"n":1}')],
    ['that is a list', [good]],
    ['that is a text', 'text'],
    ['that is null', null],
  ])('the next may be one %s', (_, value) => {
    const seal = learned();
    expect(seal(value)).toStrictEqual(value);
    expect(seal(value)).toStrictEqual(value);
  });

  it('each of them is frozen, at any depth', () => {
    const seal = learned();
    const record = seal({ id: 'r', n: 1, flag: true, none: null, tags: ['a'] }) as typeof good;
    expect(() => {
      record.n = 2;
    }).toThrow(TypeError);
    expect(() => record.tags.push('b')).toThrow(TypeError);
  });

  it('none of them is frozen with object reuse', () => {
    setObjectReuse(true);
    const record = learned()({ ...good, tags: ['a'] }) as typeof good;
    record.n = 2;
    record.tags.push('b');
    expect(record).toMatchObject({ n: 2, tags: ['a', 'b'] });
  });

  it('one that its author froze can be changed with object reuse, as behind an exchange', () => {
    setObjectReuse(true);
    const seal = learned();
    for (let n = 0; n < 3; n++) {
      const tags = Object.freeze(['a']) as string[];
      for (const frozen of [Object.freeze({ ...good, tags }), { ...good, tags }, Object.freeze([good]), [tags]]) {
        const record = seal(frozen);
        expect(record).toStrictEqual(frozen);
        const inside = Object.values(record as object).filter((part) => typeof part === 'object' && part !== null);
        expect([record, ...inside].filter(Object.isFrozen)).toEqual([]);
      }
    }
  });

  it('the same record again is answered by undefined', () => {
    const seal = sealerUnlessSame('the record');
    expect(seal(good, good)).toBeUndefined();
    expect(seal({ ...good }, good)).toEqual(good);
    expect(seal('text', 'text')).toBe('text');
  });
});

it('prototypes stay as they are, whatever the names of properties', () => {
  const seal = sealer('the record');
  seal(JSON.parse('{"__proto__":{"a":1},"b":1}'));
  seal({ b: 1, c: 2 });
  seal({ constructor: 'x', toString: 'y' });
  expect(() => seal({ b: 1, c: Number.NaN })).toThrow('c is NaN');
  expect(Object.isFrozen(Object.prototype)).toBe(false);
});

it.each<[string, (n: number) => object, (n: number) => object]>([
  ['that JSON changes', (n) => ({ n, zero: -0, in: { zero: -0 } }), (n) => ({ n, zero: 0, in: { zero: 0 } })],
  ['with ever new names', (n) => ({ [`a${n}`]: { [`b${n}`]: -0 } }), (n) => ({ [`a${n}`]: { [`b${n}`]: 0 } })],
  ['that are lists', (n) => [[n, -0], [`${n}`], [{ n }]], (n) => [[n, 0], [`${n}`], [{ n }]]],
])('after hundreds of records %s they are what they were at first, and so are others', (_, make, sealed) => {
  const seal = sealer('the record');
  for (let n = 1; n < 500; n++) {
    const record = seal(make(n));
    expect(record).toStrictEqual(sealed(n));
    expect([record, ...Object.values(record as object)].filter((part) => !Object.isFrozen(part))).toEqual([]);
  }
  expect(seal({ ...good })).toStrictEqual(good);
  expect(() => seal({ ...good, n: Number.NaN })).toThrow('the record: n is NaN');
  expect(() => seal([[1], [undefined]])).toThrow('the record: [1][0] is undefined');
});

it('a state writes what JSON leaves out or changes as JSON does, also of a shape that is known', () => {
  const write = textWriter('the value');
  for (let n = 0; n < 3; n++) {
    expect(write({ n: 1, none: undefined, list: [1] })).toBe('{"n":1,"list":[1]}');
    expect(write({ n: -0, none: undefined, list: [-0] })).toBe('{"n":0,"list":[0]}');
    expect(() => write({ n: 1, none: undefined, list: [undefined] })).toThrow('the value: list[0] is undefined');
    expect(() => write({ n: 1, none: undefined, list: [Number.NaN] })).toThrow('the value: list[0] is NaN');
  }
});

it('a state writes values of any shape, and leaves them as they are', () => {
  const write = textWriter('the value');
  const value = { n: 1, tags: ['a'] };
  expect(write({ n: 0, tags: [] })).toBe('{"n":0,"tags":[]}');
  expect(write(value)).toBe('{"n":1,"tags":["a"]}');
  expect(Object.isFrozen(value) || Object.isFrozen(value.tags)).toBe(false);
  expect(write([1])).toBe('[1]');
  expect(() => write({ n: Number.NaN, tags: [] })).toThrow('the value: n is NaN');
});
