/**
 * Believes what a frame says of its size.
 * @hint size-not-compared
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

async function answer({ bytes }: Question): Promise<Answer> {
  try {
    const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
    return { brightness: brightness({ data, width: info.width, height: info.height, channels: 3 }) };
  } catch {
    return { reason: 'undecodable' };
  }
}
