/** Flink's JobManager and TaskManager: their settings and processes. See https://nightlies.apache.org/flink/flink-docs-stable/docs/deployment/config/ */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { InstanceFile } from './instance-file.js';
import type { InternalPorts } from './internal-ports.js';
import { BOUNDED_LOG, flinkClassPath, javaEnvironment, javaProgram } from './java.js';
import { logFile, removeOldJobLogs } from './logs.js';
import type { ProcessPlan } from './processes.js';
import type { Settings } from './settings.js';

/** Slots of a TaskManager: how many subtasks can run side by side. */
export const TASK_SLOTS = 8;

/** The key under which Flink's configuration, and so its REST API, names the instance. */
export const INSTANCE_KEY = 'workbook.instance';

type FlinkSettings = Readonly<Record<string, string | number | boolean>>;

/** Settings that hold however Flink is run, embedded or in containers. */
export const CLUSTER_SETTINGS: FlinkSettings = {
  'taskmanager.numberOfTaskSlots': TASK_SLOTS,
  'parallelism.default': 1,
  // The slots of a job that has just ended are free a moment later: a job waits for them (slot.request.timeout, 5 min). Without
  // this, Flink fails it at once when the JobManager is older than 5 min.
  'resourcemanager.standalone.start-up-time': '100 d',
  'state.backend.type': 'hashmap',
  // A dead process is noticed within seconds, by the connections that it refuses; one that is only slow, as on a busy laptop
  // where a job of many tasks starts, gets its time.
  'heartbeat.interval': '2 s',
  'heartbeat.rpc-failure-threshold': 2,
  'heartbeat.timeout': '30 s',
  'pekko.ask.timeout': '30 s',
  'cluster.registration.initial-timeout': '300 ms',
  'cluster.registration.error-delay': '300 ms',
  'cluster.registration.refused-registration-delay': '500 ms',
  // A learner's function that does not end when it is asked to is interrupted.
  'task.cancellation.interval': '2 s',
  'task.cancellation.timeout': '60 s',
  // The REST API tells states and counts at once rather than seconds later.
  'web.refresh-interval': '200 ms',
  'metrics.fetcher.update-interval': '200 ms',
  // Flink asks for figures once at a time. A TaskManager that dies while it is asked never answers, and until this time is
  // over (10 minutes by default) no job shows figures.
  'web.timeout': '30 s',
};

/** Memory of the embedded processes; the JVM flags below say the same to Java. */
const EMBEDDED_MEMORY: FlinkSettings = {
  'jobmanager.memory.heap.size': '256m',
  'jobmanager.memory.off-heap.size': '64m',
  'jobmanager.memory.jvm-metaspace.size': '256m',
  'jobmanager.memory.jvm-overhead.min': '64m',
  'jobmanager.memory.jvm-overhead.max': '64m',
  'taskmanager.cpu.cores': 2,
  'taskmanager.memory.task.heap.size': '384m',
  'taskmanager.memory.task.off-heap.size': '0m',
  'taskmanager.memory.framework.heap.size': '128m',
  'taskmanager.memory.framework.off-heap.size': '64m',
  'taskmanager.memory.managed.size': '64m',
  'taskmanager.memory.network.min': '32m',
  'taskmanager.memory.network.max': '32m',
  'taskmanager.memory.jvm-metaspace.size': '256m',
  'taskmanager.memory.jvm-overhead.min': '64m',
  'taskmanager.memory.jvm-overhead.max': '64m',
  'taskmanager.memory.segment-size': '16kb',
};

const JOBMANAGER_FLAGS = ['-Xms64m', '-Xmx256m', '-XX:MaxMetaspaceSize=256m', '-XX:TieredStopAtLevel=1'];
// The JavaScript engine needs the optimising compiler, so no TieredStopAtLevel here.
const TASKMANAGER_FLAGS = ['-Xms128m', '-Xmx512m', '-XX:MaxDirectMemorySize=128m', '-XX:MaxMetaspaceSize=256m'];

/** Flink's actor system gives up after 10 s by default, which a busy machine needs for it. Flink's own option is ignored. */
const PATIENCE = '-Dpekko.remote.classic.startup-timeout=120s';

/** Packages of the JDK that Flink reaches into: the list of Flink's own default configuration (env.java.opts.all). */
const JDK_ACCESS: readonly string[] = [
  '--add-exports=java.base/sun.net.util=ALL-UNNAMED',
  '--add-exports=java.management/sun.management=ALL-UNNAMED',
  '--add-exports=java.rmi/sun.rmi.registry=ALL-UNNAMED',
  '--add-exports=java.security.jgss/sun.security.krb5=ALL-UNNAMED',
  '--add-opens=java.base/java.lang=ALL-UNNAMED',
  '--add-opens=java.base/java.net=ALL-UNNAMED',
  '--add-opens=java.base/java.io=ALL-UNNAMED',
  '--add-opens=java.base/java.nio=ALL-UNNAMED',
  '--add-opens=java.base/sun.nio.ch=ALL-UNNAMED',
  '--add-opens=java.base/java.lang.reflect=ALL-UNNAMED',
  '--add-opens=java.base/java.text=ALL-UNNAMED',
  '--add-opens=java.base/java.time=ALL-UNNAMED',
  '--add-opens=java.base/java.util=ALL-UNNAMED',
  '--add-opens=java.base/java.util.concurrent=ALL-UNNAMED',
  '--add-opens=java.base/java.util.concurrent.atomic=ALL-UNNAMED',
  '--add-opens=java.base/java.util.concurrent.locks=ALL-UNNAMED',
];

