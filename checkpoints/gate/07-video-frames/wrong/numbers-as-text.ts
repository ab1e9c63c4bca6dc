/**
 * What comes out of a header stays a text.
 * @mistake numbers-as-text
 * @task 4
 */
import type { ConsumedMessage, VideoFrame } from '../../../../lessons/07-video-frames/frame.js';

export * from '../../../../lessons/07-video-frames/solution.js';
export { default } from '../../../../lessons/07-video-frames/solution.js';

export function fromBinary({ headers, value }: ConsumedMessage): VideoFrame {
  const texts = Object.fromEntries(Object.entries(headers).map(([name, header]) => [name, String(header)]));
  const { metadata = '{}', ...info } = texts;
  return { ...info, metadata: JSON.parse(metadata), frame_data: value.toString('base64') } as unknown as VideoFrame;
}
