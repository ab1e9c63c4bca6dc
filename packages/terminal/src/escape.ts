/**
 * Text that somebody else wrote (a message, a job, a file), made safe to show. A terminal obeys control characters; what is
 * not seen, or turns the direction of text, makes a line read other than it is. All of these are shown as escapes.
 */

/**
 * Unicode's control and format characters and its line ends: C0, DEL, C1, marks and overrides of direction (U+200E, U+200F,
 * U+202A to U+202E, U+2066 to U+2069), the byte order mark. Not the two joiners, which scripts and emoji need.
 */
const HIDDEN = /(?![\u200c\u200d])[\p{Cc}\p{Cf}\u2028\u2029]/gu;
/** The same, and a tab or the end of a line is none. */
const HIDDEN_IN_LINES = /(?![\n\t\u200c\u200d]|\r\n)[\p{Cc}\p{Cf}\u2028\u2029]/gu;

const NAMED: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const digits = code.toString(16).padStart(4, '0');
  return NAMED[character] ?? (code > 0xffff ? `\\u{${digits}}` : `\\u${digits}`);
}

/** On one line: `\u001b` for the character that begins a terminal's commands, `\n` for the end of a line. */
export function escapeLine(text: string): string {
  return text.replace(HIDDEN, escapeCharacter);
}

/** Text of several lines: the ends of lines and tabs stay. */
export function escapeText(text: string): string {
  return text.replace(HIDDEN_IN_LINES, escapeCharacter);
}

/**
 * On one line, and cut with `…` where it is longer. A tab is one space, so that a column of the text stays where it is.
 *
 * @param longest in characters
 */
export function printable(text: string, longest: number): string {
  const plain = escapeLine(text.replaceAll('\t', ' '));
  return plain.length <= longest ? plain : `${plain.slice(0, longest - 1)}…`;
}
