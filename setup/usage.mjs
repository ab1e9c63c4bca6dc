// How npm start, npm stop and the others are typed. npm run update and npm test read their own words.
import { Problem } from './problem.mjs';

const USAGE = {
  start: {
    typed: 'npm start [no-open]',
    what: 'Sets up whatever is missing, starts Kafka, Flink, JupyterLab and the console, and opens the first notebook.\nWith no-open it only prints the address.',
    words: ['no-open'],
  },
  stop: { typed: 'npm stop', what: "Stops Kafka, Flink, JupyterLab and the console. Kafka's data stays.", words: [] },
  build: { typed: 'npm run build', what: 'Sets up and compiles whatever is missing, and starts nothing.', words: [] },
  test: {
    typed: 'npm test [fast] [PART OF A FILE NAME …]',
    what: "Runs the suite, on its own Kafka and Flink. With fast it leaves out the authors' gate and the notebooks.",
  },
  audit: {
    typed: 'npm run audit',
    what: 'Asks the npm registry for known weaknesses of the packages that are installed here.',
    words: [],
  },
};

/**
 * What to print where somebody asks how a command is typed; undefined where nobody does.
 *
 * @param {string} name of the command
 * @param {string[]} args the words after it
 * @throws {Problem} at a word that the command doesn't know
 */
export function usage(name, args) {
  const known = Object.hasOwn(USAGE, name) ? USAGE[name] : undefined;
  if (!known) return undefined;
  if (args.some((arg) => ['help', '--help', '-h'].includes(arg))) return `Usage: ${known.typed}\n\n${known.what}\n`;
  const stray = known.words && args.find((arg) => !known.words.includes(arg.replace(/^--/, '')));
  if (stray === undefined) return undefined;
  throw new Problem(`"${stray}" means nothing here.`, `It is typed like this: ${known.typed}`);
}
