/** What the harness throws when a function fails: the function's own error, as it is. */

const FROZEN = /read.only|extensible|writable|Cannot delete property|redefine property/;
const HINT = ' (records are frozen, as operators share them: make a changed copy instead, { ...record, … })';

/** Adds what a job's failure says of a change to a frozen record, which reads like a riddle otherwise. */
export function explained(error: unknown): unknown {
  if (!(error instanceof TypeError) || !FROZEN.test(error.message) || error.message.endsWith(HINT)) return error;
  const { message, stack } = error;
  error.message = message + HINT;
  error.stack = stack?.replace(message, () => error.message);
  return error;
}

export function refuseFailed(failure: { readonly error: unknown } | undefined): void {
  if (!failure) return;
  throw new Error(
    'the function has failed, and a job would start it again from its last checkpoint: make a new harness, with a new instance of the function, and give it an earlier snapshot by initializeState()',
    { cause: failure.error },
  );
}
