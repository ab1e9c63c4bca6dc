import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { clock, count, money } from '../../program/text.js';
import { renderLine, renderTable, type View } from '../table.js';
import { ResultTally } from '../tally.js';
import { TOPICS } from '../topics.js';

function view(category = 'home'): View {
  const results = new ResultTally();
  const aggregation = { count: 12_345, amount: 1_234_567.89, discount: 100 };
  results.add(TOPICS.aggregations, JSON.stringify({ kind: 'category', key: category, ...aggregation }));
  results.add(TOPICS.aggregations, JSON.stringify({ kind: 'user', key: 'user-0001', ...aggregation }));
  results.add(TOPICS.malformed, JSON.stringify({ reason: 'amount is missing' }));
  return { heading: '0:10 of 1:00', acknowledged: 20_000, results, rates: { [TOPICS.transactions]: 249.7 } };
}

describe('renderTable', () => {
  it('shows topics, rates, categories and users', () => {
    const lines = renderTable(view(), false).split('\n');
    expect(lines[0]).toBe('0:10 of 1:00');
    expect(lines).toContainEqual(expect.stringMatching(/^transactions +20 000 +250 +sent/));
    expect(lines).toContainEqual(expect.stringMatching(/^malformed_transactions +1 +0 +amount is missing/));
    expect(lines).toContainEqual(
      expect.stringMatching(/^home +12 345 +1 234 567\.89 +100\.00 +user-0001 +12 345 +1 234 567\.89/),
    );
  });

  it('has colours only where they are wanted, and the same text either way', () => {
    const plain = renderTable(view(), false);
    expect(stripVTControlCharacters(plain)).toBe(plain);
    expect(stripVTControlCharacters(renderTable(view(), true))).toBe(plain);
  });

  it('shows control characters of a message instead of obeying them', () => {
    const text = renderTable(view('\u001b[2Jgone\r\n'), false);
    expect(text).not.toContain('\u001b');
    expect(text).toContain('\\u001b[2Jgone');
  });

  it('fits a terminal of 24 lines and 100 columns', () => {
    const lines = renderTable(view('x'.repeat(300)), false).split('\n');
    expect(lines.length).toBeLessThan(22);
    for (const line of lines) expect(line.length).toBeLessThanOrEqual(100);
  });
});

describe('renderLine', () => {
  it('says the same in one line', () => {
    expect(renderLine(view())).toMatch(/^0:10 of 1:00 · transactions 20 000 \(250\/s\) · processed_transactions 0 /);
    expect(renderLine(view())).not.toContain('\n');
  });
});

describe('text', () => {
  it('writes counts, money and durations', () => {
    expect([count(999), count(1000), count(1234567)]).toEqual(['999', '1 000', '1 234 567']);
    expect([money(5), money(123456789), money(-250)]).toEqual(['0.05', '1 234 567.89', '-2.50']);
    expect([clock(0), clock(65_900), clock(3_600_000)]).toEqual(['0:00', '1:05', '60:00']);
  });
});
