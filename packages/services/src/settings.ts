/** Where everything is: folders, mode, addresses and ports of one instance of the services. */
import { existsSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { ServiceError } from './failures.js';
import { readInstanceFile } from './instance-file.js';

export type Mode = 'embedded' | 'docker' | 'external';
export type ServiceName = 'kafka' | 'jobmanager' | 'taskmanager';
/** What runs in the background: the services, JupyterLab for the notebooks, and the console. */
export type ProcessName = ServiceName | 'jupyter' | 'console';
export const SERVICE_NAMES: readonly ServiceName[] = ['kafka', 'jobmanager', 'taskmanager'];
export const PROCESS_NAMES: readonly ProcessName[] = [...SERVICE_NAMES, 'jupyter', 'console'];

/** The ports that learners see; all on 127.0.0.1. */
export interface Ports {
  kafka: number;
  flink: number;
}

export const DEFAULT_PORTS: Readonly<Ports> = { kafka: 9092, flink: 8081 };

export interface Settings {
  /** The folder of this instance's state (`WORKBOOK_HOME`): data, logs, pid files. */
  home: string;
  /** The folder of downloads, shared between clones (`WORKBOOK_CACHE`). */
  cache: string;
  /** The folder of the workbook's own files. */
  repository: string;
  mode: Mode;
  kafka: { bootstrapServers: string[] };
  flink: { url: string };
  ports: Ports;
}

const PACKAGE = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');
const REPOSITORY = path.resolve(PACKAGE, '..', '..');
const MODES: readonly Mode[] = ['embedded', 'docker', 'external'];

function defaultCache(env: NodeJS.ProcessEnv): string {
  const name = 'kafka-flink-workbook';
  if (process.platform === 'darwin') return path.join(homedir(), 'Library', 'Caches', name);
  if (process.platform === 'win32')
    return path.join(env.LOCALAPPDATA || path.join(homedir(), 'AppData', 'Local'), name);
  return path.join(env.XDG_CACHE_HOME || path.join(homedir(), '.cache'), name);
}

/** The same folder under one name, also where it is reached through a link. The folder need not exist yet. */
function canonical(folder: string): string {
  const absolute = path.resolve(folder);
  if (existsSync(absolute)) return realpathSync(absolute);
  const parent = path.dirname(absolute);
  return parent === absolute ? absolute : path.join(canonical(parent), path.basename(absolute));
}

/**
 * The port that a variable names; undefined where it is not set.
 * @throws ServiceError when it holds something else
 */
export function readPort(env: NodeJS.ProcessEnv, variable: string): number | undefined {
  const text = env[variable];
  if (!text) return undefined;
  const port = Number(text);
  if (!Number.isInteger(port) || port < 1024 || port > 65535) {
    throw new ServiceError(`${variable} is "${text}"; it must be a port number between 1024 and 65535.`);
  }
  return port;
}

function readMode(env: NodeJS.ProcessEnv, stored: Mode | undefined): Mode {
  const wanted = env.WORKBOOK_MODE;
  if (wanted) {
    const mode = MODES.find((name) => name === wanted);
    if (!mode) throw new ServiceError(`WORKBOOK_MODE is "${wanted}"; it must be embedded, docker or external.`);
    return mode;
  }
  if (env.KAFKA_BOOTSTRAP_SERVERS || env.FLINK_REST_URL) return 'external';
  return stored ?? 'embedded';
}

function readFlinkUrl(text: string): string {
  if (!URL.canParse(text) || !/^https?:$/.test(new URL(text).protocol)) {
    throw new ServiceError(`FLINK_REST_URL is "${text}"; it must be an address such as http://flink.example.org:8081.`);
  }
  return text.replace(/\/+$/, '');
}

/**
 * Reads the settings of one instance: environment variables first (`WORKBOOK_HOME`, `WORKBOOK_CACHE`, `WORKBOOK_MODE`,
 * `WORKBOOK_KAFKA_PORT`, `WORKBOOK_FLINK_PORT`, `KAFKA_BOOTSTRAP_SERVERS`, `FLINK_REST_URL`), then what the instance
 * used last (`instance.json`), then the defaults.
 * @throws ServiceError naming the variable that holds something else than it should.
 */
export function readSettings(env: NodeJS.ProcessEnv = process.env): Settings {
  const home = canonical(env.WORKBOOK_HOME || path.join(REPOSITORY, '.workbook'));
  const stored = readInstanceFile(home);
  const mode = readMode(env, stored?.mode);
  const ports: Ports = {
    kafka: readPort(env, 'WORKBOOK_KAFKA_PORT') ?? stored?.ports.kafka ?? DEFAULT_PORTS.kafka,
    flink: readPort(env, 'WORKBOOK_FLINK_PORT') ?? stored?.ports.flink ?? DEFAULT_PORTS.flink,
  };
  if (ports.kafka === ports.flink) {
    throw new ServiceError(
      `Kafka and Flink cannot both use port ${ports.kafka}. Give one of them another port: WORKBOOK_KAFKA_PORT or WORKBOOK_FLINK_PORT.`,
    );
  }
  const external = mode === 'external';
  const bootstrapServers = (external && env.KAFKA_BOOTSTRAP_SERVERS) || `127.0.0.1:${ports.kafka}`;
  const flinkUrl = (external && env.FLINK_REST_URL) || `http://127.0.0.1:${ports.flink}`;
  return {
    home,
    cache: canonical(env.WORKBOOK_CACHE || defaultCache(env)),
    repository: REPOSITORY,
    mode,
    kafka: { bootstrapServers: bootstrapServers.split(',').map((address) => address.trim()) },
    flink: { url: readFlinkUrl(flinkUrl) },
    ports,
  };
}
