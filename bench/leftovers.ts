/** What a command left behind on the services and on the machine. */
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { FlinkClient } from '@workbook/flink';
import { type Settings, status } from '@workbook/services';
import { Kafka, logLevel } from 'kafkajs';

/** Everything that is there now, by name: compare two of these. */
export async function inventory(settings: Settings, temporaryFolder: string): Promise<Set<string>> {
  const [names, jobs, processes] = await Promise.all([
    namesOnTheBroker(settings),
    runningJobs(settings),
    processesOf(settings),
  ]);
  const files = [temporaryFolder, path.join(settings.home, 'checks')].map(async (folder) =>
    existsSync(folder) ? (await readdir(folder)).map((name) => `file ${path.join(folder, name)}`) : [],
  );
  return new Set([...names, ...jobs, ...processes, ...(await Promise.all(files)).flat()]);
}

async function namesOnTheBroker(settings: Settings): Promise<string[]> {
  const admin = new Kafka({ brokers: settings.kafka.bootstrapServers, logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    const [topics, { groups }] = await Promise.all([admin.listTopics(), admin.listGroups()]);
    // Kafka makes its own topics when they are first needed.
    const made = topics.filter((topic) => !topic.startsWith('__'));
    return [...made.map((topic) => `topic ${topic}`), ...groups.map(({ groupId }) => `group ${groupId}`)];
  } finally {
    await admin.disconnect();
  }
}

async function runningJobs(settings: Settings): Promise<string[]> {
  const jobs = await new FlinkClient(settings.flink.url).list();
  return jobs.filter(({ endTime }) => endTime === undefined).map(({ id }) => `job ${id}`);
}

/** Processes of this instance other than its services. Only Linux tells what a process was started with. */
async function processesOf(settings: Settings): Promise<string[]> {
  if (process.platform !== 'linux') return [];
  const services = (await status(settings)).map(({ pid }) => pid);
  const found: string[] = [];
  for (const name of await readdir('/proc')) {
    if (!/^\d+$/.test(name) || services.includes(Number(name)) || Number(name) === process.pid) continue;
    const environment = await readFile(`/proc/${name}/environ`, 'utf8').catch(() => '');
    if (environment.split('\0').includes(`WORKBOOK_HOME=${settings.home}`)) found.push(`process ${name}`);
  }
  return found;
}
