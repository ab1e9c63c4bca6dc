/** The Kafka broker: its settings and its process. See https://kafka.apache.org/documentation/#brokerconfigs */
import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { ServiceError } from './failures.js';
import type { InstanceFile } from './instance-file.js';
import type { InternalPorts } from './internal-ports.js';
import { BOUNDED_LOG, classPath, javaEnvironment, javaProgram, kafkaClassPath } from './java.js';
import type { ProcessPlan } from './processes.js';
import type { Settings } from './settings.js';

/** The largest message that the broker takes, in bytes: large enough for a video frame. */
export const MAX_MESSAGE_BYTES = 10 * 1024 * 1024;

/** Settings that hold however the broker is run, embedded or in a container. */
export const BROKER_SETTINGS: Readonly<Record<string, string | number | boolean>> = {
  // One broker: nothing to replicate to.
  'default.replication.factor': 1,
  'offsets.topic.replication.factor': 1,
  'offsets.topic.num.partitions': 1,
  'transaction.state.log.replication.factor': 1,
  'transaction.state.log.min.isr': 1,
  'transaction.state.log.num.partitions': 1,
  'share.coordinator.state.topic.replication.factor': 1,
  'share.coordinator.state.topic.min.isr': 1,
  'share.coordinator.state.topic.num.partitions': 1,
  'num.partitions': 1,
  // A misspelt topic is an error, not a new topic.
  'auto.create.topics.enable': false,
  // A group's first member need not wait for others, and a killed member gives way quickly.
  'group.initial.rebalance.delay.ms': 0,
  'group.min.session.timeout.ms': 500,
  // Retention counts from a record's timestamp. Flink writes event time, and that may be years ago: records of a lesson
  // would be deleted half a minute after they were written. Size alone limits a partition.
  'log.retention.ms': -1,
  'log.retention.bytes': 1024 * 1024 * 1024,
  // The end of a window of today is ahead of the clock, and the event time of sped-up traffic is soon. By default a broker
  // refuses what is more than an hour ahead.
  'log.message.timestamp.after.max.ms': '9223372036854775807',
  'message.max.bytes': MAX_MESSAGE_BYTES,
  // A learner sees a topic being compacted; the cleaner looks every 15 s by default.
  'log.cleaner.backoff.ms': 1_000,
  // A broker that was killed may come back after 4 s rather than 9.
  'broker.session.timeout.ms': 4_000,
  'broker.heartbeat.interval.ms': 1_000,
};

/** Sizes for a laptop rather than a server. */
const EMBEDDED_SIZES: Readonly<Record<string, string | number>> = {
  'num.network.threads': 2,
  'num.io.threads': 4,
  'num.recovery.threads.per.data.dir': 1,
  'log.segment.bytes': 64 * 1024 * 1024,
  'log.cleaner.dedupe.buffer.size': 4 * 1024 * 1024,
  'log.cleaner.threads': 1,
  // The controller writes to the disk when idle, too; twice a second by default.
  'metadata.max.idle.interval.ms': 5_000,
};

const folderOf = (settings: Settings) => path.join(settings.home, 'kafka');
/** Relative to the broker's working folder: a list setting, so an absolute path with a comma would break it. */
const DATA_FOLDER = 'data';
const SETTINGS_FILE = 'server.properties';

function brokerProperties(settings: Settings, internal: InternalPorts): string {
  const properties = {
    'process.roles': 'broker,controller',
    'node.id': 1,
    'controller.quorum.voters': `1@127.0.0.1:${internal.kafkaController}`,
    listeners: `PLAINTEXT://127.0.0.1:${settings.ports.kafka},CONTROLLER://127.0.0.1:${internal.kafkaController}`,
    'advertised.listeners': `PLAINTEXT://127.0.0.1:${settings.ports.kafka}`,
    'inter.broker.listener.name': 'PLAINTEXT',
    'controller.listener.names': 'CONTROLLER',
    'listener.security.protocol.map': 'PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    'log.dirs': DATA_FOLDER,
    ...BROKER_SETTINGS,
    ...EMBEDDED_SIZES,
  };
  const lines = Object.entries(properties).map(([key, value]) => `${key}=${value}`);
  return `# Written by "npm run services up"; changes here are overwritten.\n${lines.join('\n')}\n`;
}

const JVM_FLAGS: readonly string[] = [
  '-Xms64m',
  '-Xmx256m',
  '-XX:+UseSerialGC',
  '-XX:TieredStopAtLevel=1',
  '-XX:+ExitOnOutOfMemoryError',
  '-Dorg.slf4j.simpleLogger.showDateTime=true',
  '-Dorg.slf4j.simpleLogger.dateTimeFormat=yyyy-MM-dd HH:mm:ss.SSS',
  // The whole configuration, printed several times at each start.
  '-Dorg.slf4j.simpleLogger.log.kafka.server.KafkaConfig=warn',
  '-Dorg.slf4j.simpleLogger.log.org.apache.kafka.common.config.AbstractConfig=warn',
  // Two lines a minute, whatever happens.
  '-Dorg.slf4j.simpleLogger.log.org.apache.kafka.controller.EventPerformanceMonitor=warn',
  '-Dorg.slf4j.simpleLogger.log.org.apache.kafka.controller.PeriodicTaskControlManager=warn',
  // Several lines for each partition.
  '-Dorg.slf4j.simpleLogger.log.state.change.logger=warn',
];

/** Writes the broker's settings and, the first time, the data folder that belongs to the instance's cluster id. */
export async function prepareKafka(settings: Settings, instance: InstanceFile, internal: InternalPorts): Promise<void> {
  const folder = folderOf(settings);
  mkdirSync(folder, { recursive: true });
  writeFileSync(path.join(folder, SETTINGS_FILE), brokerProperties(settings, internal));
  if (existsSync(path.join(folder, DATA_FOLDER, 'meta.properties'))) return;
  const format = [
    'kafka.tools.StorageTool',
    'format',
    '-t',
    instance.kafkaClusterId,
    '-c',
    SETTINGS_FILE,
    '--ignore-formatted',
  ];
  try {
    await promisify(execFile)(javaProgram(settings), [...JVM_FLAGS, '-cp', classPath(settings, 'kafka'), ...format], {
      cwd: folder,
      env: { ...process.env, ...javaEnvironment() },
    });
  } catch (error) {
    const output = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
    throw new ServiceError(`Kafka could not set up its data folder ${path.join(folder, DATA_FOLDER)}.`, {
      // The cause stands first, its stack trace below it.
      logLines: output.trim().split(/\r?\n/).slice(0, 10),
      cause: error,
    });
  }
}

/** How to start the broker. */
export function kafkaPlan(settings: Settings, internal: InternalPorts): ProcessPlan {
  return {
    command: javaProgram(settings),
    args: [...JVM_FLAGS, '-cp', kafkaClassPath(settings), BOUNDED_LOG, 'kafka.Kafka', SETTINGS_FILE],
    cwd: folderOf(settings),
    env: javaEnvironment(),
    ports: { kafka: settings.ports.kafka, kafkaController: internal.kafkaController },
  };
}
