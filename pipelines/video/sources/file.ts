import { typedPath } from '../../program/typed-path.js';
import { openFileSource } from '../file-source.js';
import { parseSizes, QUALITY_OPTION } from './frame-options.js';
import { defineSource } from './source-kind.js';

/** A video file, or images, played as if a camera filmed them. */
export const file = defineSource({
  word: 'file',
  description: 'a video (mp4, webm, mov, gif), an image, or a folder of images',
  argument: { name: 'path', description: 'where it is' },
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
  ],
  async open({ argument, fps, size, quality, speed }, { settings, signal, say }) {
    const source = await openFileSource(settings, {
      file: typedPath(argument),
      fps: fps || undefined,
      size: parseSizes(size)?.[0],
      quality,
      speed,
      tell: say,
      signal,
    });
    signal.addEventListener('abort', () => void source.close(), { once: true });
    return source;
  },
});
