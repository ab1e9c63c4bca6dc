/** `npm run video:producer`: sends frames to Kafka until the source ends, or Ctrl-C. */
import { announceProgram, createTopics, readSettings } from '@workbook/services';
import { takeNoOpen } from '../program/browser.js';
import { abortAfter, listenToInterrupts } from '../program/interrupt.js';
import { kafkaClient } from '../program/kafka.js';
import { readOptions, takes } from '../program/options.js';
import { describeOutage } from '../program/outages.js';
import { runProgram } from '../program/program.js';
import { Rates } from '../program/rate.js';
import { readSubcommand } from '../program/subcommand.js';
import { Breaker } from './breaker.js';
import { type FrameEncoding, TOPIC_OF } from './frame-message.js';
import { FrameSender } from './frame-sender.js';
import { PRODUCING_OPTIONS } from './producing-options.js';
import { senderLine } from './sender-line.js';
import { SOURCE_KINDS } from './sources/registry.js';

const REPORT_EVERY_MS = 2_000;
const COMMAND = 'npm run video:producer';

await runProgram(async () => {
  const { opens, rest: words } = takeNoOpen(process.argv.slice(2));
  const invocation = {
    command: COMMAND,
    description: 'Sends video frames to Kafka.',
    subcommands: SOURCE_KINDS.map((it) => ({ ...it, takes: it.argument && takes(it.argument) })),
  };
  const { subcommand: kind, rest } = readSubcommand(invocation, words);
  const options = readOptions(
    {
      command: `${COMMAND} ${kind.word}`,
      description: `Sends ${kind.description}.`,
      argument: kind.argument,
      options: [...kind.options, ...PRODUCING_OPTIONS],
    },
    rest,
  );
  // The names of the source's own options are known to the source alone.
  const { seconds, encoding, broken } = options as unknown as ProducingValues;
  const settings = readSettings();
  const interrupts = listenToInterrupts();
  const say = (sentence: string) => console.log(sentence);
  const ends = seconds > 0 ? [abortAfter(seconds * 1000)] : [];
  const signal = AbortSignal.any([interrupts.finish, ...ends]);

  await announceProgram(settings.home, 'npm run video:producer');
  await createTopics(settings);
  const source = await kind.open(options, { settings, signal, say, opens });
  const breaker = new Breaker(encoding === 'json' ? broken : 0);
  const sender = new FrameSender(kafkaClient(settings.kafka.bootstrapServers, 'video-producer'), {
    encoding,
    pace: source.pace,
    alter: breaker.alter,
    say,
    onOutage: (outage) => say(describeOutage(outage, 'frame')),
  });
  interrupts.leave.addEventListener('abort', () => void sender.abandon());
  const rates = new Rates();
  const report = () => say(senderLine(sender, source, rates));
  let reporting: NodeJS.Timeout | undefined;
  try {
    await sender.connect();
    say(`Sending ${source.title}, to ${TOPIC_OF[encoding]}. Ctrl-C ends it.`);
    rates.sample({ confirmed: 0 });
    reporting = setInterval(report, REPORT_EVERY_MS);
    for await (const frame of source) {
      await sender.send(frame);
      if (signal.aborted) break;
    }
    await sender.close();
  } finally {
    clearInterval(reporting);
    await source.close();
  }
  report();
  return 0;
});

interface ProducingValues {
  seconds: number;
  encoding: FrameEncoding;
  broken: number;
}
