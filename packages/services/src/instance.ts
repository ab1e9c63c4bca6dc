/** An instance of the services: its identity, its internal ports, and the list of instances on this machine. */
import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { type InstanceFile, readInstanceFile, writeInstanceFile } from './instance-file.js';
import { findFreePorts } from './ports.js';
import { isRunning, readRecord } from './processes.js';
import { PROCESS_NAMES, type ProcessName, readSettings, SERVICE_NAMES, type Settings } from './settings.js';

/** 16 random bytes as Kafka writes them. Kafka refuses ids that look like an option. */
function newClusterId(): string {
  for (;;) {
    const id = randomBytes(16).toString('base64url');
    if (!id.startsWith('-')) return id;
  }
}

/** The cluster id that Kafka's data belongs to, where there is data: an instance whose file was lost goes on with it. */
function clusterIdOnDisk(home: string): string | undefined {
  const file = path.join(home, 'kafka', 'data', 'meta.properties');
  return existsSync(file) ? readFileSync(file, 'utf8').match(/^cluster\.id=(\S+)$/m)?.[1] : undefined;
}

/** Reads the instance's file, or makes a new one, and brings it in line with the settings. */
export function openInstance(settings: Settings): InstanceFile {
  const stored = readInstanceFile(settings.home);
  const instance: InstanceFile = {
    id: stored?.id ?? randomUUID(),
    kafkaClusterId: clusterIdOnDisk(settings.home) ?? stored?.kafkaClusterId ?? newClusterId(),
    mode: settings.mode,
    ports: settings.ports,
  };
  if (JSON.stringify(instance) !== JSON.stringify(stored)) writeInstanceFile(settings.home, instance);
  register(settings);
  return instance;
}

const registryOf = (settings: Settings) => path.join(settings.cache, 'instances');

/** Remembers in the shared cache where this instance's folder is, so that other clones can name it. */
function register(settings: Settings): void {
  const instance = readInstanceFile(settings.home);
  if (!instance) return;
  const registry = registryOf(settings);
  mkdirSync(registry, { recursive: true });
  // Beside the registry: whoever reads that would take a draft in it for an entry.
  const draft = `${registry}.${process.pid}`;
  writeFileSync(draft, settings.home);
  renameSync(draft, path.join(registry, instance.id));
}

/** Forgets this instance, when its folder is removed. */
export function unregister(settings: Settings): void {
  const instance = readInstanceFile(settings.home);
  if (instance) rmSync(path.join(registryOf(settings), instance.id), { force: true });
}

/** The folders of all known instances that still exist. Entries of those that don't are removed. */
export function knownHomes(settings: Settings): string[] {
  const homes: string[] = [];
  const registry = registryOf(settings);
  for (const id of existsSync(registry) ? readdirSync(registry) : []) {
    const entry = path.join(registry, id);
    const home = homeIn(entry);
    if (home === undefined) continue;
    let ours = false;
    try {
      ours = readInstanceFile(home)?.id === id;
    } catch {
      // A damaged file is that workbook's own problem.
    }
    if (ours) homes.push(home);
    else rmSync(entry, { force: true });
  }
  return homes;
}

/** Undefined where the entry is gone by now. */
function homeIn(entry: string): string | undefined {
  try {
    return readFileSync(entry, 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
}

/** How a learner knows a workbook: by the folder that its `.workbook` is in. */
function folderOfWorkbook(home: string): string {
  return path.basename(home) === '.workbook' ? path.dirname(home) : home;
}

/** The ports that running processes of an instance listen on. */
async function portsInUse(home: string, processes: readonly ProcessName[]): Promise<number[]> {
  const records = processes.flatMap((service) => readRecord(home, service) ?? []);
  const alive = await Promise.all(records.map(isRunning));
  return records.filter((_, index) => alive[index]).flatMap((record) => Object.values(record.ports));
}

/** The folder of another workbook of which a process has this port, where there is one. */
export async function findWorkbookOnPort(settings: Settings, port: number): Promise<string | undefined> {
  for (const home of knownHomes(settings)) {
    if (home !== settings.home && (await portsInUse(home, PROCESS_NAMES)).includes(port)) return folderOfWorkbook(home);
  }
  return undefined;
}

/** The folders of other workbooks that have running services. */
export async function findRunningWorkbooks(settings: Settings): Promise<string[]> {
  const found: string[] = [];
  for (const home of knownHomes(settings)) {
    if (home !== settings.home && (await portsInUse(home, SERVICE_NAMES)).length > 0)
      found.push(folderOfWorkbook(home));
  }
  return found;
}

/**
 * For tests: makes `home` an instance of its own, with ports that are free now, and returns its settings. Nothing is
 * started.
 */
export async function freeInstance(home: string): Promise<Settings> {
  const [kafka = 0, flink = 0] = await findFreePorts(2);
  const settings = readSettings({
    ...process.env,
    WORKBOOK_HOME: home,
    WORKBOOK_MODE: 'embedded',
    WORKBOOK_KAFKA_PORT: String(kafka),
    WORKBOOK_FLINK_PORT: String(flink),
  });
  mkdirSync(settings.home, { recursive: true });
  openInstance(settings);
  return settings;
}
