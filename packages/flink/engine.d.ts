/** What the engine on the cluster (GraalJS) has beside ECMAScript, as far as `src/api` and `src/runtime` use it: nothing of Node. */
declare const console: {
  log(...values: unknown[]): void;
  warn(...values: unknown[]): void;
  error(...values: unknown[]): void;
};
