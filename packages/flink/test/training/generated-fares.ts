/**
 * The fares that the training's generator makes: every property follows from the ride's id, through Java's random numbers, so
 * that what is published about them can be computed again. Only the properties that the exercises look at are filled.
 *
 * The rules: https://github.com/apache/flink-training/blob/master/common/src/main/java/org/apache/flink/training/exercises/common/utils/DataGenerator.java
 */
import { BEGINNING, type TaxiFare } from './taxi.js';

const SECONDS_BETWEEN_RIDES = 20;
const FIRST_DRIVER = 2_013_000_000;
const DRIVERS = 200;
const TIP = { mean: 10, deviation: 15, min: 0, max: 60 };

/** The fares of the rides that start before this time (ms since 1970), in the order of their start. */
export function generatedFares(until: number): TaxiFare[] {
  const fares: TaxiFare[] = [];
  for (let rideId = 1; startOf(rideId) < until; rideId++) {
    const driverId = FIRST_DRIVER + new JavaRandom(rideId).nextInt(DRIVERS);
    fares.push({
      rideId,
      taxiId: driverId,
      driverId,
      startTime: startOf(rideId),
      paymentType: rideId % 2 === 0 ? 'CARD' : 'CASH',
      tip: tipOf(rideId),
      tolls: 0,
      totalFare: 0,
    });
  }
  return fares;
}

function startOf(rideId: number): number {
  return BEGINNING + rideId * SECONDS_BETWEEN_RIDES * 1000;
}

/** Normally distributed, rounded, and drawn again until it is within the limits. */
function tipOf(rideId: number): number {
  const random = new JavaRandom(rideId);
  for (;;) {
    const tip = Math.round(TIP.deviation * random.nextGaussian() + TIP.mean);
    if (tip >= TIP.min && tip <= TIP.max) return tip;
  }
}

const MULTIPLIER = 0x5deece66dn;
const MASK = (1n << 48n) - 1n;

/** The generator that https://docs.oracle.com/javase/8/docs/api/java/util/Random.html specifies. */
class JavaRandom {
  private seed: bigint;
  private secondGaussian: number | undefined;

  constructor(seed: number) {
    this.seed = (BigInt(seed) ^ MULTIPLIER) & MASK;
  }

  /** A whole number from 0 to `bound` - 1; `bound` is no power of two. */
  nextInt(bound: number): number {
    for (;;) {
      const bits = this.next(31);
      const value = bits % bound;
      // Beyond the last whole multiple of the bound, small values would come up more often.
      if (bits - value + bound - 1 < 2 ** 31) return value;
    }
  }

  /** Mean 0, standard deviation 1; numbers come in pairs. */
  nextGaussian(): number {
    const second = this.secondGaussian;
    this.secondGaussian = undefined;
    if (second !== undefined) return second;
    for (;;) {
      const x = 2 * this.nextDouble() - 1;
      const y = 2 * this.nextDouble() - 1;
      const square = x * x + y * y;
      if (square >= 1 || square === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(square)) / square);
      this.secondGaussian = y * factor;
      return x * factor;
    }
  }

  private nextDouble(): number {
    return (this.next(26) * 2 ** 27 + this.next(27)) / 2 ** 53;
  }

  private next(bits: number): number {
    this.seed = (this.seed * MULTIPLIER + 0xbn) & MASK;
    return Number(this.seed >> BigInt(48 - bits));
  }
}
