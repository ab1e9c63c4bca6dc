import { basename } from 'node:path';
import { typedPath } from '@workbook/terminal';
import { openFileSource } from '../file-source.js';
import type { FrameSource } from '../frame-source.js';
import { IMAGE_FORMATS } from '../image-folder.js';
import { mergeSources } from '../merged-source.js';
import { VIDEO_FORMATS } from '../video-file.js';
import { parseSizes, QUALITY_OPTION } from './frame-options.js';
import { defineSource } from './source-kind.js';

/** Video files, or images, played as if cameras filmed them. */
export const file = defineSource({
  word: 'file',
  description: `a video (${VIDEO_FORMATS}), an image (${IMAGE_FORMATS}), or a folder of images; or several of them at once`,
  argument: { name: 'path', description: 'where it is; each of several is a source of its own', several: true },
  options: [
    {
      name: 'fps',
      description: 'frames per second',
      default: 0,
      defaultText: 'those of the video; 5 for images',
      min: 0,
      max: 240,
    },
    {
      name: 'size',
      description: 'frames are made to fit into this, in their own shape',
      default: '',
      defaultText: 'as they are',
      placeholder: '<width>x<height>',
      flaw: (text) => (parseSizes(text)?.length === 1 ? undefined : 'It must be such as 1280x720.'),
    },
    QUALITY_OPTION,
    { name: 'speed', description: '2 is twice as fast as it was filmed', default: 1, min: 0.1, max: 100 },
    { name: 'loop', description: 'begin again at its end', default: false },
  ],
  async open({ words, fps, size, quality, speed, loop }, { settings, signal, say }) {
    const options = { fps: fps || undefined, size: parseSizes(size)?.[0], quality, speed, loop, tell: say, signal };
    const files = words.map((word) => typedPath(word));
    const names = distinctNames(files.map((path) => basename(path)));
    const sources: FrameSource[] = [];
    for (const [i, path] of files.entries()) {
      sources.push(await openFileSource(settings, { ...options, file: path, name: names[i] }));
    }
    const source = mergeSources(sources);
    signal.addEventListener('abort', () => void source.close(), { once: true });
    return source;
  },
});

/** A name that comes again gets a number: frames of two files must not look like those of one source. */
export function distinctNames(names: readonly string[]): string[] {
  return names.map((name, i) => {
    const earlier = names.slice(0, i).filter((other) => other === name).length;
    return earlier === 0 ? name : `${name} (${earlier + 1})`;
  });
}
