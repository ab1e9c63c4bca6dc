/** From the submission of a job to its first record in a topic. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { FlinkClient, type SubmitOptions } from '@workbook/flink';
import { createTopics, type Settings } from '@workbook/services';
import { Kafka, logLevel, Partitioners } from 'kafkajs';

const JOB = path.join(path.dirname(fileURLToPath(import.meta.url)), 'echo-job.ts');
const INPUT = 'echo-input';
const OUTPUT = 'echo-output';

/** A running consumer of the echo job's output, and the client that submits the job. */
export class FirstOutput {
  #arrived: (() => void) | undefined;
  readonly #kafka: Kafka;
  readonly #consumer: ReturnType<Kafka['consumer']>;
  readonly #client: FlinkClient;

  private constructor(private readonly settings: Settings) {
    this.#kafka = new Kafka({ brokers: settings.kafka.bootstrapServers, logLevel: logLevel.NOTHING });
    this.#consumer = this.#kafka.consumer({ groupId: 'first-output', maxWaitTimeInMs: 20 });
    this.#client = new FlinkClient(settings.flink.url, { mapsDirectory: path.join(settings.home, 'maps') });
  }

  /** Creates the topics, puts one record into the input, and waits until the consumer reads the output. */
  static async open(settings: Settings): Promise<FirstOutput> {
    const created = await createTopics(settings, [
      { name: INPUT, partitions: 1 },
      { name: OUTPUT, partitions: 1 },
    ]);
    const self = new FirstOutput(settings);
    if (created.includes(INPUT)) await self.#sendRecord();
    await self.#startConsumer();
    return self;
  }

  async #sendRecord(): Promise<void> {
    const producer = this.#kafka.producer({ createPartitioner: Partitioners.DefaultPartitioner });
    await producer.connect();
    await producer.send({ topic: INPUT, messages: [{ value: '{"id":1}' }] });
    await producer.disconnect();
  }

  async #startConsumer(): Promise<void> {
    await this.#consumer.connect();
    await this.#consumer.subscribe({ topics: [OUTPUT] });
    const { FETCH, CRASH } = this.#consumer.events;
    const reading = new Promise<void>((resolve, reject) => {
      this.#consumer.on(FETCH, () => resolve());
      this.#consumer.on(CRASH, ({ payload }) => reject(payload.error));
    });
    await this.#consumer.run({ eachMessage: async () => this.#arrived?.() });
    await reading;
  }

  /** Submits the job, waits for its first output, and cancels it. @returns what passed between the two, in ms */
  async time(options: SubmitOptions = {}): Promise<number> {
    const arrived = new Promise<number>((resolve) => {
      this.#arrived = () => resolve(performance.now());
    });
    const args = { bootstrapServers: this.settings.kafka.bootstrapServers.join(','), input: INPUT, output: OUTPUT };
    const begin = performance.now();
    const job = await this.#client.submit(JOB, { ...options, args });
    const failed = job.waitForEnd().then(async ({ state }) => {
      throw (await job.failure()) ?? new Error(`The echo job ended (${state}) before it wrote anything.`);
    });
    failed.catch(() => undefined);
    const end = await Promise.race([arrived, failed]);
    await job.cancel();
    return end - begin;
  }

  async close(): Promise<void> {
    await this.#consumer.disconnect();
  }
}
