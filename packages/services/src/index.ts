/** `@workbook/services`: starts, watches and stops Kafka and Flink. */
export { accepts, kafkaClient, withAdmin } from './ask.js';
export { boundOwnLog } from './bounded-log.js';
export {
  consoleStatus,
  consoleUrl,
  type RunningConsole,
  startConsole,
  stopConsole,
  whyElsewhere,
} from './console.js';
export { describeFailure, ServiceError } from './failures.js';
export { TASK_SLOTS } from './flink-cluster.js';
export { GuardedServer, type GuardedServerOptions } from './guarded-server.js';
export { describeLeftRunning } from './in-use.js';
export { freeInstance } from './instance.js';
export { classPath, type JarFolder, JRE_VERSION, jarFiles, javaHome, javaProgram, runnerJar } from './java.js';
export { type Notebooks, notebooksUrl, startJupyter, stopJupyter } from './jupyter.js';
export type { Asked, PageRules, Refusal } from './page-guard.js';
export { findFreePorts } from './ports.js';
export { restartDead, whyFrozen } from './restart.js';
export {
  type Announcement,
  announceProgram,
  claimantOf,
  claimOf,
  describeProgram,
  type RunningProgram,
  runningPrograms,
} from './running-programs.js';
export { down, kill, reset, settled, status, up } from './services.js';
export {
  DEFAULT_PORTS,
  type Mode,
  type Ports,
  readSettings,
  SERVICE_NAMES,
  type ServiceName,
  type Settings,
} from './settings.js';
export { startAgain } from './start-again.js';
export {
  type PageStatus,
  SERVICE_TITLES,
  type ServiceState,
  type ServiceStatus,
  type UpOptions,
  type UpProgress,
} from './status.js';
export { createTopics, MAX_FRAME_BATCH_BYTES, type TopicSpec, workbookTopics } from './topics.js';
export { waitFor } from './wait.js';
