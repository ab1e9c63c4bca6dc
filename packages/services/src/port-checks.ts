/** Refuses, in a sentence, to start on a port that is taken, or to leave a port that is in use by ourselves. */
import { ServiceError } from './failures.js';
import { findWorkbookOnPort } from './instance.js';
import { becomesFree, findPortOwner } from './ports.js';
import type { ProcessRecord } from './processes.js';
import type { Ports, Settings } from './settings.js';
import { startAgain } from './start-again.js';

const NAMES: Readonly<Record<keyof Ports, { title: string; variable: string }>> = {
  kafka: { title: 'Kafka', variable: 'WORKBOOK_KAFKA_PORT' },
  flink: { title: 'Flink', variable: 'WORKBOOK_FLINK_PORT' },
};

/** @throws ServiceError naming who has the port: another workbook by its folder, another program by its name */
export async function refuseBusyPort(settings: Settings, name: keyof Ports): Promise<void> {
  const port = settings.ports[name];
  if (await becomesFree(port)) return;
  const workbook = await findWorkbookOnPort(settings, port);
  const owner = workbook ? undefined : await findPortOwner(port);
  const who = workbook
    ? `the workbook in ${workbook}. End that one there with "npm stop"`
    : `${owner ? `"${owner.program}" (process ${owner.pid})` : 'another program'}. End it`;
  const { title, variable } = NAMES[name];
  const other = port + (port < 65_000 ? 100 : -100);
  throw new ServiceError(
    `Port ${port}, which ${title} needs, is in use by ${who}, or choose another port: ${startAgain(variable, other)}`,
  );
}

/** @throws ServiceError when the service that runs (its record) has another port than the settings want */
export function refuseMovedPort(settings: Settings, name: keyof Ports, record: ProcessRecord | undefined): void {
  const current = record?.ports[name];
  if (current === undefined || current === settings.ports[name]) return;
  throw new ServiceError(
    `This workbook's services already run, on port ${current}. Run "npm stop" first; then ${NAMES[name].variable}=${settings.ports[name]} takes effect.`,
  );
}
