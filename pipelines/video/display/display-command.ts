import { createTopics, readSettings } from '@workbook/services';
import { printable } from '@workbook/terminal';
import { openInBrowser, takeNoOpen } from '../../program/browser.js';
import { abortAfter, listenToInterrupts } from '../../program/interrupt.js';
import { kafkaClient } from '../../program/kafka.js';
import { readOptions } from '../../program/options.js';
import { watchServices } from '../../program/outages.js';
import { openScreen, SHOW_EVERY_MS } from '../../program/screen.js';
import { count, counted } from '../../program/text.js';
import { CONSUMER, type ConsumerCommand } from '../consumer-command.js';
import { DISPLAY_PORT, type Display, startDisplay } from './display.js';
import { percentile } from './shown-tally.js';

/** `npm run video:consumer display` */
export const displayCommand: ConsumerCommand = {
  word: 'display',
  description: 'the newest frames on a page in your browser ("no-open" only prints its address)',
  async run(argv) {
    const { opens, rest } = takeNoOpen(argv);
    const options = readOptions(
      {
        command: `${CONSUMER} display`,
        description: 'Shows the frames that come from now on, with their analysis, on a page in your browser.',
        options: [
          { name: 'seconds', description: 'how long; 0 is until Ctrl-C', default: 0, min: 0, max: 86_400 },
          {
            name: 'port',
            description: 'of the page; if taken, one of the next',
            default: DISPLAY_PORT,
            min: 1024,
            max: 65_000,
            whole: true,
          },
        ],
      },
      rest,
    );
    const settings = readSettings();
    const interrupts = listenToInterrupts();
    await createTopics(settings);
    const kafka = kafkaClient(settings.kafka.bootstrapServers, 'video-display');
    const display = await startDisplay({ kafka, port: options.port });
    const screen = openScreen<Display>({
      table: describeAll,
      line: (view) => describeAll(view).replaceAll('\n', ' · '),
    });
    const opened = opens && (await openInBrowser(display.url));
    screen.say(`${opened ? 'The frames are shown in your browser:' : 'Open in your browser:'} ${display.url}`);
    const showing = setInterval(() => screen.show(display), SHOW_EVERY_MS);
    const ends = options.seconds > 0 ? [abortAfter(options.seconds * 1000)] : [];
    const end = AbortSignal.any([interrupts.finish, ...ends]);
    try {
      const tell = (sentence: string, away: string[]) => {
        screen.say(sentence);
        const down = away.length === 1 ? 'is down' : 'are down';
        display.notice(away.length > 0 ? `${away.join(' and ')} ${down}: npm run services up` : undefined);
      };
      await watchServices(settings, tell, end);
    } finally {
      clearInterval(showing);
      screen.end();
      await display.stop();
    }
    return 0;
  },
};

/** What the pages have shown, a line for each source. */
function describeAll({ url, pages, shown }: Display): string {
  const lines = [...shown.bySource].map(([source, { frames, leftOut, latencies }]) => {
    const behind = `${Math.round(percentile(latencies, 0.5))} ms behind the capture, 95 % within ${Math.round(percentile(latencies, 0.95))} ms`;
    return `${printable(source, 30)}: ${count(frames)} shown, ${count(leftOut)} left out, ${behind}`;
  });
  const open =
    pages === 0 ? `No page is open: ${url}` : `${counted(pages, 'page')} ${pages === 1 ? 'is' : 'are'} open: ${url}`;
  return [open, ...lines].join('\n');
}
