/**
 * Takes the questions from the end of their list.
 * @mistake order
 * @task 3
 */
import type { Answer, Question } from '../../../../lessons/07-video-frames/frame.js';
import { analyse as right } from '../../../../lessons/07-video-frames/solution.js';

export * from '../../../../lessons/07-video-frames/solution.js';
export { default } from '../../../../lessons/07-video-frames/solution.js';

export async function analyse(questions: readonly Question[]): Promise<Answer[]> {
  const answers: Answer[] = [];
  for (const question of [...questions].reverse()) answers.push(...(await right([question])));
  return answers;
}
