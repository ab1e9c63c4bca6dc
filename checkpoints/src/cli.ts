/** `npm run check`. The grading process takes longest to start, so it begins before the command itself is loaded. */
import { dismissGrader, startGrader } from './grading/grader.js';

startGrader();
const { runCheck } = await import('./commands/check.js');
await runCheck();
dismissGrader();
