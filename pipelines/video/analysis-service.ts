import { type FunctionService, serveFunction } from '@workbook/flink';
import sharp from 'sharp';
import { analyseImage, type ClaimedImage, type ImageAnswer } from './image-analysis.js';
import { MAX_JPEG_BYTES } from './limits.js';

/** What the job sends with each image. */
export type AnalysisItem = ClaimedImage & { bytes: Buffer };

/** How many frames are decoded at a time: libvips works outside Node's thread. */
const CONCURRENCY = 2;
/** How many bytes of images may wait here; more are asked to come again. */
const MAX_QUEUE_BYTES = 64 * 1024 * 1024;

/**
 * Serves the analysis of frames to the Flink job: decoding needs sharp, a native package, which only Node can load.
 * It holds no state, so it may be started and ended at any time; a job that runs without it fails.
 */
export function startAnalysisService(): Promise<FunctionService> {
  // Frames never come twice, and each is decoded on one thread: a cache and more threads only cost memory.
  sharp.cache(false);
  sharp.concurrency(1);
  return serveFunction<AnalysisItem, ImageAnswer>(
    'analyse-frame',
    (frames) => Promise.all(frames.map(({ bytes, ...claimed }) => analyseImage(bytes, claimed))),
    {
      // One frame a call: none waits for another.
      batchSize: 1,
      maxWaitMs: 0,
      concurrency: CONCURRENCY,
      maxQueueBytes: MAX_QUEUE_BYTES,
      // The job sends nothing over the limit. This holds for whoever else asks.
      maxItemBytes: MAX_JPEG_BYTES,
    },
  );
}
