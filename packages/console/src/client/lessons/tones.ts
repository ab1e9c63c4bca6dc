/** How states of lessons and tasks look. */
import type { LessonState, TaskState } from '../../api/lessons.js';
import type { Tone } from '../parts/state-word.js';

export const LESSON_TONES: Readonly<Record<LessonState, Tone>> = { solved: 'good', begun: 'busy', 'not begun': 'off' };

export const TASK_TONES: Readonly<Record<TaskState, Tone>> = {
  passed: 'good',
  failed: 'bad',
  'to do': 'off',
  'not tried': 'off',
  running: 'busy',
};
