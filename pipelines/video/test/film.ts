/** Video files for tests, made by the same ffmpeg that reads them. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { readSettings } from '@workbook/services';
import { ensureFfmpeg } from '../ffmpeg.js';

/** How long the first test may take in which ffmpeg is fetched, in ms. */
export const FETCH_MS = 300_000;

/** Runs ffmpeg with these arguments, overwriting the file at their end. */
export async function film(...args: string[]): Promise<void> {
  const ffmpeg = await ensureFfmpeg(readSettings());
  await promisify(execFile)(ffmpeg, ['-hide_banner', '-loglevel', 'error', '-nostdin', '-y', ...args]);
}

/** A moving test picture with a running clock. */
export function testPicture({ size, fps, seconds }: { size: string; fps: number; seconds: number }): string[] {
  return ['-f', 'lavfi', '-i', `testsrc=size=${size}:rate=${fps}:duration=${seconds}`, '-pix_fmt', 'yuv420p'];
}
