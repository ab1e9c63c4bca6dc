import { FlinkError } from '../client/errors.js';

/**
 * Reads `key=value` words as a job's arguments: what is a JSON number, true, false, null, array or object becomes one;
 * anything else is text.
 *
 * @throws FlinkError for a word without `=`
 */
export function parseArguments(words: readonly string[]): Record<string, unknown> {
  return Object.fromEntries(
    words.map((word) => {
      const at = word.indexOf('=');
      if (at < 1) throw new FlinkError(`"${word}" is not an argument: write key=value, such as topic=transactions.`);
      return [word.slice(0, at), parseValue(word.slice(at + 1))];
    }),
  );
}

function parseValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
