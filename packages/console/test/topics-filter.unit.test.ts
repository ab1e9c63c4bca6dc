/** Which messages a filter shows, and what it says of one that it does not understand. */
import type { KafkaRecord } from '@workbook/kafka';
import { describe, expect, test } from 'vitest';
import { parseExactJson } from '../src/server/topics/exact-json.js';
import { type FilterText, parseFilter } from '../src/server/topics/filter.js';
import { answers, parseJsonQuestion } from '../src/server/topics/json-path.js';

const order = {
  user: { id: 'u-1', 'full name': 'Ada' },
  amount: 120.5,
  tags: ['new', 'gift'],
  items: [{ price: 1 }, { price: 20 }],
  paid: true,
  note: null,
};
const asks = (question: string, document: unknown = order) => answers(document, parseJsonQuestion(question));

describe('a JSON path', () => {
  test.each([
    ['amount > 100', true],
    ['amount>=121', false],
    ['$.user.id = "u-1"', true],
    ['user.id = u-1', true],
    ['user.id == u-2', false],
    ['user["full name"] ~ Ad', true],
    ['items[1].price = 20', true],
    ['items[*].price > 10', true],
    ['items[2].price', false],
    ['tags[*] = "gift"', true],
    ['paid = true', true],
    ['paid = "true"', false],
    ['note = null', true],
    ['note', true],
    ['user["full name"] = Ada', true],
    ['user.id ~ "and"', false],
    ['user.id >= "u-0"', true],
    ['tags[*] = brand new', false],
    ['user.id ~ 1', true],
    ['missing', false],
    ['missing != 1', false],
    ['amount != 1', true],
    ['constructor', false],
    ['tags.length', false],
    ['$[0] = 1', false],
  ])('%s', (question, expected) => {
    expect(asks(question)).toBe(expected);
  });

  test('asks of arrays, strings and plain values, too', () => {
    expect(asks('[0] = 1', [1, 2])).toBe(true);
    expect(asks('[*] = 2', [1, 2])).toBe(true);
    expect(asks('$ = 5', 5)).toBe(false);
    expect(asks('__proto__.x = 1', JSON.parse('{"__proto__":{"x":1}}'))).toBe(true);
  });

  test.each([
    ['', 'it has no path.'],
    ['amount >', 'there is nothing after ">".'],
    [
      'amount >> 4',
      '">>" is no comparison; those are != >= <= = > < ~. A text that begins with ">" is written in quotes.',
    ],
    ['amount === 4', '"===" is no comparison'],
    ['amount > < 4', '"> <" is no comparison'],
    ['amount is 5', '"is 5" is neither a step of a path'],
    ['a[b]', '"[b]" is neither a step of a path'],
    ['a; alert(1)', '"; alert(1)" is neither a step'],
    ['= 4', 'at character 1, there is no path before "=".'],
    ['  > 4', 'at character 3, there is no path before ">".'],
    ['amount > four', 'at character 10, ">" compares with a number, and "four" is none.'],
    [
      'at >= 2026-01-01',
      'at character 7, ">=" compares with a number, and "2026-01-01" is none. A text, such as a date',
    ],
    ['paid > true', 'at character 8, ">" compares with a number, and "true" is none.'],
    ['amount > 4 and', 'at character 10, there is "4 and": a filter is one comparison, and "and" joins none to it.'],
    ['name = Ada && paid = true', 'at character 8, there is "Ada && paid = true"'],
    ['name = "Ada', 'at character 8, the quote is not closed: ""Ada".'],
    ['name = "Ada" and paid', 'at character 8, something follows the text in quotes: "and paid".'],
    ["name = 'Ada'", 'at character 8, a text stands in double quotes: "\'Ada\'".'],
    ['tags = ["new"]', 'at character 8, a whole list or object cannot be compared'],
  ])('that is not understood is said to be: %s', (question, why) => {
    expect(() => parseJsonQuestion(question)).toThrow(why);
  });
});

