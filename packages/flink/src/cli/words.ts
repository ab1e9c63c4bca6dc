/** The words of a command line. npm keeps flags that come without `--` before them and passes them on as `npm_config_…`. */

export interface Taken<Value> {
  value: Value;
  rest: string[];
}

/** Takes a word such as `detached` out; `--detached` and npm's setting count as well. */
export function takeWord(word: string, words: readonly string[], env: NodeJS.ProcessEnv = process.env): Taken<boolean> {
  const rest = words.filter((each) => each !== word && each !== `--${word}`);
  return { value: rest.length < words.length || npmSetting(word, env) === 'true', rest };
}

/** Takes `name=value` out; `--name=value` and npm's setting count as well, and of several the last. */
export function takeValue(
  name: string,
  words: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
): Taken<string | undefined> {
  const isIt = (word: string) => word.startsWith(`${name}=`) || word.startsWith(`--${name}=`);
  const last = words.findLast(isIt);
  const setting = npmSetting(name, env);
  const value = last === undefined ? setting : last.slice(last.indexOf('=') + 1);
  return { value, rest: words.filter((word) => !isIt(word)) };
}

function npmSetting(name: string, env: NodeJS.ProcessEnv): string | undefined {
  return env[`npm_config_${name.replaceAll('-', '_')}`];
}

/**
 * The words with the question for a command's help made a flag: `run help` and `run FILE help` ask for it. (npm keeps
 * `--help` for itself.)
 */
export function askForHelp(words: readonly string[]): string[] {
  const [command, ...rest] = words;
  if (command === undefined || command === 'help') return [...words];
  return rest[0] === 'help' || rest.at(-1) === 'help' ? [command, '--help'] : [...words];
}

/** Words as they are typed in a shell. */
export function typed(words: readonly string[]): string {
  return words.map(quotedForShell).join(' ');
}

function quotedForShell(word: string): string {
  if (/^[\w@%+=:,./-]+$/.test(word)) return word;
  return process.platform === 'win32' ? `"${word.replaceAll('"', '\\"')}"` : `'${word.replaceAll("'", "'\\''")}'`;
}
