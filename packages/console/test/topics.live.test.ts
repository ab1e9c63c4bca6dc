/** The pages of topics on a live broker and in a real browser. */
import { randomUUID } from 'node:crypto';
import { readSettings } from '@workbook/services';
import { Kafka, logLevel, Partitioners } from 'kafkajs';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { launchBrowser } from '../../../notebooks/test/browser.js';
import type { KeySample, MessageView, PageLine, TopicDetail, TopicList } from '../src/api/topics.js';
import { type ServedConsole, serveConsole } from './served-console.js';

const LARGE = 20 * 1024 * 1024;
const id = randomUUID().slice(0, 8);
const [orders, odd, made, again] = [`orders-${id}`, `odd-${id}`, `made-${id}`, `again-${id}`];
const kafka = new Kafka({
  clientId: 'console-test',
  brokers: readSettings().kafka.bootstrapServers,
  logLevel: logLevel.NOTHING,
});
const admin = kafka.admin();
const producer = kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
let served: ServedConsole;
let groups: string[];

const groupIds = async () => (await admin.listGroups()).groups.map(({ groupId }) => groupId);

/** Reads a page of messages to its end. */
async function readPage(topic: string, query: Record<string, string>) {
  const answer = await fetch(`${served.url}/api/topics/${topic}/messages?${new URLSearchParams(query)}`);
  const lines = (await answer.text()).split('\n').filter(Boolean);
  const read = lines.map((line) => JSON.parse(line) as PageLine);
  const messages = read.flatMap((line) => (line.type === 'message' ? [line.message] : []));
  const end = read.findLast((line) => line.type === 'end');
  return { messages, end, offsets: messages.map(({ partition, offset }) => `${partition}/${offset}`) };
}

beforeAll(async () => {
  await Promise.all([admin.connect(), producer.connect()]);
  served = await serveConsole();
  const create = (name: string, partitions: number, settings = {}) =>
    served.change('POST', '/topics', { name, partitions, settings });
  expect(
    (
      await create(orders, 3, {
        'retention.ms': '604800000',
        'segment.ms': '3600000',
        'min.cleanable.dirty.ratio': '0.9',
      })
    ).status,
  ).toBe(201);
  expect((await create(odd, 1, { 'max.message.bytes': String(LARGE + 1_000_000) })).status).toBe(201);
  await producer.send({
    topic: orders,
    messages: Array.from({ length: 300 }, (_, i) => ({
      key: `u-${i % 7}`,
      value: JSON.stringify({ id: i, user: { name: 'Ada' } }),
      headers: i % 100 === 0 ? { trace: `t-${i}` } : undefined,
      timestamp: String(1_000_000 + i),
    })),
  });
  groups = await groupIds();
});
afterAll(async () => {
  await served?.stop();
  await admin.deleteTopics({ topics: [orders, odd, again] });
  await Promise.all([admin.disconnect(), producer.disconnect()]);
});

