/** What still uses an instance: before its data is wiped, and when its services are stopped. */
import { askJobs } from './ask.js';
import { ServiceError } from './failures.js';
import { describeProgram, runningPrograms } from './running-programs.js';
import type { Settings } from './settings.js';

/**
 * @param undone what was not done, such as `Nothing was wiped`
 * @throws ServiceError that names the programs and jobs that run, and how to end them
 */
export async function requireUnused(settings: Settings, undone: string): Promise<void> {
  const programs = await runningPrograms(settings.home);
  const jobs = await askJobs(settings);
  const inUse = [
    ...programs.map(describeProgram),
    ...jobs.map(({ id, name }) => `the Flink job ${JSON.stringify(name)} (${id.slice(0, 8)})`),
  ];
  if (inUse.length === 0) return;
  const ways = [
    ...(programs.length > 0 ? [`a program with Ctrl-C in its terminal, or "kill ${programs[0]?.pid}"`] : []),
    ...(jobs.length > 0 ? [`a job with "npm run flink cancel ${jobs[0]?.id.slice(0, 8)}"`] : []),
  ];
  throw new ServiceError(
    [
      `${undone}, for this still runs and would lose what it works on:`,
      ...inUse.map((it) => `  ${it}`),
      `End it first: ${ways.join('; ')}. Then try again.`,
    ].join('\n'),
  );
}

/** After the services were stopped: names the programs that run on without them; undefined where none does. */
export async function describeLeftRunning({ home }: Settings): Promise<string | undefined> {
  const programs = await runningPrograms(home);
  if (programs.length === 0) return undefined;
  const [these, goOn, it] = programs.length === 1 ? ['This runs', 'it goes', 'it'] : ['These run', 'they go', 'them'];
  const kill = `kill ${programs.map(({ pid }) => pid).join(' ')}`;
  return [
    `${these} on without them:`,
    ...programs.map((program) => `  ${describeProgram(program)}`),
    `Once "npm start" has them running again, ${goOn} on; a demo whose job ran ends without its books. To end ${it}: Ctrl-C in the terminal, or "${kill}".`,
  ].join('\n');
}
