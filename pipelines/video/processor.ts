import { fileURLToPath } from 'node:url';
import type { FlinkClient, FunctionService } from '@workbook/flink';
import type { JobGuard } from '../program/job-guard.js';
import { JobKeeper, type OpenedJob } from '../program/job-keeper.js';
import { startAnalysisService } from './analysis-service.js';
import { JOB_NAME, type VideoJobArgs } from './job.js';

/** The processor: the analysis service, and the Flink job that asks it. The service lives as long as the processor. */
export interface VideoProcessor extends OpenedJob<VideoJobArgs>, AsyncDisposable {
  service: FunctionService;
}

/**
 * Starts the analysis service, and prepares the job: `job.start()` submits it.
 *
 * @param tell hears, in sentences, what happens to the job
 * @param guard ends the job should this program be killed
 */
export async function videoProcessor(
  client: FlinkClient,
  args: Omit<VideoJobArgs, 'analyse'>,
  tell: (sentence: string) => void,
  guard?: JobGuard,
): Promise<VideoProcessor> {
  const service = await startAnalysisService();
  const file = fileURLToPath(new URL('job.ts', import.meta.url));
  const job = new JobKeeper<VideoJobArgs>(
    client,
    { name: JOB_NAME, file, args: { ...args, analyse: service.endpoint } },
    tell,
    guard,
  );
  const close = () => service.close();
  return { job, service, close, [Symbol.asyncDispose]: close };
}
