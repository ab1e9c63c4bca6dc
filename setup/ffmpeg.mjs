// ffmpeg, which reads video files: taken out of the PyPI package imageio-ffmpeg and moved into the cache. Only the video
// pipeline's file source needs it, so it is fetched when that is first used and not by npm start.
import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { interrupt, run } from './child.mjs';
import { checkDisk, checkPlatform, SPACE } from './machine.mjs';
import { lastWords } from './network.mjs';
import { ffmpegRequirements, friendlyPath } from './places.mjs';
import { Problem } from './problem.mjs';
import { createEnvironment, environmentPython, findPython } from './python.mjs';
import { createStaging, removeAbandoned } from './staging.mjs';
import { runSteps } from './steps.mjs';

/** What each platform's wheel weighs, in MB: to download, and unpacked. */
const MEGABYTES = {
  'linux-x64': [68, 173],
  'linux-arm64': [61, 131],
  'darwin-x64': [27, 81],
  'darwin-arm64': [23, 52],
};

/**
 * Fetches ffmpeg unless it is there.
 *
 * @param {string} cache the folder of the shared downloads
 * @param {NodeJS.WritableStream} stream hears what is fetched, how much it is and under which licence, before it is
 */
export async function prepareFfmpeg(cache, stream) {
  const folder = join(cache, `ffmpeg-${await ffmpegVersion()}`);
  if (existsSync(join(folder, 'ffmpeg'))) {
    stream.write(`ffmpeg is there: ${friendlyPath(join(folder, 'ffmpeg'))}\n`);
    return;
  }
  checkPlatform();
  const [download, disk] = MEGABYTES[`${process.platform}-${process.arch}`];
  stream.write(
    `Video files are read by ffmpeg, which comes in the Python package imageio-ffmpeg: ${download} MB to download, ${disk} MB on disk.\n` +
      `Its licence is the GNU GPL; it runs as a program of its own, from ${friendlyPath(folder)}, and nothing is installed on the system.\n`,
  );
  await checkDisk(cache, SPACE.ffmpeg);
  await removeAbandoned(cache);
  const staging = await createStaging(cache);
  const step = { id: 'ffmpeg', title: 'ffmpeg', run: (tell) => install(folder, staging, download, tell) };
  try {
    await runSteps([step], { stream, onFailure: interrupt });
  } finally {
    await rm(staging, { recursive: true, force: true });
  }
}

/** The version of the pinned package. */
async function ffmpegVersion() {
  const pin = /^imageio-ffmpeg==([\d.]+)/m.exec(await readFile(ffmpegRequirements, 'utf8'));
  if (!pin)
    throw new Problem('requirements-ffmpeg.txt no longer pins imageio-ffmpeg.', 'Put it back: git checkout setup');
  return pin[1];
}

async function install(folder, staging, megabytes, tell) {
  const python = await findPython();
  tell(`${megabytes} MB to download`);
  const environment = join(staging, 'python');
  await createEnvironment(python.program, environment, { file: ffmpegRequirements, what: 'ffmpeg' });
  const draft = join(staging, 'ffmpeg');
  await mkdir(draft);
  await rename(await unpackedProgram(environment), join(draft, 'ffmpeg'));
  await writeFile(join(draft, 'LICENSE.txt'), await licence(join(draft, 'ffmpeg')));
  await moveIntoPlace(draft, folder, join(staging, 'broken-ffmpeg'));
  return 'verified';
}

async function moveIntoPlace(draft, folder, aside) {
  if (existsSync(folder) && !existsSync(join(folder, 'ffmpeg'))) await rename(folder, aside);
  try {
    await rename(draft, folder);
  } catch (error) {
    if (!existsSync(join(folder, 'ffmpeg'))) throw error; // else another run was faster: one is enough
  }
}

async function unpackedProgram(environment) {
  const question = 'import importlib.resources; print(importlib.resources.files("imageio_ffmpeg") / "binaries")';
  const { stdout } = await run(environmentPython(environment), ['-c', question]);
  const binaries = stdout.trim();
  const name = (await readdir(binaries)).find((file) => file.startsWith('ffmpeg-'));
  if (!name) throw new Problem('The package imageio-ffmpeg holds no ffmpeg.', 'Put its pin back: git checkout setup');
  return join(binaries, name);
}

/** Its own words on its licence, which also prove that it runs here. */
async function licence(program) {
  const { code, stdout, stderr } = await run(program, ['-hide_banner', '-L']).catch((error) => ({
    code: -1,
    stderr: error.message,
  }));
  if (code === 0) return stdout;
  throw new Problem(
    'ffmpeg was downloaded but does not run on this machine.',
    'If the downloads are on a disk mounted with noexec, name another folder: WORKBOOK_CACHE=/path/to/folder',
    lastWords(stderr),
  );
}
