/**
 * The workbook's own Flink, which a client without an address uses: what of its services has died is started again for
 * whoever submits a job. Other clusters are only told of.
 */
import { FlinkError } from '../failures/errors.js';
import type { FlinkRest } from './rest.js';

/**
 * Makes sure that a job can run: that the JobManager answers, and that the TaskManager lives. Flink itself lists a dead one
 * for a while, so the processes are asked. Where services are only about to start, the job waits for them.
 *
 * @param fit whether what answers is the right Flink; throws if not
 * @throws what `fit` throws; FlinkError if a service does not start
 */
export async function requireServices(rest: FlinkRest, fit: () => Promise<void>): Promise<void> {
  await restart(rest.url);
  await fit();
}

/** Whether Flink at this address is the workbook's own and reads the same disk as this program. */
export async function readsThisDisk(url: string): Promise<boolean> {
  const { describeFailure, readSettings } = await import('@workbook/services');
  try {
    const { mode, flink } = readSettings();
    return mode === 'embedded' && flink.url === url;
  } catch (error) {
    throw new FlinkError(describeFailure(error), { cause: error });
  }
}

/** Whether Flink at this address is the workbook's own: nobody adds TaskManagers to it when a job needs more slots. */
export async function hasFixedSlots(url: string): Promise<boolean> {
  const { describeFailure, readSettings } = await import('@workbook/services');
  try {
    const { mode, flink } = readSettings();
    return mode !== 'external' && flink.url === url;
  } catch (error) {
    throw new FlinkError(describeFailure(error), { cause: error });
  }
}

/** Says why no answer comes, if that is because a process of the workbook's own is frozen. */
export async function tellIfFrozen(tell: (sentence: string) => void): Promise<void> {
  const sentence = await import('@workbook/services')
    .then(({ readSettings, whyFrozen }) => whyFrozen(readSettings()))
    // Settings that can't be read are told of by the command itself.
    .catch(() => undefined);
  if (sentence) tell(sentence);
}

/** What somebody else runs at that address is left alone. */
async function restart(url: string): Promise<void> {
  const { describeFailure, readSettings, restartDead } = await import('@workbook/services');
  try {
    const settings = readSettings();
    if (settings.flink.url === url) await restartDead(settings, (sentence) => console.error(sentence));
  } catch (error) {
    throw new FlinkError(describeFailure(error), { cause: error });
  }
}
