// Kafka and Flink, through the package that knows how to start and stop them.
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { friendlyPath, root } from './places.mjs';
import { painter } from './steps.mjs';

const DOOR = join(root, 'packages', 'services', 'dist', 'index.js');

/** Whether the package is built, so that it can be asked. */
export function canAskServices() {
  return existsSync(DOOR);
}

/** The built package `@workbook/services`. */
export function loadServices() {
  return import(pathToFileURL(DOOR).href);
}

/** Starts what isn't running. Resolves to a few words, or undefined if everything ran already. */
export async function startServices(tell) {
  const { readSettings, SERVICE_TITLES, up } = await loadServices();
  const starting = new Set();
  const ready = new Set();
  await up(readSettings(), {
    onProgress: ({ service, state }) => {
      (state === 'ready' ? ready : starting).add(service);
      const waiting = [...starting].filter((name) => !ready.has(name)).map((name) => SERVICE_TITLES[name]);
      tell(waiting.length > 0 ? `waiting for ${waiting.join(', ')}` : '');
    },
    onWait: (command, pid) => tell(`waiting for "${command}" (process ${pid}) to end`),
    onNotice: tell,
  });
  return starting.size > 0 ? `started ${[...starting].map((name) => SERVICE_TITLES[name]).join(', ')}` : undefined;
}

/** Creates the topics that aren't there. */
export async function createMissingTopics() {
  const { createTopics, readSettings } = await loadServices();
  const created = await createTopics(readSettings());
  return created.length > 0 ? `created ${created.length}` : undefined;
}

/** Says where everything is, and what keeps running. */
export async function tellWhereEverythingIs(stream, cache) {
  const { consoleUrl, readSettings, whyElsewhere, workbookTopics } = await loadServices();
  const settings = readSettings();
  const paint = painter(stream);
  const places = [
    ['Kafka', settings.kafka.bootstrapServers.join(', ')],
    ['Topics', `${workbookTopics.length} for the pipelines  ${paint('dim', '"npm run kafka topics" lists them')}`],
    ['Flink', `${settings.flink.url}  ${paint('dim', 'its dashboard: open it in a browser')}`],
    ...consolePlace(paint, await consoleUrl(settings), await whyElsewhere(settings)),
    ['State', `${friendlyPath(settings.home)}  ${paint('dim', "logs, Kafka's data, Flink's checkpoints")}`],
    ['Downloads', `${friendlyPath(cache)}  ${paint('dim', 'shared by all your clones')}`],
  ];
  stream.write(`\n${places.map(([name, place]) => `  ${paint('bold', name.padEnd(10))} ${place}\n`).join('')}\n`);
  stream.write(`${background(settings.mode)}\n\n`);
}

function consolePlace(paint, url, reason) {
  if (!url) return [];
  const what = `topics, jobs and lessons as they are now${reason ? `; ${reason}` : ''}`;
  return [['Console', `${url}  ${paint('dim', what)}`]];
}

function background(mode) {
  if (mode === 'external') {
    return 'Kafka and Flink are your own cluster (external mode): npm stop leaves them alone, and ends JupyterLab and the console.';
  }
  return 'Kafka, Flink, JupyterLab and the console keep running in the background, also when you close this terminal. npm stop ends them.';
}

/** Starts the console if it doesn't run, or runs from older code. Resolves to a few words, or undefined if it ran already. */
export async function startConsolePage() {
  const { readSettings, startConsole } = await loadServices();
  const { started } = await startConsole(readSettings());
  return started ? 'started the console' : undefined;
}
