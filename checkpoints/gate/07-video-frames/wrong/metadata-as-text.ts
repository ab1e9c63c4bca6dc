/**
 * Reads every header as a text, metadata too.
 * @mistake metadata-as-text
 * @task 4
 */
import type { ConsumedMessage, VideoFrame } from '../../../../lessons/07-video-frames/frame.js';
import { fromBinary as right } from '../../../../lessons/07-video-frames/solution.js';

export * from '../../../../lessons/07-video-frames/solution.js';
export { default } from '../../../../lessons/07-video-frames/solution.js';

export function fromBinary(message: ConsumedMessage): VideoFrame {
  return { ...right(message), metadata: String(message.headers.metadata) as unknown as VideoFrame['metadata'] };
}
