/**
 * Takes red, green, blue and opacity for red, green, blue.
 * @hint wrong-channels
 * @task 1
 */
import sharp from 'sharp';
import type { Capture, VideoFrame } from '../../../../lessons/07-video-frames/frame.js';

export * from '../../../../lessons/07-video-frames/solution.js';
export { default } from '../../../../lessons/07-video-frames/solution.js';

export async function toFrame(capture: Capture): Promise<VideoFrame> {
  const { data, height, width } = capture.pixels;
  const { data: jpeg, info } = await sharp(data, { raw: { width, height, channels: 3 } })
    .jpeg()
    .toBuffer({ resolveWithObject: true });
  return {
    frame_id: capture.frameId,
    timestamp: new Date(capture.capturedAt).toISOString(),
    source: capture.source,
    frame_width: info.width,
    frame_height: info.height,
    frame_channels: info.channels,
    frame_size_bytes: jpeg.length,
    metadata: capture.metadata,
    frame_data: jpeg.toString('base64'),
  };
}
