/** `npm run doctor`: everything that someone needs to help from afar, on one page, without secrets. */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { formatBytes, print, table } from '@workbook/terminal';
import { DISK_FULL } from './causes.js';
import { consolePort, consoleStatus } from './console.js';
import { freeBytes, isDiskFull } from './disk-space.js';
import { findDamage } from './downloads.js';
import { describeFailure } from './failures.js';
import { allJars, jarFiles, javaHome, runnerJar } from './java.js';
import { jupyterPort, jupyterStatus } from './jupyter.js';
import { lastLines, logFile } from './logs.js';
import { findPortOwner, isPortFree } from './ports.js';
import { status } from './services.js';
import { type ProcessName, SERVICE_NAMES, type Settings } from './settings.js';
import { SERVICE_TITLES } from './status.js';

const LOG_LINES = 15;
const VARIABLES = [
  'WORKBOOK_HOME',
  'WORKBOOK_CACHE',
  'WORKBOOK_MODE',
  'WORKBOOK_KAFKA_PORT',
  'WORKBOOK_FLINK_PORT',
  'WORKBOOK_JUPYTER_PORT',
  'WORKBOOK_CONSOLE_PORT',
  'KAFKA_BOOTSTRAP_SERVERS',
  'FLINK_REST_URL',
];

