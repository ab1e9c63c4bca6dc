/**
 * The taxi data of Flink's own training, in the shape that records have here: JSON, so a time is a number.
 *
 * Schema and area: https://github.com/apache/flink-training#use-the-taxi-data-streams
 */

/** A ride has two events: its start and its end. */
export interface TaxiRide {
  rideId: number;
  taxiId: number;
  driverId: number;
  isStart: boolean;
  /** When it started or ended, in ms since 1970. */
  eventTime: number;
  startLon: number;
  startLat: number;
  endLon: number;
  endLat: number;
  passengerCnt: number;
}

/** What was paid for a ride. */
export interface TaxiFare {
  rideId: number;
  taxiId: number;
  driverId: number;
  /** When the ride started, in ms since 1970. */
  startTime: number;
  paymentType: string;
  tip: number;
  tolls: number;
  totalFare: number;
}

/** What the exercises' jobs are told. */
export type ExerciseArgs = {
  broker: string;
  in: string;
  out: string;
  parallelism: number;
  /** Read what is there and finish, instead of waiting for more. */
  bounded?: boolean;
};

/** The training's time begins here, in ms since 1970. */
export const BEGINNING = Date.parse('2020-01-01T12:00:00Z');

export const LON_WEST = -74.05;
export const LON_EAST = -73.7;
export const LAT_SOUTH = 40.5;
export const LAT_NORTH = 41;

/** Whether a place lies in the training's box around New York City; its edges belong to it. */
export function isInNYC(lon: number, lat: number): boolean {
  return lon >= LON_WEST && lon <= LON_EAST && lat >= LAT_SOUTH && lat <= LAT_NORTH;
}
