/**
 * Tells sharp to forgive everything: half of a picture is grey then.
 * @hint half-a-picture
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
  try {
    const { data, info } = await sharp(bytes, { failOn: 'none' }).raw().toBuffer({ resolveWithObject: true });
    if (info.width !== frame_width || info.height !== frame_height) return { reason: 'wrong-dimensions' };
    return { brightness: brightness({ data, width: info.width, height: info.height, channels: 3 }) };
  } catch {
    return { reason: 'undecodable' };
  }
}