describe('a number of a message', () => {
  const shows = (question: string, json: string) => answers(parseExactJson(json), parseJsonQuestion(question));

  test.each([
    ['id = 9007199254740993', '{"id":9007199254740993}', true],
    ['id = 9007199254740993', '{"id":9007199254740992}', false],
    ['id != 9007199254740993', '{"id":9007199254740992}', true],
    ['id > 9007199254740992', '{"id":9007199254740993}', true],
    ['id > 9007199254740992', '{"id":9007199254740992}', false],
    ['id <= 9007199254740992', '{"id":9007199254740993}', false],
    ['id = 202601180000000000', '{"id":202601180000000014}', false],
    ['id < -9007199254740992', '{"id":-9007199254740993}', true],
    ['id > 5', '{"id":9007199254740993}', true],
    ['id = 9007199254740993', '{"id":"9007199254740993"}', false],
    ['ids[*] = 9007199254740993', '{"ids":[1,9007199254740993]}', true],
    ['x = 0.12345678901234568', '{"x":0.12345678901234567}', false],
    ['x = 0.1', '{"x":0.10000000000000000000}', true],
    ['x = 100000000000000000000', '{"x":1e20}', true],
    ['x > 1e308', '{"x":1e400}', true],
    ['x = 0', '{"x":1e-400}', false],
    ['x = 0', '{"x":-0.0000000000000000000}', true],
  ])('is compared as it was sent: %s in %s', (question, json, expected) => {
    expect(shows(question, json)).toBe(expected);
  });

  test('in a string is a string, also among large numbers', () => {
    const json = '{"a":9007199254740993,"b":"x, 9007199254740993: \\"1","__proto__":{"c":9007199254740995}}';
    expect(shows('b ~ "9007199254740993"', json)).toBe(true);
    expect(shows('["__proto__"].c = 9007199254740995', json)).toBe(true);
    expect(() => parseExactJson('{"a":9007199254740993,}')).toThrow(SyntaxError);
    expect(() => parseExactJson('{9007199254740993:1}')).toThrow(SyntaxError);
  });
});

describe('a filter', () => {
  const message = (
    given: Partial<Record<'key' | 'value', string>>,
    headers: Record<string, string> = {},
  ): KafkaRecord => ({
    offset: 0,
    timestamp: 0,
    timestampType: 'CreateTime',
    key: given.key === undefined ? null : Buffer.from(given.key),
    value: given.value === undefined ? null : Buffer.from(given.value),
    headers: Object.entries(headers).map(([name, value]) => ({ name, value: Buffer.from(value) })),
  });
  const shows = (filter: FilterText, record: KafkaRecord) => parseFilter(filter)?.(record);

  test('by a part of the key, or by all of it in quotes', () => {
    expect(shows({ key: 'u-1' }, message({ key: 'u-12' }))).toBe('shown');
    expect(shows({ key: '"u-1"' }, message({ key: 'u-12' }))).toBe('hidden');
    expect(shows({ key: '"u-1"' }, message({ key: 'u-1' }))).toBe('shown');
    expect(shows({ key: 'u' }, message({}))).toBe('hidden');
  });

  test('by a header’s name and value, by text, and by all of them together', () => {
    const record = message({ key: 'k', value: '{"a":1}' }, { trace: 'abc' });
    expect(shows({ header: 'trace' }, record)).toBe('shown');
    expect(shows({ header: 'trace=bc' }, record)).toBe('shown');
    expect(shows({ header: 'trace=x' }, record)).toBe('hidden');
    expect(shows({ header: 'other' }, record)).toBe('hidden');
    expect(shows({ text: '"a"', header: 'trace', json: 'a = 1' }, record)).toBe('shown');
    expect(shows({ text: '"a"', header: 'trace', json: 'a = 2' }, record)).toBe('hidden');
  });

  test('that cannot be meant is refused, with its place', () => {
    expect(() => parseFilter({ key: '"u-1' })).toThrow('The key filter "u-1 cannot be read: the quote at character 1');
    expect(() => parseFilter({ header: '=abc' })).toThrow('at character 1, there is no name before "=".');
    expect(shows({ key: '"id":"u-1"' }, message({ key: '{"id":"u-1"}' }))).toBe('hidden');
    expect(shows({ key: 'id":"u' }, message({ key: '{"id":"u-1"}' }))).toBe('shown');
  });

  test('of nothing is none; tombstones and what is not JSON have no path', () => {
    expect(parseFilter({ key: '', text: '' })).toBeUndefined();
    expect(shows({ json: 'a' }, message({}))).toBe('hidden');
    expect(shows({ json: 'a' }, message({ value: 'not JSON' }))).toBe('hidden');
  });

  test('finds JSON behind a byte order mark', () => {
    expect(shows({ json: 'a = 1' }, message({ value: '\ufeff{"a":1}' }))).toBe('shown');
  });

  test('says of a value that is too large that it was not searched', () => {
    expect(shows({ json: 'a' }, message({ value: `{"a":"${'x'.repeat(1024 * 1024)}"}` }))).toBe('not searched');
  });
});
