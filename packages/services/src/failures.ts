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

const NETWORK_SENTENCES: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'Nothing answers there. Start the services with "npm start", or see "npm run services status".',
  ECONNRESET: 'The connection was cut while in use. See "npm run services status".',
  ENOTFOUND: 'That host name is unknown. Check the address.',
  ETIMEDOUT: 'There was no answer in time. See "npm run services status".',
};

const NO_ROOM = 'there is no room left on the disk. Make room; "npm run services clean" lists what the workbook holds.';
const NOT_ALLOWED = 'this user may not do that. Check who owns it (was a command run with sudo?).';
const FILE_SENTENCES: Readonly<Record<string, string>> = {
  ENOSPC: NO_ROOM,
  EDQUOT: NO_ROOM,
  EFBIG: NO_ROOM,
  EACCES: NOT_ALLOWED,
  EPERM: NOT_ALLOWED,
  EROFS: 'the disk is read-only. Make it writable, or let WORKBOOK_HOME name a folder that is.',
  ENOTDIR: 'a part of its path is a file where a folder should be. Move that file away.',
};

/** The calls that are about files; a process or a port can be refused with the same codes. */
const DONE: Readonly<Record<string, string>> = {
  write: 'written',
  mkdir: 'made',
  rename: 'written',
  copyfile: 'copied',
  unlink: 'removed',
  open: 'opened',
  scandir: 'read',
  read: 'read',
};

/** What a refused file or folder means: which one it is, why, and what to do. */
function fileSentence(error: unknown): string | undefined {
  for (let current = error; current instanceof Error; current = current.cause) {
    const { code, path, syscall } = current as NodeJS.ErrnoException;
    const reason = FILE_SENTENCES[code ?? ''];
    const done = DONE[syscall ?? ''];
    if (reason && done) return `${path ?? 'A file'} could not be ${done}: ${reason}`;
  }
  return undefined;
}

function errorCode(error: unknown): string | undefined {
  for (let current = error; current instanceof Error; current = current.cause) {
    if ('code' in current && typeof current.code === 'string') return current.code;
  }
  return undefined;
}

/**
 * One human text for any error: the message of a ServiceError with its log lines, a sentence for a refused file, the remedy
 * for a known network error, and else the error's own message. Never a stack trace.
 */
export function describeFailure(error: unknown): string {
  if (error instanceof ServiceError) {
    if (error.logLines.length === 0) return error.message;
    return [error.message, 'From its log:', ...error.logLines.map((line) => `  ${line}`)].join('\n');
  }
  const file = fileSentence(error);
  if (file) return file;
  const message = error instanceof Error ? error.message : String(error);
  // kafkajs's word for a broker whose connection came to nothing.
  if (message === 'Broker not connected') return 'Kafka does not answer. See "npm run services status".';
  const remedy = NETWORK_SENTENCES[errorCode(error) ?? ''];
  const sentence = /[.!?]$/.test(message) ? message : `${message}.`;
  return remedy ? `${sentence} ${remedy}` : sentence;
}
