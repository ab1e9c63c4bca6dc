/**
 * Flink's training, "KeyedProcessFunction and Timers (Long Ride Alerts)": a warning as soon as a ride lasts for more than two
 * hours, with events out of order, missing and late, and no state left in the end. The task, the rides, what is warned of
 * and when, and the cases that a short solution leaks in are published at
 * https://github.com/apache/flink-training/tree/master/long-ride-alerts (README, DISCUSSION and the unit and integration tests).
 *
 * Where the published tests count the operator's state entries and timers, these look at the size of its state in a savepoint.
 */
import type { JobHandle } from '@workbook/flink';
import { expect, test } from 'vitest';
import { fileBeside, useLive } from '../harness.js';
import type { MissingEvent } from './jobs/long-ride-alerts.js';
import { resultsOf } from './results.js';
import { stateSize } from './state-size.js';
import { BEGINNING, type TaxiRide } from './taxi.js';

const live = useLive();
const job = fileBeside(import.meta.url, 'jobs/long-ride-alerts.ts');

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** The job's watermark is this much behind the largest event time. */
const DELAY = MINUTE + 1;

/** `at` is in ms since the beginning of the training's time. */
const event = (rideId: number, isStart: boolean, at: number): TaxiRide => ({
  rideId,
  taxiId: 0,
  driverId: 0,
  isStart,
  eventTime: BEGINNING + at,
  startLon: -73.9947,
  startLat: 40.750626,
  endLon: -73.9947,
  endLat: 40.750626,
  passengerCnt: 1,
});
const start = (rideId: number, at: number) => event(rideId, true, at);
const end = (rideId: number, at: number) => event(rideId, false, at);

/** What comes of rides that were all there before the job began; in the order of their ids. */
async function alertsOf(events: TaxiRide[]): Promise<{ alerts: number[]; missing: object[] }> {
  const [input, out, missing] = await live.topics({ name: 'rides', partitions: 2 }, 'alerts', 'missing');
  await live.produce(
    input,
    events.map((value, i) => ({ value, partition: i % 2 })),
  );
  const args = { broker: live.broker, in: input, out, missing, parallelism: 2, bounded: true };
  const handle = await live.submit(job, { args });
  const values = async (topic: string) => (await resultsOf(live, handle, topic)).map(({ value }) => value);
  return { alerts: (await values(out)).sort((a, b) => a - b), missing: await values(missing) };
}

test('a ride of a minute is no long ride', async () => {
  expect(await alertsOf([start(1, 0), end(1, MINUTE)])).toEqual({ alerts: [], missing: [] });
});

test('nor is it one when its end comes before its start', async () => {
  expect(await alertsOf([end(1, MINUTE), start(1, 0)])).toEqual({ alerts: [], missing: [] });
});

test('of several rides at once, the long one and the one without an end are warned of, each once', async () => {
  const rides = [
    start(1, 0),
    start(2, 0),
    start(3, MINUTE),
    start(4, HOUR),
    end(4, 2 * HOUR),
    end(2, 0),
    end(3, 3 * HOUR),
  ];
  expect(await alertsOf(rides)).toEqual({ alerts: [1, 3], missing: [{ rideId: 1, missing: 'END' }] });
});

/** A job that goes on until its test has ended. Times are in ms since the beginning of the training's time. */
class Alerts {
  private handle!: JobHandle;
  private seen = 0;

  private constructor(
    private readonly input: string,
    private readonly out: string,
    private readonly missing: string,
  ) {}

  static async begin(partitions = 1): Promise<Alerts> {
    const [input, out, missing] = await live.topics({ name: 'rides', partitions }, 'alerts', 'missing');
    const alerts = new Alerts(input, out, missing);
    await alerts.run();
    return alerts;
  }

  /** Stops the job, and starts another where it was. */
  async restart(): Promise<void> {
    await this.run(await this.handle.stopWithSavepoint());
  }

  async send(...events: TaxiRide[]): Promise<void> {
    await this.sendTo(0, ...events);
  }

  async sendTo(partition: number, ...events: TaxiRide[]): Promise<void> {
    await live.produce(
      this.input,
      events.map((value) => ({ value, partition })),
    );
  }

  /** Waits for the next alerts: of which ride, and its timestamp in Flink. */
  async next(count = 1): Promise<[rideId: number, at: number][]> {
    const records = (await live.consume(this.out, this.seen + count)).slice(this.seen);
    this.seen += records.length;
    return records.map(({ value, timestamp }) => [value, timestamp - BEGINNING]);
  }

  async nextMissing(): Promise<MissingEvent> {
    return (await live.consume(this.missing, 1))[0]?.value;
  }

  /** Bytes of state, once all that was sent to partition 0 has been dealt with: a long ride at this time shows it. */
  async stateSize(at: number): Promise<number> {
    await this.passes(at);
    return stateSize(live, this.handle, 'alerts');
  }

