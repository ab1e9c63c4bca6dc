import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createTopics, readSettings } from '@workbook/services';
import { abortAfter, listenToInterrupts } from '../program/interrupt.js';
import { kafkaClient } from '../program/kafka.js';
import { beginningOf, endOf } from '../program/offsets.js';
import { readOptions } from '../program/options.js';
import { watchServices } from '../program/outages.js';
import { Rates } from '../program/rate.js';
import { ResultConsumer } from '../program/result-consumer.js';
import { openScreen, SHOW_EVERY_MS } from '../program/screen.js';
import { clock } from '../program/text.js';
import { CONSUMER, type ConsumerCommand } from './consumer-command.js';
import { renderLine, renderTable, totals } from './table.js';
import { VideoTally } from './tally.js';
import { VIDEO_OUTPUT_TOPICS } from './topics.js';

/** `npm run video:consumer analyze` */
export const analyzeCommand: ConsumerCommand = {
  word: 'analyze',
  description: 'a live table of what the analysis finds, by source',
  async run(argv) {
    const options = readOptions(
      {
        command: `${CONSUMER} analyze`,
        description: "Shows what the Flink job finds, from now on or from the topics' beginning.",
        options: [
          { name: 'seconds', description: 'how long; 0 is until Ctrl-C', default: 0, min: 0, max: 86_400 },
          {
            name: 'beginning',
            description: '1 to count what is there already',
            default: 0,
            min: 0,
            max: 1,
            whole: true,
          },
        ],
      },
      argv,
    );
    const settings = readSettings();
    const interrupts = listenToInterrupts();
    await createTopics(settings);
    const kafka = kafkaClient(settings.kafka.bootstrapServers, 'video-analyze');
    const admin = kafka.admin();
    await admin.connect();
    const results = new VideoTally();
    const consumer = new ResultConsumer(kafka, {
      groupId: `video-analyze-${randomBytes(3).toString('hex')}`,
      from: await (options.beginning ? beginningOf : endOf)(admin, VIDEO_OUTPUT_TOPICS),
      onResult: ({ topic, text }) => results.add(topic, text),
    });
    await admin.disconnect();

    const screen = openScreen({ table: renderTable, line: renderLine });
    const rates = new Rates();
    const began = Date.now();
    const showing = setInterval(() => {
      const heading = `What the analysis finds · ${clock(Date.now() - began)} · Ctrl-C ends this`;
      screen.show({ heading, results, rates: rates.sample(totals({ results })) });
    }, SHOW_EVERY_MS);
    const ends = options.seconds > 0 ? [abortAfter(options.seconds * 1000)] : [];
    const end = AbortSignal.any([interrupts.finish, ...ends]);
    try {
      await consumer.start();
      const watch = watchServices(settings, screen.say, end);
      if (!end.aborted) await once(end, 'abort');
      await watch;
    } finally {
      clearInterval(showing);
      screen.end();
      await consumer.stop();
    }
    return 0;
  },
};
