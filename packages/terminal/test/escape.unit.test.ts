import { describe, expect, test } from 'vitest';
import { escapeLine, escapeText, printable } from '../src/escape.js';

test.each([
  ['C0', '\u001b[2J\u0007\u0000', '\\u001b[2J\\u0007\\u0000'],
  ['DEL and C1', '\u007f\u009b31m', '\\u007f\\u009b31m'],
  ['marks of direction', '\u200e\u200f\u061c', '\\u200e\\u200f\\u061c'],
  ['embeddings, overrides and isolates', '\u202atxet\u202e \u2066\u2069', '\\u202atxet\\u202e \\u2066\\u2069'],
  ['what is not seen', 'a\u200bb\ufeff\u00ad', 'a\\u200bb\\ufeff\\u00ad'],
  ['other ends of lines', '\u0085\u2028\u2029', '\\u0085\\u2028\\u2029'],
  ['characters beyond 16 bits', '\u{e0067}', '\\u{e0067}'],
])('%s reach no terminal', (_, text, escaped) => {
  expect(escapeLine(text)).toBe(escaped);
  expect(escapeText(text)).toBe(escaped);
});

test('letters, joined emoji and other scripts stay', () => {
  const text = 'äöü 👩‍🚀 می‌خواهم 東京';
  expect(escapeLine(text)).toBe(text);
});

describe('the ends of lines and tabs', () => {
  test('stay in text of several lines; a lone return, which would write over a line, does not', () => {
    expect(escapeText('a\n\tb\r\nc\rd')).toBe('a\n\tb\r\nc\\rd');
  });

  test('are escapes on one line', () => {
    expect(escapeLine('a\n\tb\r')).toBe('a\\n\\tb\\r');
  });
});

test('a long line is cut, and a tab takes one column', () => {
  expect(printable('a\tb\u0007', 60)).toBe('a b\\u0007');
  expect(printable('x'.repeat(100), 10)).toBe(`${'x'.repeat(9)}…`);
});
