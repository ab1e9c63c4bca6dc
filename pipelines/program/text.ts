import { counted, formatCount } from '@workbook/terminal';

export { counted, formatCount as count };

/** Cents as `12 345.67`. */
export function money(cents: number): string {
  const sign = cents < 0 ? '-' : '';
  const whole = Math.abs(Math.round(cents));
  return `${sign}${formatCount(Math.floor(whole / 100))}.${String(whole % 100).padStart(2, '0')}`;
}

/**
 * Text from a message, safe to print: a terminal would obey the control characters in it. They are shown as escapes,
 * and long text is cut.
 */
export function printable(text: string, width = 60): string {
  const visible = text.replace(
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what this is about
    /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return visible.length > width ? `${visible.slice(0, width - 1)}…` : visible;
}

/** A duration in ms as `1:05`. */
export function clock(ms: number): string {
  const seconds = Math.floor(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}
