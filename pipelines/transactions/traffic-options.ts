import { randomInt } from 'node:crypto';
import type { NumberOption } from '../program/options.js';

type TrafficOption = 'rate' | 'speed' | 'seed' | 'users' | 'late' | 'malformed';

/** Options of everything that sends transactions. */
export const TRAFFIC_OPTIONS: readonly NumberOption<TrafficOption>[] = [
  { name: 'rate', description: 'messages per second', default: 250, min: 1, max: 100_000 },
  { name: 'speed', description: 'how much faster than the clock event time runs', default: 30, min: 0.1, max: 10_000 },
  {
    name: 'seed',
    description: 'the same seed makes the same purchases',
    default: randomInt(1_000_000),
    defaultText: 'another one each time',
    min: 0,
    max: 2 ** 31,
    whole: true,
  },
  { name: 'users', description: 'how many users there are', default: 40, min: 1, max: 1_000_000, whole: true },
  { name: 'late', description: 'share of events that come minutes too late, 0 to 1', default: 0.01, min: 0, max: 1 },
  { name: 'malformed', description: 'share of broken messages, 0 to 1', default: 0.01, min: 0, max: 1 },
];
