#!/usr/bin/env node
/** `npm run kafka …`: what a learner asks a broker. It reads only, and leaves nothing behind. */
import { Command } from 'commander';
import type { Admin } from 'kafkajs';
import { accepts, withAdmin } from './ask.js';
import { ServiceError } from './failures.js';
import { describeGroups, describeLag, describeTopic, describeTopics } from './kafka-answers.js';
import { readSettings, type Settings } from './settings.js';
import { tailTopic } from './tail.js';
import { askForHelp, print, readWords, runCommand } from './terminal.js';

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

const program = new Command('npm run kafka')
  .description('Asks the broker; it changes nothing.')
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
  .command('groups')
  .description('list the consumer groups')
  .action(() => answer(describeGroups));
program
  .command('lag')
  .description('how far a consumer group is behind')
  .argument('<group>')
  .action((group: string) => answer((admin) => describeLag(admin, group)));

await runCommand(() => program.parseAsync(askForHelp(process.argv.slice(2)), { from: 'user' }));
