/** Runs until it is cancelled, with unaligned checkpoints or with several at once. */
import {
  DataGeneratorSource,
  DiscardingSink,
  defineJob,
  RateLimiterStrategy,
  WatermarkStrategy,
} from '@workbook/flink';

export default defineJob<{ unaligned: boolean }>('checkpointed', (env, { unaligned }) => {
  const checkpoints = env.enableCheckpointing(100, 'AT_LEAST_ONCE').getCheckpointConfig();
  if (unaligned) checkpoints.setCheckpointingMode('EXACTLY_ONCE').enableUnalignedCheckpoints();
  else checkpoints.setMaxConcurrentCheckpoints(3);
  env
    .fromSource(
      new DataGeneratorSource((n) => n, undefined, RateLimiterStrategy.perSecond(50)),
      WatermarkStrategy.noWatermarks(),
      'numbers',
    )
    .keyBy((n) => n % 4)
    .reduce((a, b) => a + b)
    .sinkTo(new DiscardingSink());
});