  /** A ride that ends at this time, and is warned of at once: it is the next, so nothing sent before it was. */
  async passes(at: number): Promise<void> {
    this.lastLong += 1;
    await this.send(start(this.lastLong, at - 3 * HOUR), end(this.lastLong, at));
    expect(await this.next()).toEqual([[this.lastLong, at]]);
  }
  private lastLong = 1000;

  private async run(savepointPath?: string): Promise<void> {
    const args = { broker: live.broker, in: this.input, out: this.out, missing: this.missing, parallelism: 1 };
    this.handle = await live.run(job, { args, savepointPath });
  }
}

test.each([
  ['its start first', [start(1, 0), end(1, 3 * HOUR)], 3 * HOUR],
  ['its end first', [end(1, 3 * HOUR), start(1, 0)], 0],
])('a ride of three hours is warned of with its second event, once, and then forgotten: %s', async (_, events, at) => {
  const alerts = await Alerts.begin();
  const nothing = await alerts.stateSize(0);
  await alerts.send(...events);
  expect(await alerts.next()).toEqual([[1, at]]);
  expect(await alerts.stateSize(6 * HOUR)).toBe(nothing);
});

test('of a ride there is state, with a timer, until its end has come', async () => {
  const alerts = await Alerts.begin();
  const nothing = await alerts.stateSize(0);
  await alerts.send(start(1, 0));
  expect(await alerts.stateSize(MINUTE)).toBeGreaterThan(nothing);
  await alerts.send(end(1, MINUTE));
  expect(await alerts.stateSize(MINUTE)).toBe(nothing);
});

test('without an end, the watermark alone warns: neither a millisecond early nor before it comes', async () => {
  const alerts = await Alerts.begin(2);
  // The second partition holds the watermark back, whatever the first one's events say.
  await alerts.sendTo(1, start(8, -1));
  await alerts.send(start(1, 0), start(2, 3 * HOUR));
  await alerts.passes(4 * HOUR);

  await alerts.sendTo(1, start(9, 2 * HOUR - 1 + DELAY));
  expect(await alerts.next()).toEqual([[8, 2 * HOUR - 1]]);
  await alerts.passes(4 * HOUR);
  await alerts.sendTo(1, end(9, 2 * HOUR + DELAY));
  expect(await alerts.next()).toEqual([[1, 2 * HOUR]]);
});

test('a ride whose end comes after the warning is not warned of again, and forgotten', async () => {
  const alerts = await Alerts.begin();
  const nothing = await alerts.stateSize(0);
  await alerts.send(start(1, 0), start(2, 4 * HOUR), end(2, 4 * HOUR));
  expect(await alerts.next()).toEqual([[1, 2 * HOUR]]);
  await alerts.send(end(1, 3 * HOUR));
  expect(await alerts.stateSize(4 * HOUR)).toBe(nothing);
});

test('a ride whose end never comes is reported, and forgotten', async () => {
  const alerts = await Alerts.begin();
  const nothing = await alerts.stateSize(0);
  await alerts.send(start(1, 0), start(2, 25 * HOUR), end(2, 25 * HOUR));
  expect(await alerts.next()).toEqual([[1, 2 * HOUR]]);
  expect(await alerts.nextMissing()).toEqual({ rideId: 1, missing: 'END' });
  expect(await alerts.stateSize(25 * HOUR)).toBe(nothing);
});

test('an end without a start is reported, and forgotten; a start that comes after that is a ride of its own', async () => {
  const alerts = await Alerts.begin();
  const nothing = await alerts.stateSize(0);
  await alerts.send(end(1, HOUR), start(2, 4 * HOUR), end(2, 4 * HOUR));
  expect(await alerts.nextMissing()).toEqual({ rideId: 1, missing: 'START' });
  expect(await alerts.stateSize(4 * HOUR)).toBe(nothing);
  // The price of forgetting: its timer is due before it is set, and fires with the next watermark.
  await alerts.send(start(1, 0));
  await alerts.passes(4 * HOUR);
  await alerts.send(start(3, 5 * HOUR), end(3, 5 * HOUR));
  expect(await alerts.next()).toEqual([[1, 2 * HOUR]]);
});

test('what was known of rides, and their timers, are there after a restart from a savepoint', async () => {
  const alerts = await Alerts.begin(2);
  const nothing = await alerts.stateSize(0);
  // The second partition stays silent, so that the end of the third ride is early, and not late for the other two.
  await alerts.send(start(1, 0), start(2, 0), end(3, 3 * HOUR));
  await alerts.passes(0);
  await alerts.restart();
  await alerts.send(end(2, HOUR), start(3, 0));
  expect(await alerts.next()).toEqual([[3, 0]]);
  await alerts.send(start(4, 4 * HOUR), end(4, 4 * HOUR));
  await alerts.sendTo(1, start(5, 4 * HOUR), end(5, 4 * HOUR));
  expect(await alerts.next()).toEqual([[1, 2 * HOUR]]);
  await alerts.send(end(1, 3 * HOUR));
  expect(await alerts.stateSize(4 * HOUR)).toBe(nothing);
});
