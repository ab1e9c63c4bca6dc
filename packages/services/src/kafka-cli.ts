#!/usr/bin/env node
/** `npm run kafka …`: what a learner asks a broker. `create` and `send` change a topic, the others read only. */
import { createInterface } from 'node:readline';
import { Command } from 'commander';
import type { Admin } from 'kafkajs';
import { accepts, withAdmin } from './ask.js';
import { counted } from './counted.js';
import { ServiceError } from './failures.js';
import { describeGroups, describeLag, describeTopic, describeTopics } from './kafka-answers.js';
import { readSettings, type Settings } from './settings.js';
import { tailTopic } from './tail.js';
import { askForHelp, print, readWords, runCommand } from './terminal.js';
import { createTopic, readTopicWords, sendMessages } from './topic-changes.js';

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

async function answer(question: (admin: Admin) => Promise<string>): Promise<void> {
  print(await withAdmin(await reachableSettings(), question));
}

async function runTail(topic: string, words: readonly string[]): Promise<void> {
  const counts = words.filter((word) => /^[1-9]\d*$/.test(word));
  const { options } = readWords(
    words.filter((word) => !counts.includes(word)),
    ['from-beginning'],
  );
  const settings = await reachableSettings();
  const stop = new AbortController();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());
  const limit = counts.length > 0 ? Number(counts.at(-1)) : undefined;
  let told = false;
  const tell = () => {
    if (!told && process.stderr.isTTY) process.stderr.write(`Reading "${topic}"; Ctrl-C ends it.\n`);
    told = true;
  };
  await tailTopic(settings, {
    topic,
    fromBeginning: options.has('from-beginning'),
    limit,
    signal: stop.signal,
    onMessage: (text) => print(`${text}\n`),
    onReading: tell,
    onTrouble: (sentence) => process.stderr.write(`${sentence}\n`),
  });
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
  const key = /^key=(.*)$/s.exec(words[0] ?? '')?.[1] ?? null;
  const messages = key === null ? words : words.slice(1);
  const settings = await reachableSettings();
  const typed = messages.length === 0 && process.stdin.isTTY;
  if (typed) process.stderr.write(`Each line is sent to "${topic}" as a message; Ctrl-D ends it.\n`);
  const sent = await sendMessages(settings, topic, key, messages.length > 0 ? [messages] : readLines());
  print(`Sent ${counted(sent, 'message')} to "${topic}".`);
}

const program = new Command('npm run kafka')
  .description('Asks the broker; only create and send change something.')
  .showHelpAfterError('"npm run kafka help" lists the commands.')
  .allowExcessArguments(false);

program
  .command('topics')
  .description('list the topics')
  .action(() => answer(describeTopics));
program
  .command('describe')
  .description('partitions, offsets and settings of a topic')
  .argument('<topic>')
  .action((topic: string) => answer((admin) => describeTopic(admin, topic)));
program
  .command('tail')
  .description('show messages as they come; a number ends it after that many')
  .usage('TOPIC [from-beginning] [COUNT]')
  .argument('<topic>')
  .argument('[words...]')
  .allowUnknownOption()
  .action((topic: string, words: string[]) => runTail(topic, words));
program
  .command('create')
  .description('create a topic, with one partition unless it says otherwise')
  .usage('TOPIC [partitions=N] [retention.ms=60000 …]')
  .argument('<topic>')
  .argument('[words...]')
  .allowUnknownOption()
  .action((topic: string, words: string[]) => runCreate(topic, words));
program
  .command('send')
  .description('send messages: those that are given, or each line that is typed or piped in')
  .usage('TOPIC [key=KEY] [MESSAGE …]')
  .argument('<topic>')
  .argument('[words...]')
  .allowUnknownOption()
  .action((topic: string, words: string[]) => runSend(topic, words));
program
  .command('groups')
  .description('list the consumer groups')
  .action(() => answer(describeGroups));
program
  .command('lag')
  .description('how far a consumer group is behind')
  .argument('<group>')
  .action((group: string) => answer((admin) => describeLag(admin, group)));

await runCommand(() => program.parseAsync(askForHelp(process.argv.slice(2)), { from: 'user' }));
