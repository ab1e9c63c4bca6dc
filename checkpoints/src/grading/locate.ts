/** Where the grading worker is just now, found with the inspector from the main thread: it works in a busy loop, too. */
import inspector from 'node:inspector';
import { SourceMap, type SourceMapPayload } from 'node:module';
import type { Place } from './verdict.js';

const ANSWER_MS = 8_000;

interface Frame {
  scriptId: string;
  /** From 0. */
  line: number;
  column: number;
}

/** The innermost place of the file in the worker's stack; undefined if it can't be found in time. */
export function locateRunningCode(file: string): Promise<Place | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => resolve(undefined), ANSWER_MS);
    const session = new inspector.Session();
    session.connect();
    session.on('NodeWorker.attachedToWorker', ({ params }) => {
      pause(session, params.sessionId, file).then((place) => {
        clearTimeout(timer);
        resolve(place);
      });
    });
    session.post('NodeWorker.enable', { waitForDebuggerOnStart: false });
  });
}

/** Speaks the inspector's protocol with one worker: pauses it, and reads the paused frames' sources. */
async function pause(session: inspector.Session, sessionId: string, file: string): Promise<Place | undefined> {
  const answers = new Map<number, (result: Record<string, unknown>) => void>();
  let paused: (frames: Frame[]) => void = () => {};
  const frames = new Promise<Frame[]>((resolve) => {
    paused = resolve;
  });
  session.on('NodeWorker.receivedMessageFromWorker', ({ params }) => {
    if (params.sessionId !== sessionId) return;
    const message = JSON.parse(params.message) as InspectorMessage;
    if (message.method === 'Debugger.paused') paused(message.params.callFrames.map(frameOf));
    else if (message.id !== undefined) answers.get(message.id)?.(message.result ?? {});
  });
  const ask = (method: string, params: object = {}) =>
    new Promise<Record<string, unknown>>((resolve) => {
      const id = answers.size + 1;
      answers.set(id, resolve);
      const message = JSON.stringify({ id, method, params });
      session.post('NodeWorker.sendMessageToWorker', { sessionId, message });
    });
  void ask('Debugger.enable');
  void ask('Debugger.pause');
  for (const frame of await frames) {
    const { scriptSource } = await ask('Debugger.getScriptSource', { scriptId: frame.scriptId });
    const place = typeof scriptSource === 'string' ? originalPlace(scriptSource, frame, file) : undefined;
    if (place) return place;
  }
  return undefined;
}

interface InspectorMessage {
  id?: number;
  result?: Record<string, unknown>;
  method?: string;
  params: { callFrames: { location: { scriptId: string; lineNumber: number; columnNumber: number } }[] };
}

function frameOf({ location }: InspectorMessage['params']['callFrames'][number]): Frame {
  return { scriptId: location.scriptId, line: location.lineNumber, column: location.columnNumber };
}

/** vite appends each module's source map to its code. */
function originalPlace(code: string, frame: Frame, file: string): Place | undefined {
  const inline = /\/\/# sourceMappingURL=data:application\/json[^,]*;base64,([\w+/=]+)/.exec(code)?.[1];
  if (!inline) return undefined;
  const payload = JSON.parse(Buffer.from(inline, 'base64').toString('utf8')) as SourceMapPayload;
  if (!payload.sources.some((source) => file.endsWith(source.replace(/^.*[/\\]/, '')))) return undefined;
  const entry = new SourceMap(payload).findEntry(frame.line, frame.column);
  if (!('originalLine' in entry)) return undefined;
  return { file, line: entry.originalLine + 1, column: entry.originalColumn + 1 };
}
