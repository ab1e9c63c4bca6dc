import type { Consumer, ConsumerRunConfig, Kafka } from 'kafkajs';
import { describe, expect, it } from 'vitest';
import { Positions } from '../offsets.js';
import { ResultConsumer } from '../result-consumer.js';

type Listener = (event: { payload: unknown }) => void;

/** A consumer of kafkajs as far as this is about it: what it was asked for, and the events that it tells. */
class FakeConsumer {
  readonly events = { GROUP_JOIN: 'join', CRASH: 'crash', REBALANCING: 'rebalancing' };
  readonly listeners = new Map<string, Listener>();
  readonly seeks: string[] = [];
  run: (config: ConsumerRunConfig) => Promise<void> = async (config) => {
    this.config = config;
    this.tell('join', { memberAssignment: { results: [0] } });
  };
  config: ConsumerRunConfig = {};
  on = (event: string, listener: Listener) => this.listeners.set(event, listener);
  tell = (event: string, payload: unknown) => this.listeners.get(event)?.({ payload });
  connect = async () => {};
  subscribe = async () => {};
  disconnect = async () => {};
  seek = ({ offset }: { offset: string }) => this.seeks.push(offset);
  receive = (offset: string) =>
    this.config.eachMessage?.({
      topic: 'results',
      partition: 0,
      message: { offset, key: null, value: Buffer.from(offset), timestamp: '0', attributes: 0, headers: {} },
      heartbeat: async () => {},
      pause: () => () => {},
    });
}

describe('ResultConsumer', () => {
  it('joins again with a new consumer when kafkajs has given one up, and goes on where it was', async () => {
    const consumers: FakeConsumer[] = [];
    const kafka = {
      consumer: () => {
        const consumer = new FakeConsumer();
        // The first one that comes back meets a broker that does not answer yet.
        if (consumers.length === 1) consumer.connect = () => Promise.reject(new Error('no broker'));
        consumers.push(consumer);
        return consumer as unknown as Consumer;
      },
      admin: () => ({ connect: async () => {}, deleteGroups: async () => {}, disconnect: async () => {} }),
    } as unknown as Kafka;
    const from = new Positions();
    from.set('results', 0, 5n);
    const read: string[] = [];
    const reader = new ResultConsumer(kafka, { groupId: 'readers', from, onResult: ({ text }) => read.push(text) });
    await reader.start();
    await consumers[0]?.receive('5');
    await consumers[0]?.receive('6');
    expect(reader.isReading).toBe(true);

    const error = new Error('The coordinator is not aware of this member');
    consumers[0]?.tell('crash', { error, groupId: 'readers', restart: false });
    expect(reader.isReading).toBe(false);
    await expect.poll(() => reader.isReading).toBe(true);
    expect(consumers[2]?.seeks).toEqual(['7']);
    await consumers[2]?.receive('7');
    expect(read).toEqual(['5', '6', '7']);
    await reader.stop();
  });

  it('leaves it to kafkajs to start a consumer again that kafkajs has not given up', async () => {
    const consumers: FakeConsumer[] = [];
    const kafka = {
      consumer: () => {
        consumers.push(new FakeConsumer());
        return consumers.at(-1) as unknown as Consumer;
      },
      admin: () => ({ connect: async () => {}, deleteGroups: async () => {}, disconnect: async () => {} }),
    } as unknown as Kafka;
    const from = new Positions();
    from.set('results', 0, 0n);
    const reader = new ResultConsumer(kafka, { groupId: 'readers', from, onResult: () => {} });
    await reader.start();
    consumers[0]?.tell('crash', { error: new Error('timed out'), groupId: 'readers', restart: true });
    consumers[0]?.tell('join', { memberAssignment: { results: [0] } });
    expect(reader.isReading).toBe(true);
    await reader.stop();
    expect(consumers).toHaveLength(1);
  });
});