describe('messages', () => {
  test('come newest first over all partitions, page after page, each of them once', async () => {
    const ids: number[] = [];
    let cursor: Record<string, string> = {};
    for (let pages = 0; pages < 10; pages++) {
      const { messages, end } = await readPage(orders, { from: 'newest', limit: '70', ...cursor });
      ids.push(...messages.map(({ timestamp }) => timestamp - 1_000_000));
      if (!end?.cursor) break;
      cursor = { cursor: JSON.stringify(end.cursor) };
    }
    expect(ids).toEqual(Array.from({ length: 300 }, (_, i) => 299 - i));
  });

  test('come from an offset and from a time', async () => {
    const some = await readPage(orders, { from: 'offset', at: '5', limit: '2', partitions: '1' });
    expect(some.offsets).toEqual(['1/5', '1/6']);
    const late = await readPage(orders, { from: 'time', at: '1000298' });
    expect(late.messages.map(({ timestamp }) => timestamp)).toEqual([1_000_298, 1_000_299]);
    expect((await readPage(orders, { from: 'time', at: '9000000' })).messages).toEqual([]);
  });

  test('are found by key, header and JSON, and the search tells how many it looked at', async () => {
    const one = await readPage(orders, { json: 'id = 123', from: 'oldest' });
    expect(one.messages).toHaveLength(1);
    expect(one.end).toMatchObject({ why: 'complete', looked: 300, total: 300 });
    expect((await readPage(orders, { header: 'trace=t-', key: '"u-2"' })).messages).toHaveLength(1);
    const refused = await served.get<{ problem: string }>(`/topics/${orders}/messages?json=a%20is%20b`);
    expect(refused.problem).toContain('"is b" is neither a step of a path');
  });

  test('are exported as they were sent', async () => {
    const text = await (await fetch(`${served.url}/api/topics/${orders}/export?key=u-3`)).text();
    const lines = text.trimEnd().split('\n');
    expect(lines).toHaveLength(43);
    expect(JSON.parse(lines[0] ?? '')).toMatchObject({ key: 'u-3', value: '{"id":3,"user":{"name":"Ada"}}' });
  });

  test('of 20 MB are cut off in the page, and downloaded whole', async () => {
    await producer.send({ topic: odd, messages: [{ key: 'large', value: Buffer.alloc(LARGE, 'x') }] });
    const { messages } = await readPage(odd, { from: 'newest' });
    expect(messages[0]?.value).toMatchObject({ size: LARGE, truncated: true });
    const detail = await served.get<MessageView>(`/topics/${odd}/messages/0/0`);
    expect(detail.value?.text).toHaveLength(256 * 1024);
    const whole = await fetch(`${served.url}/api/topics/${odd}/messages/0/0/value`);
    expect(whole.headers.get('content-disposition')).toBe(`attachment; filename="${odd}-0-0-value"`);
    expect((await whole.arrayBuffer()).byteLength).toBe(LARGE);
  });
});

describe('a topic', () => {
  test('is listed with its offsets, size and settings; its keys with their partitions', async () => {
    const { topics } = await served.get<TopicList>('/topics');
    expect(topics.find(({ name }) => name === orders)).toMatchObject({
      kind: 'own',
      partitions: 3,
      offsets: 300,
      ownSettings: 3,
      retention: expect.stringContaining('7 days'),
      bytes: expect.any(Number),
    });
    const detail = await served.get<TopicDetail>(`/topics/${orders}`);
    const own = detail.settings.filter((it) => it.own);
    expect(own.map(({ name }) => name)).toEqual(['min.cleanable.dirty.ratio', 'retention.ms', 'segment.ms']);
    expect(own[1]).toMatchObject({ words: '7 days' });
    const sample = async () => {
      const { messages, total, partitions } = await served.get<KeySample>(`/topics/${orders}/keys`);
      return { messages, total, keys: partitions.reduce((sum, it) => sum + it.distinctKeys, 0) };
    };
    // Again, as it looks for some seconds only.
    await expect.poll(sample).toEqual({ messages: 300, total: 300, keys: 7 });
  });

  test('is changed only with the token, the name and a number that Kafka takes', async () => {
    const create = (body: unknown) => served.change('POST', '/topics', body);
    expect(await create({ name: orders, partitions: 1 })).toMatchObject({ status: 409 });
    expect(await create({ name: 'a b', partitions: 1 })).toMatchObject({ status: 409 });
    expect(await create({ name: made, partitions: 1, settings: { 'no.such': '1' } })).toMatchObject({
      body: { problem: 'Kafka does not take these settings: no.such=1.' },
    });
    const partitions = (count: number) => served.change('POST', `/topics/${odd}/partitions`, { count });
    expect(await partitions(1)).toMatchObject({ status: 409 });
    expect(await partitions(2)).toMatchObject({ status: 200 });
    expect(await served.change('DELETE', `/topics/${odd}`, { name: orders })).toMatchObject({ status: 409 });
    const without = await fetch(`${served.url}/api/topics/${odd}`, {
      method: 'DELETE',
      body: JSON.stringify({ name: odd }),
    });
    expect(without.status).toBe(403);
    expect(await served.change('DELETE', '/topics/__consumer_offsets', { name: '__consumer_offsets' })).toMatchObject({
      status: 409,
    });
    expect(await admin.listTopics()).toContain(odd);
  });
});

