/**
 * A frame that can not be decoded takes its batch with it.
 * @mistake batch-lost
 * @task 3
 */
import sharp from 'sharp';
import type { Answer, Question } from '../../../../lessons/07-video-frames/frame.js';
import { brightness } from '../../../../lessons/07-video-frames/solution.js';

export * from '../../../../lessons/07-video-frames/solution.js';
export { default } from '../../../../lessons/07-video-frames/solution.js';

export async function analyse(questions: readonly Question[]): Promise<Answer[]> {
  return Promise.all(questions.map(answer));
}

async function answer({ bytes, frame_height, frame_width }: Question): Promise<Answer> {
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  if (info.width !== frame_width || info.height !== frame_height) return { reason: 'wrong-dimensions' };
  return { brightness: brightness({ data, width: info.width, height: info.height, channels: 3 }) };
}
