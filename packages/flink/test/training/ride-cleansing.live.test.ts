/**
 * Flink's training, "Filtering a Stream (Ride Cleansing)": rides that start or end outside of New York City are dropped.
 * The task, the four rides and what becomes of them are published at
 * https://github.com/apache/flink-training/tree/master/ride-cleansing; the box around the city is that of its GeoUtils.
 */
import { expect, test } from 'vitest';
import { fileBeside, useLive } from '../harness.js';
import { resultsOf } from './results.js';
import { BEGINNING, LAT_NORTH, LAT_SOUTH, LON_EAST, LON_WEST, type TaxiRide } from './taxi.js';

const live = useLive();
const job = fileBeside(import.meta.url, 'jobs/ride-cleansing.ts');

type Place = readonly [lon: number, lat: number];
const PENN_STATION: Place = [-73.9947, 40.750626];
const NORTH_POLE: Place = [0, 90];

const ride = (rideId: number, [startLon, startLat]: Place, [endLon, endLat]: Place): TaxiRide => ({
  rideId,
  taxiId: 0,
  driverId: 0,
  isStart: true,
  eventTime: BEGINNING,
  startLon,
  startLat,
  endLon,
  endLat,
  passengerCnt: 1,
});

async function cleansed(rides: TaxiRide[]): Promise<TaxiRide[]> {
  const [input, output] = await live.topics({ name: 'rides', partitions: 2 }, 'cleansed');
  await live.produce(
    input,
    rides.map((value, i) => ({ value, partition: i % 2 })),
  );
  const args = { broker: live.broker, in: input, out: output, parallelism: 2, bounded: true };
  const records = await resultsOf(live, await live.submit(job, { args }), output);
  return records.map(({ value }) => value).sort((a, b) => a.rideId - b.rideId);
}

test('of four rides to, from and at the North Pole and Penn Station, only the one within the city is left, unchanged', async () => {
  const atPennStation = ride(3, PENN_STATION, PENN_STATION);
  const rides = [
    ride(1, PENN_STATION, NORTH_POLE),
    ride(2, NORTH_POLE, PENN_STATION),
    atPennStation,
    ride(4, NORTH_POLE, NORTH_POLE),
  ];
  expect(await cleansed(rides)).toEqual([atPennStation]);
});

test("the city's edges belong to it, and a hair's breadth further does not", async () => {
  const middle: Place = [(LON_WEST + LON_EAST) / 2, (LAT_SOUTH + LAT_NORTH) / 2];
  const corners: Place[] = [LON_WEST, LON_EAST].flatMap((lon) =>
    [LAT_SOUTH, LAT_NORTH].map((lat): Place => [lon, lat]),
  );
  const outside: Place[] = [
    [LON_WEST - 1e-6, middle[1]],
    [LON_EAST + 1e-6, middle[1]],
    [middle[0], LAT_SOUTH - 1e-6],
    [middle[0], LAT_NORTH + 1e-6],
  ];
  const kept = corners.flatMap((place, i) => [ride(10 + i, place, middle), ride(20 + i, middle, place)]);
  const dropped = outside.flatMap((place, i) => [ride(30 + i, place, middle), ride(40 + i, middle, place)]);
  expect(await cleansed([...dropped, ...kept])).toEqual(kept.sort((a, b) => a.rideId - b.rideId));
});
