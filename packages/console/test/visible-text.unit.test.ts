import { expect, test } from 'vitest';
import { visibleText } from '../src/client/parts/visible-text.js';

test('text cannot hide characters or turn the direction of others', () => {
  expect(visibleText('abc \u202etxet\u2066 \u0007\u200b')).toBe('abc \\u202etxet\\u2066 \\u0007\\u200b');
  expect(visibleText('line\n\ttab 👩‍🚀 äöü')).toBe('line\n\ttab 👩‍🚀 äöü');
});
