/** `@workbook/terminal`: how the workbook's commands read their words and write to a terminal. It knows nothing of Kafka and Flink. */
export { isOutputClosed, onClosedOutput, watchOutput } from './closed-output.js';
export { codeFrame, type FrameLine, formatFrame, frameText } from './code-frame.js';
export { type Paint, paint, painter, painterFor, showsColours } from './colours.js';
export { counted, formatBytes, formatCount } from './counted.js';
export { escapeLine, escapeText, printable } from './escape.js';
export { formatDay, formatLocalTime, formatTimeOfDay, formatZone } from './local-time.js';
export { nearest } from './nearest.js';
export { displayPath, typedIn, typedPath } from './paths.js';
export { confirm } from './question.js';
export { print, runCommand } from './run-command.js';
export { type Alignment, table } from './table.js';
export { takeValue, takeWord } from './take-words.js';
export { UsageError } from './usage-error.js';
export {
  askForHelp,
  keptByNpm,
  meantBy,
  notKnown,
  npmSetting,
  readWords,
  takeCount,
  typed,
} from './words.js';
