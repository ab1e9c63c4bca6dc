/**
 * Broken frames get no answer, so that all later answers belong to other frames.
 * @mistake not-one-each
 * @task 3
 */

import type { Answer, Question } from '../../../../lessons/07-video-frames/frame.js';
import { analyse as right } from '../../../../lessons/07-video-frames/solution.js';

export * from '../../../../lessons/07-video-frames/solution.js';
export { default } from '../../../../lessons/07-video-frames/solution.js';

export async function analyse(questions: readonly Question[]): Promise<Answer[]> {
  return (await right(questions)).filter((answer) => 'brightness' in answer);
}
