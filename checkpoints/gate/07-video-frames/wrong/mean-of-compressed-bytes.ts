/**
 * The mean of the JPEG, which is not the mean of its pixels.
 * @mistake compressed-bytes
 * @task 3
 */

import type { Answer, Question } from '../../../../lessons/07-video-frames/frame.js';
import { analyse as right } from '../../../../lessons/07-video-frames/solution.js';

export * from '../../../../lessons/07-video-frames/solution.js';
export { default } from '../../../../lessons/07-video-frames/solution.js';

export async function analyse(questions: readonly Question[]): Promise<Answer[]> {
  const answers = await right(questions);
  return answers.map((answer, index) => {
    const bytes = questions[index]?.bytes ?? Buffer.alloc(1);
    return 'reason' in answer ? answer : { brightness: bytes.reduce((sum, byte) => sum + byte, 0) / bytes.length };
  });
}
