/** What a page asks to be changed, checked before anything is done with it. */
import type { ResetOrder, ResetRequest, ResetTarget } from '../../api/groups.js';
import { ConsoleProblem } from '../problem.js';

/** @throws ConsoleProblem `refused` for anything else than a request for a preview */
export function resetRequestIn(body: unknown): ResetRequest {
  if (!isObject(body) || !isTarget(body.to)) throw misunderstood();
  const { to, topic, partition } = body;
  if (topic !== undefined && typeof topic !== 'string') throw misunderstood();
  if (partition !== undefined && !isCount(partition)) throw misunderstood();
  return { to, topic, partition };
}

/** @throws ConsoleProblem `refused` for anything else than offsets to be set */
export function resetOrderIn(body: unknown): ResetOrder {
  if (!isObject(body) || !Array.isArray(body.offsets) || body.offsets.length === 0) throw misunderstood();
  return {
    offsets: body.offsets.map((it: unknown) => {
      if (!isObject(it)) throw misunderstood();
      const { topic, partition, offset } = it;
      if (typeof topic !== 'string' || !isCount(partition) || !isCount(offset)) throw misunderstood();
      return { topic, partition, offset };
    }),
  };
}

function isTarget(value: unknown): value is ResetTarget {
  if (!isObject(value)) return false;
  if (value.kind === 'offset') return isCount(value.offset);
  if (value.kind === 'time') return isCount(value.time);
  return value.kind === 'earliest' || value.kind === 'latest';
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;

function misunderstood(): ConsoleProblem {
  return new ConsoleProblem(
    'refused',
    'The console does not understand this request. Nothing was changed; load the page again.',
  );
}
