/**
 * Blue first, as some libraries have it.
 * @mistake blue-first
 * @task 2
 */
import type { Pixels } from '../../../../lessons/07-video-frames/frame.js';

export * from '../../../../lessons/07-video-frames/solution.js';
export { default } from '../../../../lessons/07-video-frames/solution.js';

export function brightness({ channels, data, height, width }: Pixels): number {
  let sum = 0;
  for (let i = 0; i < data.length; i += channels) {
    const [red = 0, green = 0, blue = 0] = [data[i], data[i + 1], data[i + 2]];
    sum += 0.114 * red + 0.587 * green + 0.299 * blue;
  }
  return sum / (width * height);
}
