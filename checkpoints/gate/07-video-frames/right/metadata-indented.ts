/** Writes the metadata over several lines: it is the same JSON. */
import type { BinaryMessage, VideoFrame } from '../../../../lessons/07-video-frames/frame.js';
import { toBinary as plain } from '../../../../lessons/07-video-frames/solution.js';

export * from '../../../../lessons/07-video-frames/solution.js';
export { default } from '../../../../lessons/07-video-frames/solution.js';

export function toBinary(frame: VideoFrame): BinaryMessage {
  const { headers, ...message } = plain(frame);
  return { ...message, headers: { ...headers, metadata: JSON.stringify(frame.metadata, null, 2) } };
}
