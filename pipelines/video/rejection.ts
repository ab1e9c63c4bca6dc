import type { MalformedRecord } from '@workbook/flink';
import type { FrameInfo, RejectedVideoFrame, RejectionReason } from './frame.js';

/** `FrameError` as the source tells of it: `code: sentence`, perhaps with the error's name before it. */
const CODED = /^(?:\w+: )?(no-json|not-a-frame|not-a-jpeg): (.*)$/s;
/** How long a text of a message that is no frame may be before it is left out. */
const MAX_TEXT = 256;

/** A frame whose description was fine, but not its image. */
export function rejectFrame(
  frame: FrameInfo,
  topic: string,
  reason: RejectionReason,
  detail: string,
): RejectedVideoFrame {
  const { frame_id, source, timestamp } = frame;
  return { frame_id, source, timestamp, reason, detail, topic };
}

/** A message that the source could not read: as much of its frame as can be told. */
export function rejectMalformed({ reason, topic, key, value }: MalformedRecord): RejectedVideoFrame {
  const [, code = 'no-json', detail = reason] = CODED.exec(reason) ?? [];
  const { frame_id, source, timestamp } = fieldsOf(value);
  return {
    frame_id: shortText(frame_id),
    source: shortText(source) ?? shortText(key),
    timestamp: shortText(timestamp),
    reason: code as RejectionReason,
    detail,
    topic,
  };
}

function fieldsOf(value: string | null): Partial<Record<keyof FrameInfo, unknown>> {
  try {
    return Object(JSON.parse(value ?? '{}'));
  } catch {
    return {};
  }
}

function shortText(value: unknown): string | null {
  return typeof value === 'string' && value !== '' && value.length <= MAX_TEXT ? value : null;
}
