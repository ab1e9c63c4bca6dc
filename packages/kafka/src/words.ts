/** What stands behind the topic of `npm run kafka tail` and `npm run kafka send`. */

import { ServiceError } from '@workbook/services';
import { keptByNpm, notKnown, npmSetting, readWords, takeCount, typed } from '@workbook/terminal';

export interface TailWords {
  fromBeginning: boolean;
  /** Ends after that many messages. */
  limit?: number;
}

/** @throws ServiceError for a word that is neither `from-beginning` nor a number */
export function readTailWords(words: readonly string[], env: NodeJS.ProcessEnv = process.env): TailWords {
  const { count, rest } = takeCount(words);
  const wrongCount = rest.find((word) => /^-?[\d.]+$/.test(word));
  if (wrongCount !== undefined) {
    throw new ServiceError(`"${wrongCount}" is no number of messages: write a whole number, 1 or more.`);
  }
  const { options } = readWords(rest, ['from-beginning'], [], env);
  return { fromBeginning: options.has('from-beginning'), limit: count };
}

export interface SendWords {
  /** Of every message; null for none. */
  key: string | null;
  /** Undefined: Kafka's rule, by the key. */
  partition?: number;
  messages: string[];
}

const SEND_OPTIONS = ['key=KEY', 'partition=N', 'message=TEXT'];
/** `name=…` or a flag: it may be meant as an option, so it is never sent without a word. */
const OPTION = /^(?:--)?([a-z][\w.-]*)=(.*)$/is;
const FLAG = /^--?[a-z]/i;

/** The words with those behind a lone `--` made messages, for commander would leave the `--` out. */
export function markMessages(words: readonly string[]): string[] {
  const dashes = words.indexOf('--');
  if (words[0] !== 'send' || dashes < 0) return [...words];
  return [...words.slice(0, dashes), ...words.slice(dashes + 1).map((word) => `message=${word}`)];
}

/**
 * Reads options and messages. An option counts wherever it stands.
 * @throws ServiceError for what looks like an option and is none
 */
export function readSendWords(
  topic: string,
  words: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): SendWords {
  const messages: string[] = [];
  const options = new Map<string, string>();
  if (words.length === 0 && npmSetting('message', env) !== undefined) {
    throw new ServiceError('npm keeps --message for itself, and nothing was sent. Write message=… instead.');
  }
  const kept = keptByNpm('partition', env);
  if (kept !== undefined) options.set('partition', kept);
  for (const word of words) {
    const [, name = '', value = ''] = OPTION.exec(word) ?? [];
    if (name === 'message') messages.push(value);
    else if (name === 'key' || name === 'partition') {
      if (options.has(name))
        throw new ServiceError(`"${name}=" is there twice. Write it once; it counts for every message.`);
      options.set(name, value);
    } else if (name !== '' || FLAG.test(word) || word === 'key' || word === 'partition') throw refusal(topic, word);
    else messages.push(word);
  }
  const partition = options.get('partition');
  return {
    key: options.get('key') ?? null,
    partition: partition === undefined ? undefined : partitionIn(partition),
    messages,
  };
}

function refusal(topic: string, word: string): ServiceError {
  const sending = typed(['npm', 'run', 'kafka', 'send', topic, `message=${word}`]);
  return new ServiceError(`${notKnown(word, SEND_OPTIONS)} To send it as a message: ${sending}`);
}

function partitionIn(text: string): number {
  if (/^\d{1,9}$/.test(text)) return Number(text);
  throw new ServiceError(`"partition=${text}" is no partition: they are numbered from 0.`);
}
