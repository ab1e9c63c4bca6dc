/** The windows of a plan: which windows a record belongs to, and when a window fires. */
import { z } from 'zod';

const positive = z.number().int().positive();
const time = z.enum(['event', 'processing']);

export const WindowAssignerPlan = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('tumbling'), time, sizeMs: positive, offsetMs: z.number().int() }),
  z.strictObject({ kind: z.literal('sliding'), time, sizeMs: positive, slideMs: positive, offsetMs: z.number().int() }),
  /** Without `gapMs` the node's function `gap` gives the gap after each record. */
  z.strictObject({ kind: z.literal('session'), time, gapMs: positive.optional() }),
  /** One window for each key, without an end. */
  z.strictObject({ kind: z.literal('global') }),
]);
export type WindowAssignerPlan = z.infer<typeof WindowAssignerPlan>;

/** A purging trigger is the one that it wraps, with `purging`: what fires is also emptied. */
const trigger = <Kind extends string, Params extends z.ZodRawShape>(kind: Kind, params: Params) =>
  z.strictObject({ kind: z.literal(kind), purging: z.boolean(), ...params });

export const TriggerPlan = z.discriminatedUnion('kind', [
  trigger('eventTime', {}),
  trigger('processingTime', {}),
  trigger('count', { maxCount: positive }),
  trigger('continuousEventTime', { intervalMs: positive }),
  trigger('continuousProcessingTime', { intervalMs: positive }),
  trigger('endOfStream', {}),
]);
export type TriggerPlan = z.infer<typeof TriggerPlan>;

/** What is taken out of a window before its function sees it. */
export const EvictorPlan = z.discriminatedUnion('kind', [
  /** Only the last records stay. */
  z.strictObject({ kind: z.literal('count'), maxCount: positive }),
]);
export type EvictorPlan = z.infer<typeof EvictorPlan>;

/** The parameters of `window` and `windowAll` nodes. Without a trigger it is the assigner's own. */
export const windowParams = {
  assigner: WindowAssignerPlan,
  trigger: TriggerPlan.optional(),
  evictor: EvictorPlan.optional(),
  allowedLatenessMs: z.number().int().nonnegative(),
  lateTag: z.string().optional(),
};
export type WindowParams = z.infer<z.ZodObject<typeof windowParams, z.core.$strict>>;
