/** Takes words out of a command line. npm keeps flags that come without `--` before them and passes them on as `npm_config_…`. */
import { npmSetting } from './words.js';

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
