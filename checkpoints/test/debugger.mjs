/**
 * What VS Code's debugger does, loaded into every Node process of a check: it attaches to their threads, sets a breakpoint
 * in the learner's TypeScript through its source map, and holds the code there. Where it stopped is written to a file.
 */
import { writeFileSync } from 'node:fs';
import inspector from 'node:inspector';
import { SourceMap } from 'node:module';
import path from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { isMainThread } from 'node:worker_threads';

const { DEBUGGED_FILE, DEBUGGED_LINE, DEBUGGED_HOLD_MS, DEBUGGED_RESULT } = process.env;
const GRADER = path.join('checkpoints', 'dist', 'grading', 'grade.js');

if (isMainThread && process.argv[1]?.endsWith(GRADER)) {
  const session = new inspector.Session();
  session.connect();
  session.on('NodeWorker.attachedToWorker', ({ params }) => attach(session, params.sessionId));
  session.post('NodeWorker.enable', { waitForDebuggerOnStart: true });
}

function attach(session, sessionId) {
  const answers = new Map();
  let map;
  let ready = Promise.resolve();
  const ask = (method, params = {}) =>
    new Promise((resolve) => {
      const id = answers.size + 1;
      answers.set(id, resolve);
      session.post('NodeWorker.sendMessageToWorker', { sessionId, message: JSON.stringify({ id, method, params }) });
    });
  const parsed = async ({ scriptId, url, sourceMapURL }) => {
    if (url !== pathToFileURL(DEBUGGED_FILE).href) return;
    map = new SourceMap(JSON.parse(Buffer.from(sourceMapURL.split('base64,')[1], 'base64').toString('utf8')));
    const { scriptSource } = await ask('Debugger.getScriptSource', { scriptId });
    const generated = scriptSource
      .split('\n')
      .findIndex((text, line) => map.findEntry(line, text.search(/\S/)).originalLine === Number(DEBUGGED_LINE) - 1);
    await ask('Debugger.setBreakpoint', { location: { scriptId, lineNumber: generated } });
  };
  const paused = async ({ reason, callFrames: [{ functionName, location }] }) => {
    if (reason === 'other') {
      await delay(Number(DEBUGGED_HOLD_MS));
      const { originalSource, originalLine } = map.findEntry(location.lineNumber, location.columnNumber);
      writeFileSync(DEBUGGED_RESULT, JSON.stringify({ functionName, source: originalSource, line: originalLine + 1 }));
    }
    await ready;
    await ask('Debugger.resume');
  };
  session.on('NodeWorker.receivedMessageFromWorker', ({ params }) => {
    if (params.sessionId !== sessionId) return;
    const message = JSON.parse(params.message);
    if (message.method === 'Debugger.scriptParsed') ready = parsed(message.params);
    else if (message.method === 'Debugger.paused') paused(message.params);
    else answers.get(message.id)?.(message.result);
  });
  ask('Debugger.enable');
  ask('Debugger.setInstrumentationBreakpoint', { instrumentation: 'beforeScriptWithSourceMapExecution' });
  ask('Runtime.runIfWaitingForDebugger');
}
