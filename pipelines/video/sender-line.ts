import type { Rates } from '../program/rate.js';
import { count, counted } from '../program/text.js';
import type { FrameSender } from './frame-sender.js';
import type { FrameSource } from './frame-source.js';

/** How a sender stands, as one line. */
export function senderLine(sender: FrameSender, source: FrameSource, rates: Rates): string {
  const { confirmed: perSecond = 0 } = rates.sample({ confirmed: sender.confirmed });
  const size = sender.taken > 0 ? `, ${count(sender.bytes / sender.taken / 1024)} KiB each` : '';
  const exceptions = [
    [sender.waiting, 'waiting'],
    [sender.dropped, 'dropped because Kafka was slow'],
    [source.skipped ?? 0, 'skipped by the source'],
    [sender.reduced, 'made smaller'],
    [sender.refused, 'refused'],
  ] as const;
  const rest = exceptions.filter(([frames]) => frames > 0).map(([frames, what]) => `, ${count(frames)} ${what}`);
  return `${counted(sender.confirmed, 'frame')} confirmed (${perSecond.toFixed(1)}/s${size})${rest.join('')}`;
}
