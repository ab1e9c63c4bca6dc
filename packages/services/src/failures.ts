/**
 * What a learner reads when a service does not do what it should. Every message is a sentence that says what happened
 * and what to do next.
 */

/** A failure whose message is written for the person at the keyboard; print the message, never the stack. */
export class ServiceError extends Error {
  override readonly name = 'ServiceError';
  /** What the service's log says about it, oldest line first; empty where there is no log. */
  readonly logLines: readonly string[];

  constructor(message: string, options: { logLines?: readonly string[]; cause?: unknown } = {}) {
    super(message, { cause: options.cause });
    this.logLines = options.logLines ?? [];
  }
}

interface KnownCause {
  pattern: RegExp;
  sentence: string;
}

const KNOWN_CAUSES: readonly KnownCause[] = [
  {
    pattern: /Futures timed out/,
    sentence: 'The machine was too busy for it to start in time. Run "npm start" again when it is calmer.',
  },
  {
    pattern: /No space left on device|disk quota exceeded/i,
    sentence:
      'The disk is full. Make room ("npm run services clean" lists what the workbook holds), then run "npm start".',
  },
  {
    pattern: /Address already in use|BindException|Could not start .* on any port/i,
    sentence: 'Another program took one of its ports. "npm run doctor" says which program has which port.',
  },
  {
    pattern:
      /insufficient memory|Cannot allocate memory|unable to create native thread|Could not reserve enough space/i,
    sentence:
      'The machine has no memory left for it. Close other programs (the services need about 1 GB), then run "npm start".',
  },
  {
    pattern: /OutOfMemoryError/,
    sentence: 'It ran out of memory. Run "npm start" to start it again; if that repeats, run "npm run services reset".',
  },
  {
    pattern: /Failed to acquire lock on file/,
    sentence: 'Another Kafka is using the same data folder. End it, then run "npm start".',
  },
  {
    pattern: /InconsistentClusterId|Corrupt|corrupt|InvalidRecordException|meta\.properties|MetaProperties/,
    sentence: 'Its data on disk cannot be read. "npm run services reset" wipes it and starts afresh.',
  },
  {
    pattern: /AccessDenied|Permission denied/,
    sentence: 'It may not write to its folder. Check who owns the folder (was a command run with sudo?).',
  },
  {
    pattern: /NoClassDefFoundError|ClassNotFoundException|Could not find or load main class|UnsupportedClassVersion/,
    sentence: 'A jar is missing or damaged. "npm start" checks every jar and downloads what is missing.',
  },
];

/** The sentence for the most likely cause that these log lines show, or undefined where none is known. */
export function likelyCause(logLines: readonly string[]): string | undefined {
  const text = logLines.join('\n');
  return KNOWN_CAUSES.find((cause) => cause.pattern.test(text))?.sentence;
}

const NETWORK_SENTENCES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Nothing answers there. Start the services with "npm start", or see "npm run services status".',
  ECONNRESET: 'The connection was cut while in use. See "npm run services status".',
  ENOTFOUND: 'That host name is unknown. Check the address.',
  ETIMEDOUT: 'There was no answer in time. See "npm run services status".',
  ENOSPC: 'The disk is full. Make room; "npm run services clean" lists what the workbook holds.',
  EACCES: 'This user may not do that. Check who owns the folder (was a command run with sudo?).',
};

function errorCode(error: unknown): string | undefined {
  for (let current = error; current instanceof Error; current = current.cause) {
    if ('code' in current && typeof current.code === 'string') return current.code;
  }
  return undefined;
}

/**
 * One human text for any error: the message of a ServiceError with its log lines, the remedy for a known network or disk
 * error, and else the error's own message. Never a stack trace.
 */
export function describeFailure(error: unknown): string {
  if (error instanceof ServiceError) {
    if (error.logLines.length === 0) return error.message;
    return [error.message, 'From its log:', ...error.logLines.map((line) => `  ${line}`)].join('\n');
  }
  const message = error instanceof Error ? error.message : String(error);
  const remedy = NETWORK_SENTENCES[errorCode(error) ?? ''];
  const sentence = /[.!?]$/.test(message) ? message : `${message}.`;
  return remedy ? `${sentence} ${remedy}` : sentence;
}
