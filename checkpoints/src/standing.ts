/**
 * `@workbook/checkpoints/standing`: where a learner stands, for programs that show it. Nothing here starts or grades anything.
 */
export { readCheckJobs } from './check-jobs.js';
export { codeFrame, type FrameLine } from './code-frame.js';
export { NoHintError, nextHint, type ShownHint } from './hint-steps.js';
export { readHints, STEPS, type TaskHints, taskTitles } from './hints.js';
export { type KeptVerdict, readLastVerdict } from './last-verdict.js';
export { lessonTitle } from './lesson-title.js';
export { findLesson, type Lesson, listLessons, UnknownLessonError } from './lessons.js';
export { type LessonProgress, nextUnsolved, type Progress, readProgress, recordHints } from './progress.js';
export { type LessonState, lessonStates } from './progress-table.js';
export type { CheckEvent, Mistake, Place, TaskState, TaskVerdict, Verdict } from './verdict.js';
