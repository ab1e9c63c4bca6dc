/** Topic settings in words, see https://kafka.apache.org/documentation/#topicconfigs */

const EXPLANATIONS: Readonly<Record<string, string>> = {
  'cleanup.policy':
    'What happens to old messages: "delete" removes them by age or size, "compact" keeps the last message of each key.',
  'compression.type':
    'How the broker stores messages: "producer" leaves them as the producer sent them, compressed or not.',
  'delete.retention.ms':
    'How long a compacted topic keeps tombstones, so that slow readers still see what was deleted.',
  'max.message.bytes': 'The largest batch of messages that a producer may send to this topic.',
  'message.timestamp.type':
    'Whose time a message bears: "CreateTime" is the producer\'s, "LogAppendTime" the broker\'s when it stored the message.',
  'min.cleanable.dirty.ratio': 'How much of a compacted topic may be old values before they are cleaned away.',
  'min.insync.replicas': 'So many replicas must have a message before a producer with acks=-1 hears that it is safe.',
  'retention.bytes': 'The most that one partition keeps; beyond it, the oldest messages are deleted.',
  'retention.ms': 'How long messages are kept, counted from their timestamp; then they are deleted.',
  'segment.bytes': 'A partition is a row of files of this size; only whole files are deleted or compacted.',
  'segment.ms': 'A new file is begun after this time, even if the last one is not full.',
};

export function explanationOf(name: string): string | undefined {
  return EXPLANATIONS[name];
}

const BYTES = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];

/** 1048576 gives `1 MiB`. */
export function bytesInWords(bytes: number): string {
  const power = Math.min(Math.floor(Math.log2(Math.max(bytes, 1)) / 10), BYTES.length - 1);
  const value = bytes / 1024 ** power;
  return `${Number(value.toFixed(value < 10 ? 1 : 0))} ${BYTES[power]}`;
}

const TIMES: readonly [ms: number, one: string, many: string][] = [
  [86_400_000, 'day', 'days'],
  [3_600_000, 'hour', 'hours'],
  [60_000, 'minute', 'minutes'],
  [1_000, 'second', 'seconds'],
];

/** 604800000 gives `7 days`. */
export function timeInWords(ms: number): string {
  for (const [unit, one, many] of TIMES) {
    if (ms < unit) continue;
    const value = Number((ms / unit).toFixed(1));
    return `${value} ${value === 1 ? one : many}`;
  }
  return `${ms} ms`;
}

/** A value that is a time or a size, in words; undefined where it speaks for itself. */
export function valueInWords(name: string, value: string): string | undefined {
  if (!/^-?\d+$/.test(value)) return undefined;
  const number = Number(value);
  const unlimited = number === -1 || number >= Number.MAX_SAFE_INTEGER;
  if (name.endsWith('.ms')) return unlimited ? 'no limit' : number >= 1_000 ? timeInWords(number) : undefined;
  if (name.endsWith('.bytes')) return unlimited ? 'no limit' : number >= 1_024 ? bytesInWords(number) : undefined;
  return undefined;
}

/** How long a topic keeps its messages, in words. */
export function retentionInWords(settings: ReadonlyMap<string, string>): string {
  const policy = settings.get('cleanup.policy') ?? 'delete';
  const [ms, bytes] = [Number(settings.get('retention.ms') ?? -1), Number(settings.get('retention.bytes') ?? -1)];
  const limits = [...(ms >= 0 ? [timeInWords(ms)] : []), ...(bytes >= 0 ? [`${bytesInWords(bytes)} a partition`] : [])];
  const deleted = limits.length > 0 ? limits.join(', ') : 'for ever';
  if (!policy.includes('compact')) return deleted;
  return policy.includes('delete') ? `last of each key, ${deleted}` : 'last of each key';
}
