/**
 * The workbook's own Flink, which a client without an address uses: what of its services has died is started again for
 * whoever submits a job. Other clusters are only told of.
 */
import { countTaskManagers } from './cluster-now.js';
import { ClusterUnreachableError, FlinkError } from './errors.js';
import type { FlinkRest } from './rest.js';

/**
 * Makes sure that a job can run: that the JobManager answers, and that there is a TaskManager. Where both are only about to
 * start, the job waits for them.
 *
 * @param fit whether what answers is the right Flink; throws if not
 * @throws what `fit` throws; FlinkError if a service does not start
 */
export async function requireServices(rest: FlinkRest, fit: () => Promise<void>): Promise<void> {
  try {
    await fit();
  } catch (error) {
    if (!(error instanceof ClusterUnreachableError) || !(await restart(rest.url))) throw error;
    return fit();
  }
  if ((await countTaskManagers(rest)) === 0) await restart(rest.url);
}

/** Loaded only when it is needed: hardly ever. */
async function restart(url: string): Promise<boolean> {
  const { describeFailure, readSettings, restartDead } = await import('@workbook/services');
  try {
    const settings = readSettings();
    return settings.flink.url === url && (await restartDead(settings, (sentence) => console.error(sentence)));
  } catch (error) {
    throw new FlinkError(describeFailure(error), { cause: error });
  }
}
