/** What to type to start the workbook with another port. `setup/start-again.mjs` says the same before this is built. */

/** What counts as a choice of a port that stays. */
const PORT_VARIABLE = /^WORKBOOK_[A-Z]+_PORT$/;

/**
 * `npm start` as its user typed it, with one more port chosen.
 *
 * @param variable such as `WORKBOOK_KAFKA_PORT`
 */
export function startAgain(
  variable: string,
  port: number,
  argv: readonly string[] = process.argv,
  env: NodeJS.ProcessEnv = process.env,
): string {
  const others = Object.entries(env).filter(([name, value]) => PORT_VARIABLE.test(name) && name !== variable && value);
  const ports = [...others.map(([name, value]) => `${name}=${value}`), `${variable}=${port}`];
  // What runs for another command, such as a demo, has other words.
  const words = /[\\/]setup\.mjs$/.test(argv[1] ?? '') && argv[2] === 'start' ? argv.slice(3) : [];
  // npm hands `--no-open` over as an empty npm_config_open.
  const kept = env.npm_config_open === '' && !words.includes('no-open') ? ['no-open'] : [];
  return [...ports, 'npm start', ...words, ...kept].join(' ');
}