describe('in a browser', () => {
  let browser: Browser;
  let page: Page;
  const faults: string[] = [];

  beforeAll(async () => {
    browser = await launchBrowser();
    page = await browser.newPage();
    page.setDefaultTimeout(90_000);
    page.on('dialog', (dialog) => {
      faults.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on('pageerror', (error) => faults.push(`error: ${error.message}`));
    page.on('console', (message) => {
      if (message.type() === 'error') faults.push(`console: ${message.text()}`);
    });
    page.on('request', (request) => {
      if (!request.url().startsWith(served.url)) faults.push(`request: ${request.url()}`);
    });
  });
  afterAll(() => browser?.close());

  test('no key, value, header or name does anything but be text', async () => {
    const attacks = [
      '<img src=x onerror=alert(1)>',
      '<script>alert(1)</script>',
      '"><svg/onload=alert(1)>',
      "javascript:alert('1')",
      '</pre></button><iframe srcdoc="<script>parent.alert(1)</script>">',
      '{{constructor.constructor("alert(1)")()}}',
      '<a href="javascript:alert(1)" autofocus onfocus=alert(1)>x</a>',
      '\u202e\u2066<b>turned</b>',
      '%3Cscript%3Ealert(1)%3C/script%3E',
    ];
    const messages = attacks.flatMap((attack) => [
      { partition: 0, key: attack, value: attack, headers: { [attack]: attack, __proto__x: attack } },
      { partition: 0, key: attack, value: JSON.stringify({ [attack]: [attack, { __proto__: attack }] }) },
    ]);
    await producer.send({ topic: odd, messages });
    await page.goto(`${served.url}/topics/${odd}`);
    const lines = page.locator('button.message-line');
    await expect.poll(() => lines.count()).toBe(messages.length + 1);
    for (let i = 0; i < messages.length; i++) {
      await lines.nth(i).click();
      const place = `partition 0, offset ${messages.length - i}`;
      await page.locator('.message-detail').getByText(place, { exact: true }).waitFor();
    }
    expect(await page.locator('main').innerText()).toContain('<script>alert(1)</script>');
    expect(
      await page.locator('main :is(img, iframe, script, svg, style, [onload], [onerror], [onfocus])').count(),
    ).toBe(0);
    expect(await page.locator('main a[href^="javascript:"]').count()).toBe(0);
    await page.goto(`${served.url}/topics/${encodeURIComponent('<img src=x onerror=alert(1)>')}`);
    await page.getByText('There is no topic').first().waitFor();
    await page.goto(`${served.url}/topics/${odd}?view=partitions`);
    await page.locator('.chart-figure svg.chart').last().waitFor();
    // That the topic of the attack is not there is an answer of the server, which the browser reports.
    expect(faults.filter((fault) => !fault.includes('404'))).toEqual([]);
  });

  test('a search and the message that was opened stay in the address, and Escape closes it', async () => {
    await page.goto(`${served.url}/topics/${orders}`);
    const lines = page.locator('button.message-line');
    await expect.poll(() => lines.count()).toBe(50);
    await page.getByLabel('Read from').selectOption('offset');
    await page.getByLabel('Offset, in each partition').fill('3');
    await page.getByLabel('JSON').fill('id < 30');
    await page.getByRole('button', { name: 'Read', exact: true }).click();
    await page.getByText('That is all of them.').waitFor();
    const found = await lines.count();
    expect(found).toBeLessThan(30);
    const third = await lines.nth(2).innerText();
    await lines.nth(2).focus();
    await page.keyboard.press('Enter');
    await page.locator('.message-detail').waitFor();
    const address = page.url();
    expect(address).toMatch(/from=offset.*open=\d/);

    await page.reload();
    await page.locator('.message-detail').waitFor();
    await expect.poll(() => lines.count()).toBe(found);
    expect(await page.getByLabel('JSON').inputValue()).toBe('id < 30');
    expect(await page.getByLabel('Offset, in each partition').inputValue()).toBe('3');
    await page.getByRole('link', { name: 'All topics' }).click();
    await page.getByRole('heading', { name: 'Topics', exact: true }).waitFor();
    const term = page.getByRole('button', { name: 'retention' });
    await term.focus();
    for (const [key, expanded] of [
      ['Enter', 'true'],
      ['Escape', 'false'],
    ] as const) {
      await page.keyboard.press(key);
      await expect.poll(() => term.getAttribute('aria-expanded')).toBe(expanded);
    }
    await page.goBack();
    await page.locator('.message-detail').waitFor();
    await expect.poll(() => lines.count()).toBe(found);

    await page.locator('.message-detail').getByRole('button', { name: 'Send it again' }).focus();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('.message-detail').count()).toBe(0);
    expect(await page.evaluate(() => (document.activeElement as HTMLElement).innerText)).toBe(third);
    await page.goBack();
    await page.getByRole('heading', { name: `Topic ${orders}` }).waitFor();
    await expect.poll(() => lines.count()).toBe(50);
    expect(await page.getByLabel('JSON').inputValue()).toBe('');
    // Whoever gets a link sees its message, also where it is not among the newest.
    await page.goto(`${served.url}/topics/${orders}?open=0/0`);
    await page
      .getByRole('region', { name: 'The message that was opened' })
      .getByText('partition 0, offset 0')
      .waitFor();
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('.message-detail').count()).toBe(0);
  });

  test('a message that is seen is sent again, byte for byte, or copied into Send; its time may be any', async () => {
    const anyTime = { 'message.timestamp.after.max.ms': '9223372036854775807' };
    const created = await served.change('POST', '/topics', { name: again, partitions: 2, settings: anyTime });
    expect(created.status).toBe(201);
    const bytes = Buffer.from([0xff, 0x00, 0x01]);
    await producer.send({
      topic: again,
      messages: [
        { partition: 1, key: bytes, value: bytes, headers: { trace: bytes }, timestamp: '1796000000000000000' },
        {
          partition: 0,
          key: 'u-1',
          value: '\ufeff{"id":9007199254740993}',
          headers: { trace: 'abc' },
          timestamp: '-2000',
        },
      ],
    });
    await page.goto(`${served.url}/topics/${again}?from=oldest`);
    const lines = page.locator('button.message-line');
    await expect.poll(() => lines.count()).toBe(2);
    expect(await lines.nth(0).innerText()).toMatch(/1969-12-31|1970-01-01/);
    expect(await lines.nth(0).innerText()).toContain('byte order mark: {"id":9007199254740993}');
    expect(await lines.nth(1).innerText()).toContain('looks like nanoseconds');
    await lines.nth(1).click();
    await page.getByText(/^out of range \(looks like nanoseconds: 2026-11-30 .* UTC.*1796000000000000000/).waitFor();
    await page.getByRole('button', { name: 'Send it again' }).click();
    await page.getByText('Sent again: partition 1, offset 1.').waitFor();
    expect(await page.getByRole('link', { name: 'Copy into Send' }).count()).toBe(0);
    for (const part of ['key', 'value']) {
      const sent = await fetch(`${served.url}/api/topics/${again}/messages/1/1/${part}`);
      expect(Buffer.from(await sent.arrayBuffer())).toEqual(bytes);
    }
    await lines.nth(0).click();
    await page.getByRole('link', { name: 'Copy into Send' }).click();
    await expect.poll(() => page.getByLabel('Key').inputValue()).toBe('u-1');
    expect(await page.getByLabel('Headers').inputValue()).toBe('trace: abc');
    await page.getByLabel('Value', { exact: true }).fill('{"id":2}');
    await page.getByRole('button', { name: 'Send', exact: true }).click();
    await page.getByText('Sent: partition 0, offset 1.').waitFor();
    const internal = await served.change('POST', '/topics/__consumer_offsets/messages', { value: 'x' });
    expect(internal).toMatchObject({ status: 409 });
  });

  test('the live tail shows what is sent, waits while it is paused, and says how many it leaves out', async () => {
    await page.goto(`${served.url}/topics/${orders}?view=live`);
    await page.locator('.state', { hasText: 'Live' }).waitFor();
    await page.locator('.empty').waitFor();
    await producer.send({ topic: orders, messages: [{ key: 'k', value: 'the first' }] });
    await page.getByText('the first').waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();
    await producer.send({ topic: orders, messages: [{ key: 'k', value: 'while it was paused' }] });
    await page.getByText('1 since the pause').waitFor();
    expect(await page.getByText('while it was paused').count()).toBe(0);
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.getByText('while it was paused').waitFor();
    const many = Array.from({ length: 5_000 }, (_, i) => ({ key: `k${i}`, value: `burst ${i}` }));
    await producer.send({ topic: orders, messages: many });
    await page.getByText('5,002 came').waitFor();
    await page.getByText(/4,9\d\d left out/).waitFor();
    expect(await page.locator('button.message-line').count()).toBeLessThanOrEqual(100);
  });

  test('the live tail goes on from where it was after its tab was hidden, and says how many it leaves out', async () => {
    const hide = (hidden: boolean) =>
      page.evaluate(
        (state) => {
          Object.defineProperty(document, 'visibilityState', { value: state, configurable: true });
          document.dispatchEvent(new Event('visibilitychange'));
        },
        hidden ? 'hidden' : 'visible',
      );
    await page.goto(`${served.url}/topics/${orders}?view=live`);
    await page.locator('.state', { hasText: 'Live' }).waitFor();
    await page.locator('.empty').waitFor();
    await hide(true);
    await producer.send({ topic: orders, messages: [{ key: 'k', value: 'nobody looked' }] });
    await hide(false);
    await page.getByText('nobody looked').waitFor();
    await page.getByText('1 came').waitFor();
    await hide(true);
    const many = Array.from({ length: 3_000 }, (_, i) => ({ key: `k${i}`, value: `unseen ${i}` }));
    await producer.send({ topic: orders, messages: many });
    await hide(false);
    await page.getByText('3,001 came').waitFor();
    await page.getByText(/2,9\d\d left out/).waitFor();
  });

  test('the live tail says how many values were too large for a question about their JSON', async () => {
    await page.goto(`${served.url}/topics/${odd}?view=live`);
    await page.getByLabel(/JSON/).first().fill('a = 1');
    await page.getByRole('button', { name: 'Filter' }).click();
    await page.locator('.state', { hasText: 'Live' }).waitFor();
    await page.getByText('Nothing has come yet').waitFor();
    const large = JSON.stringify({ a: 1, filling: 'x'.repeat(1_100_000) });
    await producer.send({ topic: odd, messages: [{ key: 'k', value: large }] });
    await page.getByText('1 too large to be searched for JSON').waitFor();
  });

  test('a topic is made, written to and deleted, for which its name has to be typed', async () => {
    await page.goto(`${served.url}/topics`);
    await page.getByRole('button', { name: 'Create a topic' }).click();
    await page.getByLabel('Name', { exact: true }).fill(made);
    await page.getByRole('button', { name: 'Create it' }).click();
    await page.getByRole('heading', { name: `Topic ${made}` }).waitFor();
    await page.getByRole('link', { name: 'Send' }).click();
    await page.getByLabel('Value', { exact: true }).fill('{"a":');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('The value is not JSON, so it was not sent').waitFor();
    await page.getByLabel('Value', { exact: true }).fill('{"a":9007199254740993}');
    await page.getByLabel('Key').fill('mine');
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByText('Sent: partition 0, offset 0.').waitFor();
    await page.getByRole('link', { name: 'Messages' }).click();
    await page.locator('button.message-line').click();
    await page.locator('.json-tree', { hasText: '9007199254740993' }).waitFor();
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('button', { name: 'Delete this topic' }).click();
    const confirm = page.getByRole('button', { name: 'Delete it with all its messages' });
    await page.getByLabel(/Type/).fill(made.slice(0, -1));
    expect(await confirm.isDisabled()).toBe(true);
    await page.getByLabel(/Type/).fill(made);
    await confirm.click();
    await page.getByRole('heading', { name: 'Topics', exact: true }).waitFor();
    await expect.poll(() => admin.listTopics()).not.toContain(made);
  });
});

test('none of this made a consumer group', async () => {
  expect((await groupIds()).filter((group) => !groups.includes(group))).toEqual([]);
});
