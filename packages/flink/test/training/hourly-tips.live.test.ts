/**
 * Flink's training, "Windowed Analytics (Hourly Tips)": for each hour, the driver with the most tips. The task, the fares and the
 * results are published at https://github.com/apache/flink-training/tree/master/hourly-tips (README, DISCUSSION and the tests);
 * the numbers in DISCUSSION are those of the fares that the training's generator makes.
 */
import { expect, test } from 'vitest';
import { fileBeside, useLive } from '../harness.js';
import { generatedFares } from './generated-fares.js';
import type { HourlyTips } from './jobs/hourly-tips.js';
import { resultsOf } from './results.js';
import { BEGINNING, type TaxiFare } from './taxi.js';

const live = useLive();
const job = fileBeside(import.meta.url, 'jobs/hourly-tips.ts');

const MINUTE = 60_000;
const at = (minutes: number) => BEGINNING + minutes * MINUTE;
const fare = (driverId: number, startTime: number, tip: number): TaxiFare => ({
  rideId: 0,
  taxiId: 0,
  driverId,
  startTime,
  paymentType: '',
  tip,
  tolls: 0,
  totalFare: 0,
});
const tips = (hour: number, driverId: number, sum: number): HourlyTips => ({ hour, driverId, tips: sum });
const inOrder = (a: HourlyTips, b: HourlyTips) => a.hour - b.hour;

async function begin(partitions: number, fares: TaxiFare[]) {
  const [input, out, perDriver, soFar] = await live.topics(
    { name: 'fares', partitions },
    'most',
    'per-driver',
    'so-far',
  );
  await live.produce(
    input,
    fares.map((value, i) => ({ value, partition: i % partitions })),
  );
  const args = { broker: live.broker, in: input, out, perDriver, soFar, parallelism: partitions };
  return { input, args };
}

/** The three streams of a job that has read all fares and finished. */
async function hourlyTips(fares: TaxiFare[]): Promise<Record<'most' | 'perDriver' | 'soFar', HourlyTips[]>> {
  const { args } = await begin(2, fares);
  const handle = await live.submit(job, { args: { ...args, bounded: true } });
  const values = async (topic: string): Promise<HourlyTips[]> =>
    (await resultsOf(live, handle, topic)).map(({ value }) => value);
  return {
    most: (await values(args.out)).sort(inOrder),
    perDriver: await values(args.perDriver),
    soFar: await values(args.soFar),
  };
}

test('one driver with one tip has the most of that hour', async () => {
  expect((await hourlyTips([fare(1, at(0), 1)])).most).toEqual([tips(at(60), 1, 1)]);
});

test("a driver's tips are summed by the hour", async () => {
  const { most } = await hourlyTips([fare(1, at(0), 1), fare(1, at(15), 5), fare(1, at(90), 10)]);
  expect(most).toEqual([tips(at(60), 1, 6), tips(at(120), 1, 10)]);
});

test('the largest sum of all drivers wins the hour', async () => {
  const { most } = await hourlyTips([
    fare(1, at(0), 1),
    fare(1, at(15), 5),
    fare(1, at(90), 10),
    fare(2, at(90), 20),
    fare(3, at(70), 0),
    fare(4, at(70), 0),
    fare(4, at(80), 1),
    fare(5, at(100), 10),
  ]);
  expect(most).toEqual([tips(at(60), 1, 6), tips(at(120), 2, 20)]);
});

/** The figures of DISCUSSION; a driver's number there begins with 2013000. */
const driver = (number: number) => 2_013_000_000 + number;
const FIRST_HOUR = 1_577_883_600_000;
const MOST: HourlyTips[] = [
  tips(FIRST_HOUR, driver(89), 76),
  tips(1_577_887_200_000, driver(197), 71),
  tips(1_577_890_800_000, driver(118), 83),
  tips(1_577_894_400_000, driver(119), 81),
  tips(1_577_898_000_000, driver(195), 73),
  tips(1_577_901_600_000, driver(72), 123),
];
const SOME_OF_THE_FIRST_HOUR = [
  [185, 33],
  [108, 14],
  [87, 14],
  [36, 23],
  [72, 13],
  [41, 28],
  [123, 33],
  [188, 18],
  [98, 23],
  [47, 13],
  [34, 36],
  [183, 70],
  [152, 73],
  [89, 76],
] as const;

test("six hours of the training's own fares give the sums and the winners that its discussion shows", async () => {
  const { most, perDriver, soFar } = await hourlyTips(generatedFares(at(6 * 60)));
  expect(most).toEqual(MOST);
  expect(perDriver).toEqual(
    expect.arrayContaining(SOME_OF_THE_FIRST_HOUR.map(([number, sum]) => tips(FIRST_HOUR, driver(number), sum))),
  );
  // The alternative without a second window reports the largest so far, for every driver's sum, and ends with the same.
  expect(soFar).toHaveLength(perDriver.length);
  for (const winner of MOST) {
    const reported = soFar.filter(({ hour }) => hour === winner.hour);
    expect(reported.at(-1)).toEqual(winner);
    expect(reported.map((each) => each.tips)).toEqual(reported.map((each) => each.tips).sort((a, b) => a - b));
  }
});

test('an hour is reported once, when the first fare of the next has come; a fare that comes later still is left out', async () => {
  const { input, args } = await begin(1, [fare(1, at(0), 1), fare(2, at(60) - 1, 2)]);
  const handle = await live.run(job, { args });
  await live.produce(input, [{ value: fare(3, at(60), 3) }]);
  const most = async (count: number) => (await live.consume(args.out, count)).map(({ value }) => value);
  expect(await most(1)).toEqual([tips(at(60), 2, 2)]);
  await live.produce(input, [
    { value: fare(1, at(30), 100) },
    { value: fare(4, at(60), 4) },
    { value: fare(5, at(120), 5) },
  ]);
  expect(await most(2)).toEqual([tips(at(60), 2, 2), tips(at(120), 4, 4)]);
  await expect.poll(async () => (await handle.metrics()).lateRecordsDropped).toBe(1);
});
