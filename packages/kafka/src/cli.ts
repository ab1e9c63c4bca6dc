#!/usr/bin/env node
/** `npm run kafka …`: what a learner asks a broker. `create` and `send` change a topic, the others read only. */
import { createInterface } from 'node:readline';
import { accepts, describeFailure, readSettings, ServiceError, type Settings, withAdmin } from '@workbook/services';
import { askForHelp, counted, print, readWords, runCommand } from '@workbook/terminal';
import { Command } from 'commander';
import type { Admin } from 'kafkajs';
import { describeGroups, describeLag, describeTopic, describeTopics } from './answers.js';
import { tailTopic } from './tail.js';
import { createTopic, readTopicWords, sendMessages } from './topic-changes.js';
import { markMessages, readSendWords, readTailWords } from './words.js';

async function reachableSettings(): Promise<Settings> {
  const settings = readSettings();
  const reachable = await Promise.all(settings.kafka.bootstrapServers.map(accepts));
  if (reachable.includes(true)) return settings;
  const remedy =
    settings.mode === 'external'
      ? 'Start it, or correct KAFKA_BOOTSTRAP_SERVERS.'
      : 'Start it with "npm start", or see "npm run services status".';
  throw new ServiceError(`Kafka does not answer at ${settings.kafka.bootstrapServers.join(', ')}. ${remedy}`);
}

/** @param words what stands behind all that the question needs: nothing may */
async function answer(question: (admin: Admin) => Promise<string>, words: readonly string[]): Promise<void> {
  readWords(words, []);
  print(await withAdmin(await reachableSettings(), question));
}

async function runTail(topic: string, words: readonly string[]): Promise<void> {
  const { fromBeginning, limit } = readTailWords(words);
  const settings = await reachableSettings();
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  let told = false;
  const tell = () => {
    if (!told) process.stderr.write(`${tailBegins(topic, fromBeginning)} Ctrl-C ends it.\n`);
    told = true;
  };
  await tailTopic(settings, {
    topic,
    fromBeginning,
    limit,
    signal: stop.signal,
    onMessage: (text) => print(`${text}\n`),
    onReading: tell,
    onTrouble: (sentence) => process.stderr.write(`${sentence}\n`),
  });
}

function tailBegins(topic: string, fromBeginning: boolean): string {
  if (fromBeginning) return `Reading "${topic}" from the beginning.`;
  return `Reading "${topic}" from now on: only new messages are shown. Those that are there already: npm run kafka tail ${topic} from-beginning.`;
}

async function runCreate(topic: string, words: readonly string[]): Promise<void> {
  const spec = readTopicWords(topic, words);
  await createTopic(await reachableSettings(), spec);
  const partitions = counted(spec.partitions, 'partition');
  print(`Created "${topic}" with ${partitions}. To send to it: npm run kafka send ${topic}`);
}

/** The most messages of one request; few enough for any broker. */
const AT_ONCE = 500;

/** What stands on standard input, line by line: from a keyboard each at once, else many together. */
async function* readLines(): AsyncGenerator<string[]> {
  let waiting: string[] = [];
  for await (const line of createInterface({ input: process.stdin })) {
    if (line !== '') waiting.push(line);
    if (waiting.length < (process.stdin.isTTY ? 1 : AT_ONCE)) continue;
    yield waiting;
    waiting = [];
  }
  if (waiting.length > 0) yield waiting;
}

async function runSend(topic: string, words: readonly string[]): Promise<void> {
  const { key, partition, messages } = readSendWords(topic, words);
  const settings = await reachableSettings();
  const typed = messages.length === 0 && process.stdin.isTTY;
  if (typed) process.stderr.write(`Each line is sent to "${topic}" as a message; Ctrl-D ends it.\n`);
  const sent = await sendMessages(settings, { topic, key, partition }, messages.length > 0 ? [messages] : readLines());
  print(`Sent ${counted(sent, 'message')} to "${topic}".`);
}

const TAIL_HELP = `
Only messages that come from now on are shown. Those that are there already:
  npm run kafka tail TOPIC from-beginning

COUNT ends it after that many messages.`;
const SEND_HELP = `
key=KEY and partition=N hold for every message, wherever they stand, and are written without dashes: npm keeps --key for
itself. Without a partition the key chooses it.
A message that looks like an option is written message=TEXT:
  npm run kafka send TOPIC message=partition=1
With -- -- before them, all words that follow are messages (npm takes the first --).`;

const program = new Command('npm run kafka')
  .description('Asks the broker; only create and send change something.')
  .showHelpAfterError('"npm run kafka help" lists the commands.')
  .allowExcessArguments(false);

const command = (name: string, summary: string, usage: string) =>
  program.command(name).description(summary).usage(usage).allowUnknownOption();

command('topics', 'list the topics', '')
  .argument('[words...]')
  .action((words: string[]) => answer(describeTopics, words));
command('describe', 'partitions, offsets and settings of a topic', 'TOPIC')
  .argument('<topic>')
  .argument('[words...]')
  .action((topic: string, words: string[]) => answer((admin) => describeTopic(admin, topic), words));
command('tail', 'show messages as they come', 'TOPIC [from-beginning] [COUNT]')
  .argument('<topic>')
  .argument('[words...]')
  .addHelpText('after', TAIL_HELP)
  .action((topic: string, words: string[]) => runTail(topic, words));
command(
  'create',
  'create a topic, with one partition unless it says otherwise',
  'TOPIC [partitions=N] [retention.ms=60000 …]',
)
  .argument('<topic>')
  .argument('[words...]')
  .action((topic: string, words: string[]) => runCreate(topic, words));
command(
  'send',
  'send messages: those that are given, or each line that is typed or piped in',
  'TOPIC [key=KEY] [partition=N] [MESSAGE …]',
)
  .argument('<topic>')
  .argument('[words...]')
  .addHelpText('after', SEND_HELP)
  .action((topic: string, words: string[]) => runSend(topic, words));
command('groups', 'list the consumer groups', '')
  .argument('[words...]')
  .action((words: string[]) => answer(describeGroups, words));
command('lag', 'how far a consumer group is behind', 'GROUP')
  .argument('<group>')
  .argument('[words...]')
  .action((group: string, words: string[]) => answer((admin) => describeLag(admin, group), words));

await runCommand(
  () => program.parseAsync(askForHelp(markMessages(process.argv.slice(2))), { from: 'user' }),
  describeFailure,
);
