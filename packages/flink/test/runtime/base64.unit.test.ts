import { describe, expect, it } from 'vitest';
import { atob, btoa } from '../../src/runtime/records/base64.js';

const BYTES = String.fromCharCode(...Array.from({ length: 256 }, (_, i) => i));

describe('atob and btoa are those of Node', () => {
  it.each(['', 'a', 'ab', 'abc', 'abcd', '\0', '\xff\xfe', BYTES, `${BYTES}x`, `${BYTES}xy`])('%j', (text) => {
    expect(btoa(text)).toBe(globalThis.btoa(text));
    expect(atob(globalThis.btoa(text))).toBe(text);
  });

  it.each(['YQ', 'YQ==', ' Y Q\n= =', 'YWI', 'YWJj', 'YR==', '/+8='])(
    'atob(%j), which is not written as btoa does',
    (text) => {
      expect(atob(text)).toBe(globalThis.atob(text));
    },
  );

  it.each(['Y', 'YQ=', 'YQ===', 'Y=Q=', 'Y-_Q', 'data:,YQ==', '='])('atob(%j) is refused', (text) => {
    expect(() => globalThis.atob(text)).toThrow();
    expect(() => atob(text)).toThrow(expect.objectContaining({ name: 'InvalidCharacterError' }));
  });

  it('btoa of what is no bytes is refused', () => {
    expect(() => globalThis.btoa('€')).toThrow();
    expect(() => btoa('€')).toThrow('beyond U+00FF');
  });
});
