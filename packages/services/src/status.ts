/** What `up` and `status` tell about a service. */
import type { ServiceName } from './settings.js';

/** The names that learners read. */
export const SERVICE_TITLES: Readonly<Record<ServiceName, string>> = {
  kafka: 'Kafka',
  jobmanager: 'Flink JobManager',
  taskmanager: 'Flink TaskManager',
};

/**
 * - `running`: answers, and is ready for work;
 * - `unready`: there, but does not answer (yet);
 * - `crashed`: was started, and its process is gone without anyone having stopped it;
 * - `stopped`: not started, or stopped in good order.
 */
export type ServiceState = 'running' | 'unready' | 'crashed' | 'stopped';

export interface ServiceStatus {
  service: ServiceName;
  state: ServiceState;
  /** `host:port` of Kafka, the URL of the JobManager, empty for a TaskManager. */
  address: string;
  /** One line: what it answered, or what became of it. */
  detail: string;
  /** Only for embedded services that run. */
  pid?: number;
  /** What a crashed service's log says about it, oldest line first. */
  logLines: readonly string[];
}

/** How JupyterLab or the console is; it is never a reason why lessons don't work. */
export interface PageStatus {
  state: ServiceState;
  /** Empty where it does not run. */
  address: string;
  detail: string;
}

export interface UpProgress {
  service: ServiceName;
  state: 'starting' | 'ready';
  detail: string;
  elapsedMs: number;
}

export interface UpOptions {
  /** Called as each service starts and as it becomes ready. */
  onProgress?: (progress: UpProgress) => void;
  /** Called once when another command has to end first. */
  onWait?: (command: string, pid: number) => void;
  /** Called with sentences about what takes long, or is put right first. */
  onNotice?: (sentence: string) => void;
}
