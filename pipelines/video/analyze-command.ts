import { createTopics, readSettings } from '@workbook/services';
import { abortAfter, listenToInterrupts } from '../program/interrupt.js';
import { kafkaClient } from '../program/kafka.js';
import { readOptions } from '../program/options.js';
import { watchServices } from '../program/outages.js';
import { Rates } from '../program/rate.js';
import { followResults } from '../program/result-consumer.js';
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
    const results = new VideoTally();
    const consumer = await followResults(kafka, {
      name: 'video-analyze',
      topics: VIDEO_OUTPUT_TOPICS,
      beginning: options.beginning === 1,
      onResult: ({ topic, text }) => results.add(topic, text),
    });

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
      await watchServices(settings, screen.say, end);
    } finally {
      clearInterval(showing);
      screen.end();
      await consumer.stop();
    }
    return 0;
  },
};
