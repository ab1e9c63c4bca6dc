import { mkdir } from 'node:fs/promises';
import { createTopics, readSettings } from '@workbook/services';
import { typedPath } from '@workbook/terminal';
import { abortAfter, listenToInterrupts } from '../../program/interrupt.js';
import { kafkaClient } from '../../program/kafka.js';
import { readOptions } from '../../program/options.js';
import { watchServices } from '../../program/outages.js';
import { followResults, type Result } from '../../program/result-consumer.js';
import { openScreen, SHOW_EVERY_MS } from '../../program/screen.js';
import { count, counted } from '../../program/text.js';
import { CONSUMER, type ConsumerCommand } from '../consumer-command.js';
import { FrameError } from '../frame.js';
import { readFrame } from '../frame-message.js';
import { FRAME_TOPICS } from '../topics.js';
import { FrameFolder } from './frame-folder.js';

const MEGABYTE = 1_000_000;

/** `npm run video:consumer save FOLDER` */
export const saveCommand: ConsumerCommand = {
  word: 'save',
  description: 'the frames as files, and a contact sheet of them',
  takes: '<folder>',
  async run(argv) {
    const options = readOptions(
      {
        command: `${CONSUMER} save`,
        description: 'Saves the frames that come from now on, until Ctrl-C, and a contact sheet of them at the end.',
        argument: { name: 'folder', description: 'where to; it is made if need be, and nothing in it is overwritten' },
        options: [
          { name: 'limit', description: 'the most megabytes to write', default: 500, min: 0.1, max: 1_000_000 },
          {
            name: 'frames',
            description: 'how many frames; 0 is as many as come',
            default: 0,
            min: 0,
            max: 1e9,
            whole: true,
          },
          { name: 'seconds', description: 'how long; 0 is until Ctrl-C', default: 0, min: 0, max: 86_400 },
          {
            name: 'beginning',
            description: '1 to save what is there already',
            default: 0,
            min: 0,
            max: 1,
            whole: true,
          },
        ],
      },
      argv,
    );
    const target = typedPath(options.words[0] ?? '');
    await mkdir(target, { recursive: true }).catch((error: Error) => {
      throw new Error(`No frames can be saved to ${target} (${error.message}). Name another folder.`);
    });
    const settings = readSettings();
    const interrupts = listenToInterrupts();
    await createTopics(settings);
    const folder = new FrameFolder(target, options.limit * MEGABYTE);
    const done = new AbortController();
    let failure: unknown;
    let isFull = false;

    const save = async ({ topic, value, headers }: Result) => {
      if (done.signal.aborted) return;
      try {
        const { info, jpeg } = readFrame(topic, { value, headers });
        isFull = (await folder.save(info, jpeg)) === 'full';
      } catch (error) {
        if (error instanceof FrameError) folder.unreadable += 1;
        else failure = error;
      }
      if (failure || isFull || folder.saved === options.frames) done.abort();
    };

    const kafka = kafkaClient(settings.kafka.bootstrapServers, 'video-save');
    const consumer = await followResults(kafka, {
      name: 'video-save',
      topics: FRAME_TOPICS,
      beginning: options.beginning === 1,
      onResult: save,
    });

    const screen = openScreen<FrameFolder>({ table: describe, line: describe });
    const showing = setInterval(() => screen.show(folder), SHOW_EVERY_MS);
    const ends = options.seconds > 0 ? [abortAfter(options.seconds * 1000)] : [];
    const end = AbortSignal.any([interrupts.finish, done.signal, ...ends]);
    try {
      await consumer.start();
      screen.say(`Saving frames to ${target}. Ctrl-C ends it.`);
      await watchServices(settings, screen.say, end);
    } finally {
      clearInterval(showing);
      screen.end();
      await consumer.stop();
    }
    if (failure) throw failure;
    const sheet = await folder.writeContactSheet();
    if (isFull) {
      screen.say(
        `The limit of ${options.limit} MB is reached, so no more frames are saved. Choose another with limit=….`,
      );
    }
    screen.say(`${describe(folder)}.${sheet ? ` Contact sheet: ${sheet}` : ''}`);
    return 0;
  },
};

function describe({ saved, bytes, sources, unreadable }: FrameFolder): string {
  const damaged = unreadable > 0 ? `; ${count(unreadable)} left out, for they are no frames` : '';
  return `${counted(saved, 'frame')} of ${counted(sources.size, 'source')} saved, ${(bytes / MEGABYTE).toFixed(1)} MB${damaged}`;
}
