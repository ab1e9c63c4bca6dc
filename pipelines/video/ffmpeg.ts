import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Settings } from '@workbook/services';

/**
 * The path of the ffmpeg program. Where it is missing it is fetched, which the set-up does and says: once for all clones.
 * After that no network is needed.
 *
 * @throws Error if it could not be fetched, or the signal came first
 */
export async function ensureFfmpeg(settings: Settings, signal?: AbortSignal): Promise<string> {
  const program = path.join(settings.cache, `ffmpeg-${pinnedVersion(settings)}`, 'ffmpeg');
  if (!existsSync(program)) await fetchIt(settings, signal);
  return program;
}

function pinnedVersion(settings: Settings): string {
  const requirements = readFileSync(path.join(settings.repository, 'setup', 'requirements-ffmpeg.txt'), 'utf8');
  return /^imageio-ffmpeg==([\d.]+)/m.exec(requirements)?.[1] ?? '';
}

async function fetchIt(settings: Settings, signal?: AbortSignal): Promise<void> {
  const setup = path.join(settings.repository, 'setup.mjs');
  const env = { ...process.env, WORKBOOK_CACHE: settings.cache };
  const child = spawn(process.execPath, [setup, 'ffmpeg'], { env, stdio: ['ignore', 'inherit', 'inherit'] });
  // It says itself that it stops, and tidies up.
  const stop = () => child.kill('SIGTERM');
  signal?.addEventListener('abort', stop, { once: true });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  signal?.removeEventListener('abort', stop);
  if (signal?.aborted) throw new Error('No frame was sent.');
  if (code !== 0) throw new Error('Without ffmpeg no video file can be read. A folder of images needs none.');
}
