// What to type to start the workbook with another port. packages/services/src/start-again.ts says the same once it is built.

/** `npm start` as its user typed it, with one more port chosen. */
export function startAgain(variable, port, argv = process.argv, env = process.env) {
  const isOther = ([name, value]) => /^WORKBOOK_[A-Z]+_PORT$/.test(name) && name !== variable && value;
  const others = Object.entries(env).filter(isOther);
  const words = argv[2] === 'start' ? argv.slice(3) : [];
  // npm hands --no-open over as an empty npm_config_open.
  if (env.npm_config_open === '' && !words.includes('no-open')) words.push('no-open');
  return [...others.map(([name, value]) => `${name}=${value}`), `${variable}=${port}`, 'npm start', ...words].join(' ');
}
