/**
 * `@workbook/checkpoints/standing`: where a learner stands, for programs that show it. Nothing here starts or grades anything.
 */
export { readCheckJobs } from './grading/check-jobs.js';
export type { CheckEvent, Mistake, Place, TaskState, TaskVerdict, Verdict } from './grading/verdict.js';
export { readHints, STEPS, type TaskHints, taskTitles } from './lessons/hints.js';
export { lessonTitle } from './lessons/lesson-title.js';
export { findLesson, type Lesson, listLessons, UnknownLessonError } from './lessons/lessons.js';
export { type KeptVerdict, readLastVerdict } from './progress/last-verdict.js';
export { type LessonProgress, nextUnsolved, type Progress, readProgress, recordHints } from './progress/progress.js';
export { frameAround } from './report/code-frame.js';
export { NoHintError, nextHint, type ShownHint } from './report/hint-steps.js';
export { type LessonState, lessonStates } from './report/progress-table.js';
