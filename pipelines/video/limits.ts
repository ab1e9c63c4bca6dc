/**
 * How large a frame may be. Kafka is made for small messages; a frame is a large one, so every limit on its way is set
 * here or, for the broker's side, in `packages/services/src/topics.ts`, and none is left to a default.
 *
 * ```
 * JPEG ≤ 4 MiB → base64 (4/3) → message ≤ 6 MiB → topic max.message.bytes 6 MiB ≤ broker message.max.bytes 10 MiB
 * ```
 */

const MIB = 1024 * 1024;

/** The largest JPEG that a producer sends and the job analyses, in bytes. A 1080p frame has 0.1 to 1 MB. */
export const MAX_JPEG_BYTES = 4 * MIB;

/** The most pixels that the analysis decodes: 4K (3840 × 2160) with room to spare, 96 MB as raw RGB. */
export const MAX_PIXELS = 32_000_000;

/** How long the metadata of a frame may be as JSON, in characters. */
export const MAX_METADATA_LENGTH = 4_096;

/**
 * The largest request that a producer makes of frames that wait, in bytes. Kafka measures the batch, not the single
 * message, against the topic's `max.message.bytes`: so a batch may hold many small frames, or one large one.
 */
export const MAX_BATCH_BYTES = 6 * MIB - 64 * 1024;

/**
 * What Flink's source may fetch of a partition at a time, in bytes: a batch of the largest size. (Kafka's default,
 * 1 MiB, would still fetch a larger batch, but only that one.)
 */
export const FETCH_BYTES = 6 * MIB;