/** Takes out what should not be seen in public: the user's name in paths, passwords in addresses and settings. */
export function withoutSecrets(text: string, home: string = os.homedir()): string {
  return text
    .replaceAll(home.length > 1 ? home : '\0', '~')
    .replace(/(\w+:\/\/)[^\s/@]+@/g, '$1***@')
    .replace(/((?:password|passwd|secret|token|api[-_]?key)["']?\s*[=:]\s*)("[^"]*"|'[^']*'|[^\s,;&]+)/gi, '$1***');
}

async function firstLine(program: string, args: readonly string[]): Promise<string> {
  const output = await promisify(execFile)(program, args, { timeout: 5_000 }).catch(() => undefined);
  return (output?.stdout || output?.stderr)?.split(/\r?\n/)[0]?.trim() || 'not found';
}

function freeSpace(folder: string): string {
  const free = freeBytes(folder);
  if (free === undefined) return 'unknown';
  return `${formatBytes(free)} free${isDiskFull(folder) ? `. ${DISK_FULL}` : ''}`;
}

function versionOf(settings: Settings, folder: 'kafka' | 'flink' | 'graal', artifact: RegExp): string {
  const jar = jarFiles(settings, folder)
    .map((file) => path.basename(file))
    .find((file) => artifact.test(file));
  return jar?.match(artifact)?.[1] ?? 'unknown';
}

function machineRows(): string[][] {
  const wsl = /microsoft/i.test(os.release()) ? ', WSL' : '';
  return [
    ['system', `${os.type()} ${os.release()} ${os.arch()}${wsl}`],
    ['processors', String(os.availableParallelism())],
    ['memory', `${formatBytes(os.freemem())} free of ${formatBytes(os.totalmem())}`],
  ];
}

async function versionRows(settings: Settings): Promise<string[][]> {
  const workbook = JSON.parse(readFileSync(path.join(settings.repository, 'package.json'), 'utf8')) as {
    version: string;
  };
  const [commit, python] = await Promise.all([
    firstLine('git', ['-C', settings.repository, 'log', '-1', '--format=%h %cs']),
    firstLine('python3', ['--version']),
  ]);
  const jars = allJars(settings);
  const missing = jars.filter(({ file }) => !existsSync(file));
  const damage = await findDamage(settings);
  const whole = jars.length - missing.length - damage.jars.length;
  const damagedJars = damage.jars.length > 0 ? `; damaged: ${damage.jars.join(', ')}` : '';
  return [
    ['workbook', `${workbook.version} (${commit})`],
    ['Node', process.version],
    ['Python', python.replace(/^Python /, '')],
    ['Kafka', versionOf(settings, 'kafka', /^kafka_2\.13-(.+)\.jar$/)],
    ['Flink', versionOf(settings, 'flink', /^flink-runtime-(\d.+)\.jar$/)],
    ['GraalJS', versionOf(settings, 'graal', /^js-language-(.+)\.jar$/)],
    ['Java runtime', javaRow(settings, damage.java)],
    [
      'jars',
      `${whole} of ${jars.length}${damagedJars}${whole < jars.length ? '; "npm start" downloads the rest' : ''}`,
    ],
    ['Flink runner', existsSync(runnerJar(settings)) ? 'built' : 'not built yet; "npm start" builds it'],
  ];
}

function javaRow(settings: Settings, damaged: readonly string[]): string {
  const folder = javaHome(settings);
  if (!existsSync(folder)) return 'not downloaded yet';
  const flaw = damaged.length > 0 ? `; damaged: ${damaged.join(', ')}; "npm start" downloads it again` : '';
  return `${path.basename(folder)}${flaw}`;
}

async function portRow(name: string, port: number): Promise<string[]> {
  if (await isPortFree(port)) return [name, `${port}: free`];
  const owner = await findPortOwner(port);
  return [name, `${port}: used by ${owner ? `"${owner.program}" (process ${owner.pid})` : 'an unknown program'}`];
}

async function portRows(settings: Settings): Promise<string[][]> {
  const { kafka, flink } = settings.ports;
  const rows = [portRow('Kafka', kafka), portRow('Flink', flink)];
  for (const [name, portOf] of [
    ['Console', consolePort],
    ['JupyterLab', jupyterPort],
  ] as const) {
    const row = portOf(settings).then((port) => portRow(name, port));
    // A variable that holds no port is told in its row: what is wrong is what a report is for.
    rows.push(row.catch((error: unknown) => [name, describeFailure(error)]));
  }
  return Promise.all(rows);
}

/** Prints the report. */
export async function writeReport(settings: Settings): Promise<void> {
  const section = (title: string, body: string) => print(withoutSecrets(`\n## ${title}\n${body}`));
  const logSection = (name: ProcessName, title: string) => {
    const lines = lastLines(logFile(settings.home, name), LOG_LINES);
    section(`Log: ${title}`, lines.length > 0 ? `\`\`\`\n${lines.join('\n')}\n\`\`\`` : 'none yet');
  };
  print('Paste this into your issue; it holds no passwords.');
  section(
    'Machine',
    table([
      ...machineRows(),
      ['disk, state', `${settings.home}: ${freeSpace(settings.home)}`],
      ['disk, cache', `${settings.cache}: ${freeSpace(settings.cache)}`],
    ]),
  );
  section('Versions', table(await versionRows(settings)));
  const set = VARIABLES.filter((name) => process.env[name]).map((name) => [name, process.env[name] ?? '']);
  const proxies = ['HTTPS_PROXY', 'https_proxy', 'NO_PROXY', 'no_proxy'].filter((name) => process.env[name]);
  section('Settings', table([['mode', settings.mode], ...set, ['proxy variables', proxies.join(', ') || 'none']]));
  section('Ports', table(await portRows(settings)));
  const services = await status(settings).catch((error: unknown) => describeFailure(error));
  const rows =
    typeof services === 'string'
      ? services
      : table(services.map((it) => [SERVICE_TITLES[it.service], it.state, it.address, it.detail]));
  section('Services', rows);
  const pages = [
    ['JupyterLab', await jupyterStatus(settings)],
    ['Console', await consoleStatus(settings)],
  ] as const;
  section('Pages', table(pages.map(([title, it]) => [title, it.state, it.address, it.detail])));
  logSection('jupyter', 'JupyterLab');
  logSection('console', 'console');
  if (settings.mode === 'docker') section('Docker', await firstLine('docker', ['--version']));
  if (settings.mode !== 'embedded') return;
  for (const service of SERVICE_NAMES) logSection(service, SERVICE_TITLES[service]);
}
