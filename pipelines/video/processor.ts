import { fileURLToPath } from 'node:url';
import type { FlinkClient, FunctionService } from '@workbook/flink';
import { JobKeeper } from '../program/job-keeper.js';
import { startAnalysisService } from './analysis-service.js';
import { JOB_NAME, type VideoJobArgs } from './job.js';

/** The processor: the analysis service, and the Flink job that asks it. The service lives as long as the processor. */
export interface VideoProcessor extends AsyncDisposable {
  job: JobKeeper<VideoJobArgs>;
  service: FunctionService;
}

/**
 * Starts the analysis service, and prepares the job: `job.start()` submits it.
 *
 * @param tell hears, in sentences, what happens to the job
 */
export async function videoProcessor(
  client: FlinkClient,
  args: Omit<VideoJobArgs, 'analyse'>,
  tell: (sentence: string) => void,
): Promise<VideoProcessor> {
  const service = await startAnalysisService();
  const file = fileURLToPath(new URL('job.ts', import.meta.url));
  const job = new JobKeeper<VideoJobArgs>(
    client,
    { name: JOB_NAME, file, args: { ...args, analyse: service.endpoint } },
    tell,
  );
  return { job, service, [Symbol.asyncDispose]: () => service.close() };
}
