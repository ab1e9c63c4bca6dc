/**
 * Where a job begins: sources and settings.
 *
 * Mirrors https://nightlies.apache.org/flink/flink-docs-stable/docs/dev/datastream/overview/
 */

import { DataGeneratorSource } from '../connectors/data-generator-source.js';
import type { Source } from '../connectors/source.js';
import { type Duration, wholeMillis } from '../duration.js';
import type { Graph } from '../graph/graph.js';
import { describeFlaw } from '../json-value.js';
import { spelled } from '../spelled.js';
import { SingleOutputStreamOperator } from '../streams/data-stream.js';
import { checkBufferTimeout, checkParallelism } from '../streams/operator-settings.js';
import { WatermarkStrategy } from '../watermark-strategy.js';
import { CheckpointConfig, type CheckpointingMode } from './checkpoint-config.js';
import { type JobConfiguration, restartStrategyOf } from './job-configuration.js';

/** Settings of how records are handled. */
export class ExecutionConfig {
  constructor(private readonly graph: Graph) {}

  /**
   * Operators share records without freezing them: faster, and a function that changes a record after emitting it
   * changes what others see. Off by default, as in Flink.
   */
  enableObjectReuse(): this {
    this.graph.settings.objectReuse = true;
    return this;
  }

  disableObjectReuse(): this {
    this.graph.settings.objectReuse = false;
    return this;
  }

  /**
   * How often watermarks are sent (a Duration, or ms; Flink's default is 200 ms). Event time goes on in steps of this size:
   * less makes windows and timers fire sooner, at the price of more watermarks. With 0 none are sent until the input ends.
   *
   * Mirrors https://nightlies.apache.org/flink/flink-docs-stable/docs/dev/datastream/event-time/generating_watermarks/
   * @throws RangeError for anything but whole milliseconds from 0
   */
  setAutoWatermarkInterval(interval: Duration | number): this {
    this.graph.settings.autoWatermarkIntervalMs = wholeMillis(interval, 0, 'setAutoWatermarkInterval: an interval');
    return this;
  }
}

export class StreamExecutionEnvironment {
  readonly #config: ExecutionConfig;
  readonly #checkpointConfig: CheckpointConfig;

  constructor(private readonly graph: Graph) {
    this.#config = new ExecutionConfig(graph);
    this.#checkpointConfig = new CheckpointConfig(graph);
  }

  /**
   * Reads a source. `name` is shown in the dashboard and in error messages.
   *
   * Mirrors https://nightlies.apache.org/flink/flink-docs-stable/docs/dev/datastream/sources/
   */
  fromSource<T, Stream extends SingleOutputStreamOperator<T>>(
    source: Source<T, Stream>,
    watermarks: WatermarkStrategy<T>,
    name: string,
  ): Stream {
    return source.addTo(this.graph, watermarks, name);
  }

  /**
   * A bounded stream of these records: the job finishes after the last. It has one record for each argument, so the
   * elements of a list are given as `fromData(...list)`; `fromData(list)` has one record, the list.
   * @throws TypeError for no record at all, or one that is no JSON value.
   */
  fromData<T>(...elements: T[]): SingleOutputStreamOperator<T> {
    if (elements.length === 0) throw new TypeError('fromData: give it at least one record');
    const texts = elements.map((element, i) => {
      const flaw = describeFlaw(element);
      if (flaw) throw new TypeError(`fromData: record ${i}${flaw}`);
      return JSON.stringify(element);
    });
    const node = this.graph.add(
      'fromData',
      [],
      'Collection Source',
      {},
      { elements: texts, watermarks: { kind: 'none' } },
    );
    return new SingleOutputStreamOperator<T>(this.graph, node);
  }

  /**
   * The whole numbers from `from` to `to`, both among them: the job finishes after the last. The subtasks share them, each
   * with a range of its own that it works through in order: `setParallelism(1)` keeps them all in order.
   *
   * Mirrors https://nightlies.apache.org/flink/flink-docs-stable/docs/dev/datastream/overview/#data-sources
   * @throws RangeError unless both are whole numbers and `to` is not smaller
   */
  fromSequence(from: number, to: number): SingleOutputStreamOperator<number> {
    const count = to - from + 1;
    if (![from, to, count].every(Number.isSafeInteger) || count < 1) {
      throw new RangeError(
        `fromSequence(${spelled(from)}, ${spelled(to)}): two whole numbers are expected, the second not below the first`,
      );
    }
    const source = new DataGeneratorSource((index) => from + index, count);
    return this.fromSource(source, WatermarkStrategy.noWatermarks<number>(), 'Sequence Source');
  }

  /** How many subtasks an operator has that says nothing else. */
  setParallelism(parallelism: number): this {
    this.graph.settings.parallelism = checkParallelism(parallelism);
    return this;
  }

  /** The limit to which the job can ever be rescaled: fixed with its first savepoint. */
  setMaxParallelism(parallelism: number): this {
    this.graph.settings.maxParallelism = checkParallelism(parallelism, 'max parallelism');
    return this;
  }

  /** Has each operator run in a thread of its own: easier to watch in the dashboard, and slower. */
  disableOperatorChaining(): this {
    this.graph.settings.operatorChaining = false;
    return this;
  }

  /**
   * How long a record waits at most, in ms, for others to share a network buffer with on its way to another task; Flink's
   * default is 100. Less is a lower latency, more a higher throughput: 0 sends each record at once, -1 only full buffers.
   *
   * Mirrors https://nightlies.apache.org/flink/flink-docs-stable/docs/dev/datastream/overview/#controlling-latency
   * @throws RangeError for anything but a whole number from -1
   */
  setBufferTimeout(timeoutMs: number): this {
    this.graph.settings.bufferTimeoutMs = checkBufferTimeout(timeoutMs, 'job');
    return this;
  }

  /**
   * Takes a checkpoint of all state at this interval (a Duration, or ms).
   *
   * Mirrors https://nightlies.apache.org/flink/flink-docs-stable/docs/dev/datastream/fault-tolerance/checkpointing/
   */
  enableCheckpointing(interval: Duration | number, mode: CheckpointingMode = 'EXACTLY_ONCE'): this {
    this.#checkpointConfig.enable(interval, mode);
    return this;
  }

  /** @throws Error before `enableCheckpointing()`, when a setting is changed. */
  getCheckpointConfig(): CheckpointConfig {
    return this.#checkpointConfig;
  }

  getConfig(): ExecutionConfig {
    return this.#config;
  }

  /** Sets options under Flink's own configuration keys. */
  configure(configuration: JobConfiguration): this {
    this.graph.settings.restartStrategy = restartStrategyOf(configuration) ?? this.graph.settings.restartStrategy;
    return this;
  }

  /**
   * How long one call of a function may take, 5 s if never set: a longer one is taken for an endless loop and fails
   * the job. Flink itself has no such limit.
   */
  setFunctionTimeout(timeout: Duration): this {
    this.graph.settings.functionTimeoutMs = wholeMillis(timeout, 1, 'setFunctionTimeout: a timeout');
    return this;
  }
}
