/**
 * Flink's training, "Stateful Enrichment (Rides and Fares)": the start of each ride is joined with its fare, whichever comes first,
 * and what has been joined leaves no state. The task, the rides and fares and the pairs are published at
 * https://github.com/apache/flink-training/tree/master/rides-and-fares (README and the unit and integration tests).
 *
 * Where the published tests count the operator's state entries, these look at the size of its state in a savepoint.
 */
import { expect, test } from 'vitest';
import { fileBeside, useLive } from '../harness.js';
import type { RideAndFare } from './jobs/rides-and-fares.js';
import { resultsOf } from './results.js';
import { stateSize } from './state-size.js';
import type { TaxiFare, TaxiRide } from './taxi.js';

const live = useLive();
const job = fileBeside(import.meta.url, 'jobs/rides-and-fares.ts');

const ride = (rideId: number, eventTime = 0): TaxiRide => ({
  rideId,
  taxiId: 0,
  driverId: rideId,
  isStart: true,
  eventTime,
  startLon: 0,
  startLat: 0,
  endLon: 0,
  endLat: 0,
  passengerCnt: 1,
});
const fare = (rideId: number, startTime = 0): TaxiFare => ({
  rideId,
  taxiId: 0,
  driverId: rideId,
  startTime,
  paymentType: '',
  tip: 0,
  tolls: 0,
  totalFare: 0,
});
const pair = (rideId: number, time = 0): RideAndFare => ({ ride: ride(rideId, time), fare: fare(rideId, time) });

async function pairsOf(rides: TaxiRide[], fares: TaxiFare[]): Promise<RideAndFare[]> {
  const [input, fareInput, out] = await live.topics(
    { name: 'rides', partitions: 2 },
    { name: 'fares', partitions: 2 },
    'pairs',
  );
  const spread = (values: object[]) => values.map((value, i) => ({ value, partition: i % 2 }));
  await live.produce(input, spread(rides));
  await live.produce(fareInput, spread(fares));
  const args = { broker: live.broker, in: input, fares: fareInput, out, parallelism: 2, bounded: true };
  const records = await resultsOf(live, await live.submit(job, { args }), out);
  return records.map(({ value }) => value).sort((a, b) => a.ride.rideId - b.ride.rideId);
}

test('rides and fares that come in different orders find each other, each once', async () => {
  const pairs = await pairsOf(
    [1, 4, 3, 2].map((id) => ride(id)),
    [2, 4, 1, 3].map((id) => fare(id)),
  );
  expect(pairs).toEqual([pair(1), pair(2), pair(3), pair(4)]);
});

test('the end of a ride is no partner for a fare, and who has no partner is not emitted', async () => {
  const end = (rideId: number): TaxiRide => ({ ...ride(rideId), isStart: false });
  expect(await pairsOf([end(1), ride(1), end(2), ride(3)], [fare(1), fare(2)])).toEqual([pair(1)]);
});

test.each(['ride', 'fare'] as const)(
  'a %s is remembered until its partner comes, and then forgotten',
  async (first) => {
    const [rides, fares, out] = await live.topics('rides', 'fares', 'pairs');
    const args = { broker: live.broker, in: rides, fares, out, parallelism: 1 };
    const handle = await live.run(job, { args });
    const TIME = Date.parse('2020-01-01T12:00:00Z');
    const sendRide = (id: number) => live.produce(rides, [{ value: ride(id, TIME + id) }]);
    const sendFare = (id: number) => live.produce(fares, [{ value: fare(id, TIME + id) }]);
    /** A pair that comes out shows that all that was sent before it has been dealt with. */
    const sizeAfterPair = async (id: number, before: number) => {
      await sendRide(id);
      await sendFare(id);
      const records = await live.consume(out, before + 1);
      expect(records.at(-1)).toMatchObject({ value: pair(id, TIME + id), timestamp: TIME + id });
      return stateSize(live, handle, 'enrichment');
    };
    const [sendFirst, sendSecond] = first === 'ride' ? [sendRide, sendFare] : [sendFare, sendRide];

    const nothing = await sizeAfterPair(1, 0);
    await sendFirst(2);
    expect(await sizeAfterPair(3, 1)).toBeGreaterThan(nothing);
    await sendSecond(2);
    const joined = (await live.consume(out, 3)).at(-1);
    expect(joined).toMatchObject({ value: pair(2, TIME + 2), timestamp: TIME + 2 });
    expect(await stateSize(live, handle, 'enrichment')).toBe(nothing);
  },
);
