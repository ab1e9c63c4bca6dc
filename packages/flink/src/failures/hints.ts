/** Remedies for mistakes that have nothing to do with the author's logic but with where the code runs. */

const NODE_ONLY: Record<string, string> = {
  process: 'Node\'s "process" does not exist inside Flink: hand settings over as arguments of the job.',
  Buffer: 'Node\'s "Buffer" does not exist inside Flink: use a Uint8Array or text.',
  require: '"require" does not exist inside Flink: use import.',
  setTimeout: '"setTimeout" does not exist inside Flink: register a timer in a KeyedProcessFunction.',
  setInterval: '"setInterval" does not exist inside Flink: register a timer in a KeyedProcessFunction.',
  fetch: '"fetch" does not exist inside Flink: call services through Async I/O.',
  structuredClone: '"structuredClone" does not exist inside Flink: records are JSON, so use a spread or JSON.',
  TextEncoder: '"TextEncoder" does not exist inside Flink: let the sink write text.',
  TextDecoder: '"TextDecoder" does not exist inside Flink: let the source read text.',
  URL: '"URL" does not exist inside Flink: take the text apart yourself.',
  crypto: '"crypto" does not exist inside Flink: make ids in the producer.',
  __dirname: '"__dirname" does not exist inside Flink: a job has no folder there.',
};

/** What to do about an error message of the JavaScript engine, if it is one of the usual ones. */
export function hintFor(message: string): string | undefined {
  const missing = /\b(\w+) is not defined/.exec(message)?.[1];
  const nodeOnly = missing === undefined ? undefined : NODE_ONLY[missing];
  if (nodeOnly !== undefined) return nodeOnly;
  if (/Maximum call stack size exceeded/.test(message)) return 'A function calls itself without end.';
  return undefined;
}
