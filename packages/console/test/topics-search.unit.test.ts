/** What a page's address says of a search comes back as it was, and a message goes into Send whole or not at all. */
import { describe, expect, test } from 'vitest';
import type { BytesView, MessageView } from '../src/api/topics.js';
import { draftOf } from '../src/client/topics/draft.js';
import { NO_FILTER } from '../src/client/topics/filter-fields.js';
import { addressFault, openIn, searchIn, searchQuery } from '../src/client/topics/search.js';

describe('a search in an address', () => {
  test('comes back as it was', () => {
    const filter = {
      partitions: '0, 2',
      key: '"u-1"',
      header: 'trace=a&b',
      text: '50 % + #',
      json: 'id = 9007199254740993',
    };
    for (const search of [
      { from: 'newest', at: 0, filter: NO_FILTER },
      { from: 'oldest', at: 0, filter },
      { from: 'offset', at: 12, filter: NO_FILTER },
      { from: 'time', at: 1_796_000_000_000, filter },
    ] as const) {
      expect(searchIn(new URLSearchParams(searchQuery(search).toString()))).toEqual(search);
    }
    expect(searchQuery({ from: 'newest', at: 0, filter: NO_FILTER }).toString()).toBe('');
  });

  test('that nobody would write is refused in a sentence', () => {
    const fault = (address: string) => searchIn(new URLSearchParams(address)).fault;
    expect(fault('from=nowhere')).toBe('The address says from=nowhere; it can be newest, oldest, offset, time.');
    for (const at of ['1e20', '-1', '1.5', '', '9007199254740993']) {
      expect(fault(`from=offset&at=${at}`)).toContain(`at=${at}; a whole number of at most 15 digits is expected`);
    }
    expect(fault('from=time&at=soon')).toContain('a time in milliseconds since 1970');
    expect(fault('from=oldest&at=soon')).toBeUndefined();
    expect(openIn(new URLSearchParams('open=../x'))).toBeUndefined();
    expect(openIn(new URLSearchParams('open=2/17'))).toBe('2/17');
  });
});

describe('an address of a topic', () => {
  const fault = (address: string) => addressFault(new URLSearchParams(address));

  test('with a name that is nearly a known one is told what was meant', () => {
    expect(fault('jsno=amount > 4')).toBe('The address says jsno=; did you mean json=?');
    expect(fault('fitler=x')).toBe('The address says fitler=; did you mean json=?');
    expect(fault('Key=u-1')).toBe('The address says Key=; did you mean key=?');
    expect(fault('partition=1')).toBe('The address says partition=; did you mean partitions=?');
    expect(fault('form=oldest')).toBe('The address says form=; did you mean from=?');
    expect(fault('vie=live')).toBe('The address says vie=; did you mean view=?');
    expect(searchIn(new URLSearchParams('jsno=a'))).toMatchObject({ fault: fault('jsno=a') });
  });

  test('with a view or a message that cannot be, or one name twice, is refused', () => {
    expect(fault('view=mesages')).toContain('it can be messages, live, partitions, settings, send.');
    expect(fault('open=../x')).toContain('such as open=2/17.');
    expect(fault('key=a&key=b')).toBe('The address has key= more than once; it counts once.');
  });

  test('may have names of others, and all of its own', () => {
    expect(fault('utm_source=mail&fbclid=1&ref=x&gclid=2&q=3')).toBeUndefined();
    expect(fault('view=live&json=a&key=b&header=c&text=d&partitions=0&from=offset&at=1&open=0/1')).toBeUndefined();
  });
});

describe('a message in the fields of Send', () => {
  const view = (text: string, kind: BytesView['kind'] = 'text'): BytesView => ({
    size: text.length,
    kind,
    text,
    truncated: false,
  });
  const message = (change: Partial<MessageView>): MessageView => ({
    partition: 1,
    offset: 5,
    timestamp: 0,
    timestampType: 'CreateTime',
    key: view('u-1'),
    value: view('{"a":9007199254740993}', 'json'),
    headers: [{ name: 'trace', value: view('a: b') }],
    moreHeaders: 0,
    ...change,
  });

  test('is whole', () => {
    expect(draftOf(message({}))).toEqual({
      partition: '1',
      key: 'u-1',
      value: '{"a":9007199254740993}',
      headers: 'trace: a: b',
      json: true,
      tombstone: false,
    });
    expect(draftOf(message({ key: null, value: null, headers: [] }))).toMatchObject({ key: '', tombstone: true });
  });

  test('or is not offered', () => {
    for (const change of [
      { value: view('ff d8', 'jpeg') },
      { value: view('ff', 'binary') },
      { value: { ...view('{'), truncated: true } },
      { value: view('a\r\nb') },
      { key: view('', 'empty') },
      { key: view('a\nb') },
      { headers: [{ name: 'a', value: null }] },
      { headers: [{ name: 'a', value: view(' b') }] },
      { headers: [{ name: 'a:b', value: view('c') }] },
      { headers: [{ name: '', value: view('c') }] },
      { moreHeaders: 1 },
    ]) {
      expect(draftOf(message(change))).toBeUndefined();
    }
  });
});
