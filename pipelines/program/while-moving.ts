import { setTimeout as sleep } from 'node:timers/promises';

/** What is waited for, and how one sees that it is on its way. */
export interface Waiting {
  /** Ends the sentence "Waiting until …". */
  what: string;
  condition: () => boolean | Promise<boolean>;
  /** How things stand, in words: as long as they change, something moves. */
  progress: () => string | Promise<string>;
  /** Done in every turn, such as drawing. */
  turn?: () => unknown;
  /** The error that explains why nothing moves, if there is one. */
  cause?: () => Promise<Error | undefined>;
  /** Hears how things stand, now and then. */
  tell?: (sentence: string) => void;
  /** After so long (ms) without a movement the waiting is in vain. Default is a minute. */
  stillMs?: number;
}

const POLL_MS = 50;
const STILL_MS = 60_000;
/** How often it is told how things stand, in ms. */
const TELL_EVERY_MS = 10_000;

/**
 * Waits until a condition holds, however long it takes, as long as something moves.
 *
 * @throws the cause, or an Error that says how things stand, when nothing has moved for long
 */
export async function untilTrue({ what, condition, progress, turn, cause, tell, stillMs = STILL_MS }: Waiting) {
  let [last, moved, told] = ['', Date.now(), Date.now()];
  while (!(await condition())) {
    await turn?.();
    const now = await progress();
    if (now !== last) [last, moved] = [now, Date.now()];
    if (Date.now() - moved > stillMs) {
      const why = await cause?.();
      throw why ?? new Error(`Waited until ${what}, in vain: nothing has moved for ${stillMs / 1000} s (${now}).`);
    }
    if (Date.now() - told > TELL_EVERY_MS) {
      told = Date.now();
      tell?.(`Waiting until ${what}: ${now}.`);
    }
    await sleep(POLL_MS);
  }
  await turn?.();
}
