/** What the pages' routes share: the settings, Kafka, Flink, and the end of the console. */
import type { Settings } from '@workbook/services';
import { CurrentSettings } from './addresses.js';
import { FlinkConnection } from './flink.js';
import { KafkaConnection } from './kafka.js';

export interface ConsoleContext {
  /** As they are now. */
  readonly settings: Settings;
  readonly kafka: KafkaConnection;
  readonly flink: FlinkConnection;
  /** Aborts when the console ends: streams and loops end with it. */
  readonly stopping: AbortSignal;
  /** Registers what has to be undone when the console ends, such as a process that a page started. */
  onEnd(undo: () => Promise<unknown>): void;
}

/** A context, and its end. */
export interface OpenContext extends ConsoleContext {
  /** Ends all streams and undoes everything, side by side. */
  close(): Promise<void>;
}

/** @throws ServiceError when the settings cannot be read */
export function openContext(): OpenContext {
  const current = new CurrentSettings();
  const settings = () => current.now;
  const kafka = new KafkaConnection(settings);
  const stopping = new AbortController();
  const undoing: (() => Promise<unknown>)[] = [() => kafka.close()];
  return {
    get settings() {
      return current.now;
    },
    kafka,
    flink: new FlinkConnection(settings),
    stopping: stopping.signal,
    onEnd: (undo) => undoing.push(undo),
    close: async () => {
      stopping.abort();
      await Promise.allSettled(undoing.map((undo) => undo()));
    },
  };
}
