/** The video pipeline: node --import tsx bench/video.ts */
import { measure, ownServices } from './measure.js';
import { displayFigures } from './video-display.js';

await measure('The video pipeline', async (scope) => displayFigures(await ownServices(scope)));
