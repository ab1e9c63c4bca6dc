import { FlinkError, RestError } from '../failures/errors.js';
import type { FlinkRest } from './rest.js';

/**
 * Asks which Flink answers.
 *
 * @throws FlinkError if it is another major version than 2, or no Flink at all
 */
export async function requireFlink2(rest: FlinkRest): Promise<void> {
  const version = await flinkVersion(rest);
  if (version?.startsWith('2.')) return;
  throw new FlinkError(
    version === undefined
      ? `What answers at ${rest.url} is not Flink's REST API. Set FLINK_REST_URL to the JobManager's address, such as http://127.0.0.1:8081.`
      : `Flink at ${rest.url} is version ${version}, and TypeScript jobs need version 2.x. "npm run services up" starts one.`,
  );
}

async function flinkVersion(rest: FlinkRest): Promise<string | undefined> {
  try {
    const config = await rest.get<{ 'flink-version'?: unknown }>('/config');
    const version = config['flink-version'];
    return typeof version === 'string' ? version : undefined;
  } catch (error) {
    // It answers, but not as Flink does.
    if (error instanceof RestError || error instanceof SyntaxError) return undefined;
    throw error;
  }
}
