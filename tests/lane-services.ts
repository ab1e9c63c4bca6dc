/** The lane's Kafka and Flink: started for the lane's first file, and found running by every other one. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { createTopics, freeInstance, readSettings, status, up } from '@workbook/services';

const home = process.env.WORKBOOK_HOME ?? '';
const settings = existsSync(path.join(home, 'instance.json')) ? readSettings() : await freeInstance(home);
const missing = (await status(settings)).filter(({ state }) => state !== 'running');
const died = missing.filter(({ state }) => state !== 'stopped');
if (died.length > 0) {
  const names = died.map(({ service, state }) => `${service} (${state})`);
  console.warn(`The file before this one in its lane left services behind that don't run: ${names.join(', ')}.`);
}
if (missing.length > 0) {
  await up(settings);
  await createTopics(settings);
}
