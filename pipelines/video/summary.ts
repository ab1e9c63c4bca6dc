import { count, counted } from '../program/text.js';
import type { VideoTally } from './tally.js';

/** What went in, counted by the program that sent it. */
export interface Produced {
  /** Frames that Kafka has confirmed. */
  frames: number;
  /** Those of them that were broken on purpose. */
  broken: number;
  /** Frames that were dropped because Kafka was slow, and those that could not be drawn in time. */
  dropped: number;
  skipped: number;
  /** Bytes of the JPEGs. */
  bytes: number;
}

/** Two numbers that were counted in different places and must be the same. */
interface Check {
  what: string;
  expected: number;
  actual: number;
}

/**
 * The books of a run: every frame that went in must be found again, once. The left side of the first check was counted
 * by the producer, everything else from the topics that Flink wrote.
 */
function checks(produced: Produced, results: VideoTally): Check[] {
  return [
    { what: 'processed + left out + rejected = produced', expected: produced.frames, actual: results.total },
    { what: 'windows + late = processed', expected: results.processed, actual: results.inWindows + results.late },
    { what: 'results that are no JSON of this job', expected: 0, actual: results.strange },
  ];
}

/** Whether every frame of the run was found again. */
export function reconciles(produced: Produced, results: VideoTally): boolean {
  return checks(produced, results).every(({ expected, actual }) => expected === actual);
}

/** The summary of a run, as lines of plain text. */
export function summaryLines(produced: Produced, results: VideoTally): string[] {
  const { frames, broken, dropped, skipped, bytes } = produced;
  const notSent = [
    ...(dropped > 0 ? [`${count(dropped)} more were dropped because Kafka was slow`] : []),
    ...(skipped > 0 ? [`${count(skipped)} more could not be drawn in time`] : []),
  ];
  const reasons = [...results.reasons].sort(([, a], [, b]) => b - a).map(([reason, times]) => `${reason} ${times}`);
  const latency = results.latencyP95;
  const lines = [
    `produced   ${counted(frames, 'frame')}, ${count(bytes / 1024 / 1024)} MiB of JPEG, ${count(broken)} of them broken on purpose${notSent.map((it) => `; ${it}`).join('')}`,
    `processed  ${counted(results.processed, 'frame')}${latency === undefined ? '' : `; 95 of 100 of the last within ${count(latency)} ms of their capture`}`,
    `windows    ${count(results.windows)} ${results.windows === 1 ? 'holds' : 'hold'} ${counted(results.inWindows, 'frame')}; ${count(results.late)} came too late for theirs`,
    `left out   ${counted(results.filtered, 'frame')} of at most 480 lines`,
    `rejected   ${count(results.rejected)}${reasons.length > 0 ? `: ${reasons.join(', ')}` : ''}`,
    '',
    `${count(results.processed)} processed + ${count(results.filtered)} left out + ${count(results.rejected)} rejected = ${count(results.total)}, produced: ${count(frames)}`,
  ];
  if (results.repeated > 0)
    lines.push(`${counted(results.repeated, 'result')} came twice, after a restart: counted once.`);
  for (const { what, expected, actual } of checks(produced, results)) {
    if (expected !== actual) lines.push(`DIFFERS: ${what}: expected ${count(expected)}, found ${count(actual)}`);
  }
  return lines;
}
