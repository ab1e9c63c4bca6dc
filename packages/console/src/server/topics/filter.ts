/** Which messages are shown: by key, header, text, and what their JSON says. */
import type { KafkaRecord } from '@workbook/kafka';
import { ConsoleProblem } from '../problem.js';
import { parseExactJson } from './exact-json.js';
import { answers, type JsonQuestion, parseJsonQuestion } from './json-path.js';

/** As it comes from the page; what is empty does not count. */
export interface FilterText {
  /** A part of the key; in double quotes, the whole key. */
  key?: string;
  /** A header's name, or `name=value` with a part of its value. */
  header?: string;
  /** A part of the value. */
  text?: string;
  /** See {@link parseJsonQuestion}. */
  json?: string;
}

/** `not searched`: the value is too large for a question about its JSON. */
export type Verdict = 'shown' | 'hidden' | 'not searched';
export type Filter = (record: KafkaRecord) => Verdict;

/** A larger value would hold up the console for too long. */
const MAX_JSON_BYTES = 1024 * 1024;

/**
 * @returns undefined where nothing is filtered
 * @throws ConsoleProblem for what is not understood
 */
export function parseFilter({ key, header, text, json }: FilterText): Filter | undefined {
  const conditions: ((record: KafkaRecord) => boolean)[] = [];
  if (key) conditions.push(byKey(key));
  if (header) conditions.push(byHeader(header));
  if (text) conditions.push(({ value }) => value?.includes(text) === true);
  const question = json ? parseJsonQuestion(json) : undefined;
  if (conditions.length === 0 && !question) return undefined;
  return (record) => {
    if (!conditions.every((holds) => holds(record))) return 'hidden';
    return question ? byJson(record.value, question) : 'shown';
  };
}

function refuse(field: 'key' | 'header', text: string, why: string, remedy: string): ConsoleProblem {
  return new ConsoleProblem('refused', `The ${field} filter ${text.slice(0, 200)} cannot be read: ${why}`, { remedy });
}

function byKey(text: string): (record: KafkaRecord) => boolean {
  if (text.startsWith('"') && !text.includes('"', 1)) {
    throw refuse(
      'key',
      text,
      'the quote at character 1 is not closed.',
      'Write "u-1" for the whole key, or u-1 for a part of it.',
    );
  }
  const whole = /^"(.*)"$/s.exec(text)?.[1];
  if (whole === undefined) return ({ key }) => key?.includes(text) === true;
  const bytes = Buffer.from(whole);
  return ({ key }) => key?.equals(bytes) === true;
}

function byHeader(text: string): (record: KafkaRecord) => boolean {
  const equals = text.indexOf('=');
  if (equals === 0) {
    throw refuse('header', text, 'at character 1, there is no name before "=".', 'Write trace, or trace=abc.');
  }
  const name = equals < 0 ? text : text.slice(0, equals);
  const part = equals < 0 ? '' : text.slice(equals + 1);
  return ({ headers }) => headers.some((it) => it.name === name && (equals < 0 || it.value?.includes(part) === true));
}

function byJson(value: Buffer | null, question: JsonQuestion): Verdict {
  if (!value) return 'hidden';
  if (value.length > MAX_JSON_BYTES) return 'not searched';
  try {
    return answers(parseExactJson(value.toString()), question) ? 'shown' : 'hidden';
  } catch {
    return 'hidden';
  }
}
