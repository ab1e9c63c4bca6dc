/** `atob` and `btoa`, which Node has and GraalJS has not: https://developer.mozilla.org/docs/Web/API/Window/atob */
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/**
 * Base64 to text of which each character is one byte.
 * @throws Error named InvalidCharacterError for text that is no base64
 */
export function atob(base64: string): string {
  let text = String(base64).replace(/[\t\n\f\r ]/g, '');
  if (text.length % 4 === 0) text = text.replace(/==?$/, '');
  if (text.length % 4 === 1 || /[^A-Za-z0-9+/]/.test(text)) refuse('atob: the text is no base64');
  const bytes: string[] = [];
  for (let i = 0; i < text.length; i += 4) {
    const [a = 0, b = 0, c = 0, d = 0] = Array.from(text.slice(i, i + 4), (digit) => ALPHABET.indexOf(digit));
    const three = (a << 18) | (b << 12) | (c << 6) | d;
    bytes.push(String.fromCharCode(three >> 16, (three >> 8) & 255, three & 255));
  }
  return bytes.join('').slice(0, Math.floor((text.length * 3) / 4));
}

/**
 * Text of which each character is one byte to base64.
 * @throws Error named InvalidCharacterError for text with a character beyond U+00FF
 */
export function btoa(bytes: string): string {
  const text = String(bytes);
  if (/[^\0-\xff]/.test(text)) refuse('btoa: the text has a character beyond U+00FF; make bytes of it first');
  const digits: string[] = [];
  for (let i = 0; i < text.length; i += 3) {
    const three = (text.charCodeAt(i) << 16) | (text.charCodeAt(i + 1) << 8) | text.charCodeAt(i + 2);
    digits.push([18, 12, 6, 0].map((shift) => ALPHABET[(three >> shift) & 63]).join(''));
  }
  const missing = (3 - (text.length % 3)) % 3;
  const base64 = digits.join('');
  return missing === 0 ? base64 : base64.slice(0, -missing) + '='.repeat(missing);
}

function refuse(message: string): never {
  throw Object.assign(new Error(message), { name: 'InvalidCharacterError' });
}
