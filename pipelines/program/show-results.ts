import type { Settings } from '@workbook/services';
import { abortAfter, listenToInterrupts } from './interrupt.js';
import { kafkaClient } from './kafka.js';
import type { CliOption } from './options.js';
import { watchServices } from './outages.js';
import { followResults, type Result } from './result-consumer.js';
import { openScreen, type Rendering, SHOW_EVERY_MS } from './screen.js';
import { clock } from './text.js';

/** What a person may choose about a command that shows results. */
export const SHOWING_OPTIONS = [
  { name: 'seconds', description: 'how long; 0 is until Ctrl-C', default: 0, min: 0, max: 86_400 },
  { name: 'beginning', description: '1 to count what is there already', default: 0, min: 0, max: 1, whole: true },
] as const satisfies readonly CliOption[];

export interface ShownResults<View> {
  settings: Settings;
  options: { seconds: number; beginning: number };
  /** The client's name, and what its group's name begins with. */
  name: string;
  topics: readonly string[];
  onResult: (result: Result) => void;
  rendering: Rendering<View>;
  /** @param time how long this has run, such as `1:05` */
  view: (time: string) => View;
}

/** Shows what a Flink job writes, live, until the time is up or Ctrl-C. */
export async function showResults<View>(shown: ShownResults<View>): Promise<void> {
  const { settings, options, name, topics, onResult, rendering, view } = shown;
  const interrupts = listenToInterrupts();
  const kafka = kafkaClient(settings.kafka.bootstrapServers, name);
  const consumer = await followResults(kafka, { name, topics, beginning: options.beginning === 1, onResult });

  const screen = openScreen(rendering);
  const began = Date.now();
  const showing = setInterval(() => screen.show(view(clock(Date.now() - began))), SHOW_EVERY_MS);
  const ends = options.seconds > 0 ? [abortAfter(options.seconds * 1000)] : [];
  try {
    await consumer.start();
    await watchServices(settings, screen.say, AbortSignal.any([interrupts.finish, ...ends]));
  } finally {
    clearInterval(showing);
    screen.end();
    await consumer.stop();
  }
}
