/** Ports that only the services themselves use, among each other. */
import { findFreePorts } from './ports.js';
import type { ProcessRecord } from './processes.js';
import type { ServiceName, Settings } from './settings.js';

const OWNERS = {
  /** Kafka's KRaft controller. */
  kafkaController: 'kafka',
  jobmanagerRpc: 'jobmanager',
  jobmanagerBlob: 'jobmanager',
  jobmanagerMetrics: 'jobmanager',
  taskmanagerRpc: 'taskmanager',
  taskmanagerData: 'taskmanager',
  taskmanagerMetrics: 'taskmanager',
} as const satisfies Record<string, ServiceName>;

export type InternalPorts = Record<keyof typeof OWNERS, number>;

/**
 * The ports of what runs, and free ones for what is to be started. Every start gets new ones: a Flink process that comes
 * back at the address of a dead one is not let in by those that still remember the dead one.
 */
export async function chooseInternalPorts(
  settings: Settings,
  running: ReadonlyMap<ServiceName, ProcessRecord>,
): Promise<InternalPorts> {
  const names = Object.keys(OWNERS) as (keyof InternalPorts)[];
  const inUse = new Set([
    ...Object.values(settings.ports),
    ...[...running.values()].flatMap(({ ports }) => Object.values(ports)),
  ]);
  const free = await findFreePorts(names.length, inUse);
  const chosen = names.map((name, index) => [name, running.get(OWNERS[name])?.ports[name] ?? free[index]]);
  return Object.fromEntries(chosen) as InternalPorts;
}
