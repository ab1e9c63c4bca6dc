/** `@workbook/terminal`: how the workbook's commands read their words and write to a terminal. It knows nothing of Kafka and Flink. */
export { isOutputClosed, onClosedOutput, watchOutput } from './closed-output.js';
export { counted, formatCount } from './counted.js';
export { formatDay, formatLocalTime, formatTimeOfDay, formatZone } from './local-time.js';
export { nearest } from './nearest.js';
export { confirm, formatBytes, paint, print, runCommand, table } from './run-command.js';
export { UsageError } from './usage-error.js';
export {
  askForHelp,
  type Counted,
  keptByNpm,
  meantBy,
  notKnown,
  npmSetting,
  readWords,
  takeCount,
  typed,
} from './words.js';
