// Git, asked without questions back, in words that can be read.
import { run } from './child.mjs';
import { root } from './places.mjs';
import { Problem } from './problem.mjs';

/** Git may neither ask for a password nor speak another language nor take a file's name for a pattern. */
const ENVIRONMENT = {
  LC_ALL: 'C',
  GIT_TERMINAL_PROMPT: '0',
  GIT_LITERAL_PATHSPECS: '1',
  GIT_HTTP_LOW_SPEED_LIMIT: '1',
  GIT_HTTP_LOW_SPEED_TIME: '20',
  GIT_SSH_COMMAND: process.env.GIT_SSH_COMMAND ?? 'ssh -o BatchMode=yes -o ConnectTimeout=20',
};

/**
 * Runs git in this clone.
 *
 * @param {string[]} args
 * @param {{input?: string, env?: NodeJS.ProcessEnv}} [options]
 * @returns {Promise<{code: number, stdout: string, stderr: string}>} stdout without the line end
 */
export async function tryGit(args, { input = '', env = {} } = {}) {
  try {
    const { code, stdout, stderr } = await run('git', args, {
      cwd: root,
      env: { ...process.env, ...ENVIRONMENT, ...env },
      input,
    });
    return { code: code ?? 1, stdout: stdout.replace(/\n$/, ''), stderr: withoutSecrets(stderr) };
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    throw new Problem('There is no git on this machine, so the workbook can’t fetch its new version.', 'Install git.');
  }
}

/** Runs git; returns what it printed. A failure is a Problem with git's own words. */
export async function git(args, options) {
  const { code, stdout, stderr } = await tryGit(args, options);
  if (code === 0) return stdout;
  throw new Problem(`git ${args[0]} failed.`, 'What you wrote is where it was. Git says:', stderr.trim());
}

/** The paths in output that ends each with a zero byte. */
export const paths = (output) => output.split('\0').filter((path) => path !== '');

/** An address without the password that may stand in it. */
export const withoutSecrets = (text) => text.replaceAll(/\/\/[^@/\s]*@/g, '//');
