import open from 'open';

/**
 * Whether a page should open by itself: where a person is looking on and did not say `no-open`. npm hands `--no-open` over
 * as an empty `npm_config_open`.
 *
 * @returns that, and the arguments without the word
 */
export function takeNoOpen(
  argv: readonly string[],
  { stream = process.stdout, env = process.env }: { stream?: NodeJS.WriteStream; env?: NodeJS.ProcessEnv } = {},
): { opens: boolean; rest: string[] } {
  const rest = argv.filter((word) => !/^(--)?no-open$/.test(word));
  const refused = rest.length < argv.length || env.npm_config_open === '';
  return { opens: !refused && Boolean(stream.isTTY) && !env.CI && !env.SSH_CONNECTION && hasScreen(env), rest };
}

function hasScreen(env: NodeJS.ProcessEnv): boolean {
  return process.platform !== 'linux' || Boolean(env.DISPLAY || env.WAYLAND_DISPLAY || env.WSL_DISTRO_NAME);
}

/** Opens a page in the person's browser. Resolves to whether that could be tried. */
export async function openInBrowser(url: string): Promise<boolean> {
  try {
    const child = await open(url);
    child.on('error', () => {});
    return true;
  } catch {
    return false;
  }
}
