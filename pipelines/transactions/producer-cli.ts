/** `npm run transactions:producer`: sends purchases to the topic `transactions` until Ctrl-C. */
import { announceProgram, readSettings } from '@workbook/services';
import { abortAfter, listenToInterrupts } from '../program/interrupt.js';
import { kafkaClient } from '../program/kafka.js';
import { readOptions } from '../program/options.js';
import { describeOutage } from '../program/outages.js';
import { CarefulProducer } from '../program/producer.js';
import { runProgram } from '../program/program.js';
import { Rates } from '../program/rate.js';
import { count } from '../program/text.js';
import { newestEventTime } from './event-clock.js';
import { generateMessages } from './generator.js';
import { ProducedTally } from './tally.js';
import { TOPICS } from './topics.js';
import { sendTraffic } from './traffic.js';
import { TRAFFIC_OPTIONS } from './traffic-options.js';

const REPORT_EVERY_MS = 2_000;

await runProgram(async () => {
  const options = readOptions({
    command: 'npm run transactions:producer',
    description: 'Sends purchases to Kafka.',
    options: [
      { name: 'seconds', description: 'how long; 0 is until Ctrl-C', default: 0, min: 0, max: 86_400 },
      ...TRAFFIC_OPTIONS,
    ],
  });
  const interrupts = listenToInterrupts();
  const settings = readSettings();
  await announceProgram(settings.home, 'npm run transactions:producer');
  const kafka = kafkaClient(settings.kafka.bootstrapServers, 'transactions-producer');
  const tally = new ProducedTally();
  const producer = new CarefulProducer(kafka, {
    topic: TOPICS.transactions,
    onOutage: (outage) => console.log(describeOutage(outage)),
  });
  interrupts.leave.addEventListener('abort', () => void producer.abandon());

  await producer.connect();
  const start = Math.max(Date.now(), (await newestEventTime(kafka, TOPICS.transactions)) ?? 0);
  console.log(
    `Sending ${options.rate} purchases per second to ${TOPICS.transactions}, with the seed ${options.seed}. Ctrl-C ends it.`,
  );

  const rates = new Rates();
  rates.sample({ confirmed: 0 });
  const report = () => {
    const { confirmed = 0 } = rates.sample({ confirmed: producer.acknowledged });
    const waiting = producer.unconfirmed > 0 ? `, ${count(producer.unconfirmed)} waiting` : '';
    console.log(
      `${count(producer.acknowledged)} confirmed (${count(confirmed)}/s)${waiting} · event time ${tally.newestEvent}`,
    );
  };
  const reporting = setInterval(report, REPORT_EVERY_MS);
  const ends = options.seconds > 0 ? [abortAfter(options.seconds * 1000)] : [];
  await sendTraffic({
    producer,
    messages: generateMessages({ ...options, start, step: (options.speed * 1000) / options.rate }),
    rate: options.rate,
    tally,
    signal: AbortSignal.any([interrupts.finish, ...ends]),
  });
  await producer.close();
  clearInterval(reporting);
  report();
  return 0;
});
