/** From a call of `submit` to a bundle for the cluster. */
import { bundleEntry, type JobBundle } from '../prepare/bundle.js';
import { inlineModule } from './inline-module.js';
import type { SubmissionSite } from './submission-site.js';

/**
 * Bundles the function that was handed to `submit`, with what it imports.
 *
 * @throws JobFileError if it uses what is not there on the cluster
 */
export async function bundleInline(name: string, site: SubmissionSite): Promise<JobBundle> {
  const { code, folder, uses } = await inlineModule(site);
  return bundleEntry({
    file: site.file,
    contents: `
import 'workbook:prelude';
import { defineJob } from '@workbook/flink';
import build from 'workbook:inline';
import { install } from 'workbook:install';
install(defineJob(${JSON.stringify(name)}, build));
`,
    inline: { code, folder, text: site.text, uses },
  });
}