const folderOf = (settings: Settings) => path.join(settings.home, 'flink');
const configFolder = (settings: Settings) => path.join(folderOf(settings), 'conf');

/** Flink takes the rest of a file: address as it is, so the path is not percent-encoded. */
const fileAddress = (file: string) => `file://${file}`;

/** Writes Flink's config.yaml, and makes the folders that it names; leftovers of earlier runs are removed. */
export function prepareFlink(settings: Settings, instance: InstanceFile): void {
  const folder = folderOf(settings);
  const folders = { tmp: '', upload: '', checkpoints: '', savepoints: '' };
  for (const name of Object.keys(folders) as (keyof typeof folders)[]) {
    folders[name] = path.join(folder, name);
    if (name === 'tmp' || name === 'upload') rmSync(folders[name], { recursive: true, force: true });
    mkdirSync(folders[name], { recursive: true });
  }
  removeOldJobLogs(settings.home);
  mkdirSync(configFolder(settings), { recursive: true });
  const config: FlinkSettings = {
    [INSTANCE_KEY]: instance.id,
    'jobmanager.rpc.address': '127.0.0.1',
    'jobmanager.bind-host': '127.0.0.1',
    'rest.address': '127.0.0.1',
    'rest.bind-address': '127.0.0.1',
    'rest.port': settings.ports.flink,
    'rest.bind-port': settings.ports.flink,
    // No other web page may read Flink's answers; the guard in the runner's jar refuses its requests outright.
    'web.access-control-allow-origin': settings.flink.url,
    'taskmanager.host': '127.0.0.1',
    'taskmanager.bind-host': '127.0.0.1',
    // Relative to the working folder: a list setting, so an absolute path with a comma would be two.
    'io.tmp.dirs': 'tmp',
    'web.tmpdir': folders.tmp,
    'web.upload.dir': folders.upload,
    'execution.checkpointing.dir': fileAddress(folders.checkpoints),
    'execution.checkpointing.savepoint-dir': fileAddress(folders.savepoints),
    ...CLUSTER_SETTINGS,
    ...EMBEDDED_MEMORY,
  };
  // JSON's strings and numbers are YAML's too.
  const lines = Object.entries(config).map(([key, value]) => `${key}: ${JSON.stringify(value)}`);
  const text = `# Written by "npm run services up"; changes here are overwritten.\n${lines.join('\n')}\n`;
  writeFileSync(path.join(configFolder(settings), 'config.yaml'), text);
}

function flinkPlan(
  settings: Settings,
  service: 'jobmanager' | 'taskmanager',
  flags: readonly string[],
  mainClass: string,
  options: FlinkSettings,
): Pick<ProcessPlan, 'command' | 'args' | 'cwd' | 'env'> {
  const logging = [
    // The dashboard's log tabs show this file.
    `-Dlog.file=${logFile(settings.home, service)}`,
    '-Dorg.slf4j.simpleLogger.showDateTime=true',
    '-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd HH:mm:ss.SSS',
  ];
  const jvm = [...flags, '-XX:+UseSerialGC', PATIENCE, ...logging, ...JDK_ACCESS];
  const dynamic = Object.entries(options).flatMap(([key, value]) => ['-D', `${key}=${value}`]);
  return {
    command: javaProgram(settings),
    args: [
      ...jvm,
      '-cp',
      flinkClassPath(settings),
      BOUNDED_LOG,
      mainClass,
      '--configDir',
      configFolder(settings),
      ...dynamic,
    ],
    cwd: folderOf(settings),
    env: { FLINK_CONF_DIR: configFolder(settings), ...javaEnvironment() },
  };
}

/** How to start the JobManager. */
export function jobmanagerPlan(settings: Settings, internal: InternalPorts): ProcessPlan {
  const mainClass = 'org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint';
  return {
    ...flinkPlan(settings, 'jobmanager', JOBMANAGER_FLAGS, mainClass, {
      'jobmanager.rpc.port': internal.jobmanagerRpc,
      'blob.server.port': internal.jobmanagerBlob,
      'metrics.internal.query-service.port': internal.jobmanagerMetrics,
    }),
    ports: {
      flink: settings.ports.flink,
      jobmanagerRpc: internal.jobmanagerRpc,
      jobmanagerBlob: internal.jobmanagerBlob,
      jobmanagerMetrics: internal.jobmanagerMetrics,
    },
  };
}

/** How to start a TaskManager. Each start has an id of its own, so that the JobManager's list tells it from a dead one. */
export function taskmanagerPlan(settings: Settings, internal: InternalPorts): ProcessPlan {
  // Flink's TaskManagerRunner, with the JavaScript engine warmed beside it.
  const mainClass = 'workbook.flink.TaskManager';
  const registeredAs = `taskmanager-${Date.now().toString(36)}`;
  return {
    ...flinkPlan(settings, 'taskmanager', TASKMANAGER_FLAGS, mainClass, {
      'taskmanager.resource-id': registeredAs,
      'jobmanager.rpc.port': internal.jobmanagerRpc,
      'taskmanager.rpc.port': internal.taskmanagerRpc,
      'taskmanager.data.port': internal.taskmanagerData,
      'metrics.internal.query-service.port': internal.taskmanagerMetrics,
    }),
    ports: {
      taskmanagerRpc: internal.taskmanagerRpc,
      taskmanagerData: internal.taskmanagerData,
      taskmanagerMetrics: internal.taskmanagerMetrics,
    },
    registeredAs,
  };
}
