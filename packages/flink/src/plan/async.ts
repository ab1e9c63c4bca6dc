/** The plan of an Async I/O operator: an HTTP call for each record. */
import { z } from 'zod';

const milliseconds = z.number().int().nonnegative();

export const RetryPlan = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('fixedDelay'), maxAttempts: z.number().int().positive(), delayMs: milliseconds }),
  z.strictObject({
    kind: z.literal('exponentialBackoff'),
    maxAttempts: z.number().int().positive(),
    initialDelayMs: milliseconds,
    maxRetryDelayMs: milliseconds,
    multiplier: z.number().min(1),
  }),
]);
export type RetryPlan = z.infer<typeof RetryPlan>;

/** By role, the functions of the node; `callSite` knows the author's line. */
export const asyncHttpFunctions = (functionNumber: z.ZodNumber) => ({
  callSite: functionNumber,
  url: functionNumber.optional(),
  request: functionNumber.optional(),
  bytes: functionNumber.optional(),
  invalidBytes: functionNumber.optional(),
  response: functionNumber.optional(),
  timeout: functionNumber.optional(),
  ifResult: functionNumber.optional(),
  ifException: functionNumber.optional(),
});

export const asyncHttpParams = {
  outputMode: z.enum(['ORDERED', 'UNORDERED']),
  /** 0 for none. */
  timeoutMs: milliseconds,
  capacity: z.number().int().positive(),
  maxBytesInFlight: z.number().int().positive(),
  method: z.enum(['GET', 'POST', 'PUT']),
  /** Missing if a function gives it. */
  url: z.string().optional(),
  headers: z.record(z.string(), z.string()),
  retry: RetryPlan.optional(),
};
