import { createTopics, readSettings } from '@workbook/services';
import { readOptions } from '../program/options.js';
import { Rates } from '../program/rate.js';
import { SHOWING_OPTIONS, showResults } from '../program/show-results.js';
import { CONSUMER, type ConsumerCommand } from './consumer-command.js';
import { renderLine, renderTable, totals, type View } from './table.js';
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
        options: SHOWING_OPTIONS,
      },
      argv,
    );
    const settings = readSettings();
    await createTopics(settings);
    const results = new VideoTally();
    const rates = new Rates();
    await showResults<View>({
      settings,
      options,
      name: 'video-analyze',
      topics: VIDEO_OUTPUT_TOPICS,
      onResult: ({ topic, text }) => results.add(topic, text),
      rendering: { table: renderTable, line: renderLine },
      view: (time) => ({
        heading: `What the analysis finds · ${time} · Ctrl-C ends this`,
        results,
        rates: rates.sample(totals({ results })),
      }),
    });
    return 0;
  },
};
