/** How values stand outside of a job, such as in a topic. Inside, records are JSON. */

/** Java has a class for each, in the runner's package `records.formats`. */
export const FORMATS = ['json', 'string', 'bytes'] as const;

/**
 * - `json`: a JSON document.
 * - `string`: UTF-8 text. In the job it is a string.
 * - `bytes`: bytes of any kind. In the job they are a string of base64: an image, say, on its way to `bytes` of an
 *   HttpAsyncFunction.
 */
export type Format = (typeof FORMATS)[number];
