import { openInBrowser } from '../../program/browser.js';
import { WebcamSource } from '../webcam-source.js';
import { parseSizes, QUALITY_OPTION } from './frame-options.js';
import { defineSource } from './source-kind.js';

/** What a camera sees, through a page in the browser. */
export const webcam = defineSource({
  word: 'webcam',
  description: 'what your camera sees, through a page in your browser ("no-open" only prints its address)',
  options: [
    { name: 'fps', description: 'frames per second', default: 15, min: 0.1, max: 60 },
    {
      name: 'size',
      description: 'what the camera is asked for; it may give another',
      default: '1280x720',
      placeholder: '<width>x<height>',
      flaw: (text) => (parseSizes(text)?.length === 1 ? undefined : 'It must be such as 1280x720.'),
    },
    QUALITY_OPTION,
    {
      name: 'port',
      description: 'of the page; if taken, one of the next',
      default: 8086,
      min: 1024,
      max: 65_000,
      whole: true,
    },
  ],
  async open({ fps, size, quality, port }, { signal, say, opens }) {
    const source = await WebcamSource.open({
      fps,
      size: parseSizes(size)?.[0] ?? { width: 1280, height: 720 },
      quality,
      port,
      say,
    });
    signal.addEventListener('abort', () => void source.close(), { once: true });
    const opened = opens && (await openInBrowser(source.url));
    say(opened ? `The camera's page opens in your browser: ${source.url}` : `Open the camera's page: ${source.url}`);
    return source;
  },
});
