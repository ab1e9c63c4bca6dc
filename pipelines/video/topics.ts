/** The pipeline's topics, all keyed by the frame's source. `npm start` creates them. */
export const VIDEO_TOPICS = {
  /** In: frames as JSON, the JPEG in base64 (a `VideoFrame`). */
  frames: 'video_frames',
  /** In: frames as raw JPEG bytes, everything else in headers. */
  binaryFrames: 'video_frames_binary',
  /** Out: what the analysis says of each frame, without the image (a `ProcessedVideoFrame`). */
  processed: 'processed_video_frames',
  /** Out: windows of 10 s (a `SourceAggregation`, told apart by its `kind`). */
  aggregations: 'video_source_aggregations',
  /** Out: frames that can't be analysed, without the image, with the reason (a `RejectedVideoFrame`). */
  rejected: 'rejected_video_frames',
} as const;

/** The topics that carry images. */
export const FRAME_TOPICS = [VIDEO_TOPICS.frames, VIDEO_TOPICS.binaryFrames] as const;

/** The topics that the job writes. */
export const VIDEO_OUTPUT_TOPICS = [VIDEO_TOPICS.processed, VIDEO_TOPICS.aggregations, VIDEO_TOPICS.rejected] as const;
