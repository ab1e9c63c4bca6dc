/** What the last words of a process that ended mean, and what to do then. */

interface KnownCause {
  /** One of them is there, at the beginning of a line, as whoever writes it writes it. */
  patterns: readonly RegExp[];
  sentence: string;
}

/** An exception's own line in a Java stack trace. */
const thrown = (text: string) => new RegExp(`^(?:Caused by: |Exception in thread "main" )?${text}`, 'm');

/** What to do on a full disk. */
export const DISK_FULL =
  'The disk is full. Make room ("npm run services clean" lists what the workbook holds), then run "npm start".';

const KNOWN_CAUSES: readonly KnownCause[] = [
  {
    patterns: [thrown('java\\.util\\.concurrent\\.TimeoutException: Futures timed out after ')],
    sentence: 'The machine was too busy for it to start in time. Run "npm start" again when it is calmer.',
  },
  {
    patterns: [
      thrown('java\\.(?:io|nio\\.file)\\.\\w+Exception: (?:.*: )?(?:No space left on device|Disk quota exceeded)$'),
      /^OSError: \[Errno \d+\] (?:No space left on device|Disk quota exceeded)/m,
      /^Error: (?:ENOSPC|EDQUOT): /m,
    ],
    sentence: DISK_FULL,
  },
  {
    patterns: [
      thrown('java\\.net\\.BindException: (?:Address already in use|Could not start .+ on any port)'),
      thrown('org\\.apache\\.kafka\\.common\\.KafkaException: Socket server failed to bind to '),
      /^OSError: \[Errno \d+\] Address already in use/m,
      /^Error: listen EADDRINUSE: /m,
    ],
    sentence: 'Another program took one of its ports. "npm run doctor" says which program has which port.',
  },
  {
    patterns: [
      /^# There is insufficient memory for the Java Runtime Environment to continue\./m,
      /^Could not reserve enough space for /m,
      thrown('java\\.lang\\.OutOfMemoryError: unable to create native thread'),
    ],
    sentence:
      'The machine has no memory left for it. Close other programs (the services need about 1 GB), then run "npm start".',
  },
  {
    patterns: [
      thrown('java\\.lang\\.OutOfMemoryError\\b'),
      /^Terminating due to java\.lang\.OutOfMemoryError/m,
      /^FATAL ERROR: .*JavaScript heap out of memory/m,
    ],
    sentence:
      'It ran out of memory. Run "npm start" to start it again; if that repeats, "npm run services logs" shows what it was doing.',
  },
  {
    patterns: [thrown('org\\.apache\\.kafka\\.common\\.KafkaException: Failed to acquire lock on file \\.lock in ')],
    sentence: 'Another Kafka is using the same data folder. End it, then run "npm start".',
  },
  {
    // Wiping the disk is advised for what Kafka says of its own data when it can't start on it, and for nothing else.
    patterns: [
      thrown('java\\.lang\\.RuntimeException: No readable meta\\.properties files found\\.'),
      thrown('java\\.lang\\.RuntimeException: (?:cluster|node)\\.id was not specified in '),
      thrown('java\\.lang\\.RuntimeException: Error: (?:node|cluster) ID not found in '),
      thrown('java\\.lang\\.RuntimeException: Invalid cluster\\.id in: \\S.*meta\\.properties\\. Expected '),
      thrown("java\\.lang\\.RuntimeException: Stored node id \\d+ doesn't match previous node id "),
      thrown('java\\.lang\\.RuntimeException: Invalid rese?rved directory ID '),
      thrown('org\\.apache\\.kafka\\.common\\.errors\\.CorruptRecordException\\b'),
      thrown('org\\.apache\\.kafka\\.storage\\.internals\\.log\\.Corrupt(?:Index|Snapshot)Exception\\b'),
    ],
    sentence: 'Its data on disk cannot be read. "npm run services reset" wipes it and starts afresh.',
  },
  {
    patterns: [
      thrown('java\\.nio\\.file\\.AccessDeniedException: '),
      thrown('java\\.io\\.\\w+Exception: .*\\(?Permission denied\\)?$'),
      /^PermissionError: \[Errno \d+\] /m,
      /^Error: (?:EACCES|EPERM): /m,
    ],
    sentence: 'It may not write to its folder. Check who owns the folder (was a command run with sudo?).',
  },
  {
    patterns: [
      /^Error: Could not find or load main class /m,
      /^Error: LinkageError occurred while loading main class /m,
      thrown('java\\.lang\\.(?:NoClassDefFoundError|ClassNotFoundException|UnsupportedClassVersionError): '),
    ],
    sentence: 'A jar is missing or damaged. "npm start" checks every jar and downloads what is missing.',
  },
];

/**
 * The sentence for what these lines say, or undefined where that is none of the known causes.
 *
 * @param lastWords only what a process wrote when it ended (`lastWords` of its log): a word in the log of a service that
 *   goes on, such as a client's refused request, is no cause of anything
 */
export function likelyCause(lastWords: readonly string[]): string | undefined {
  const text = lastWords.join('\n');
  return KNOWN_CAUSES.find(({ patterns }) => patterns.some((pattern) => pattern.test(text)))?.sentence;
}
