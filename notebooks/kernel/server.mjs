// Answers Jupyter's messages.
// Mends: a cell that fails says so only on stderr, without the `error` message by which Jupyter and its tools tell that a
// notebook is broken; the code that runs is not announced; cells after a failed one are "abort" instead of "aborted"; what it
// knows of the language goes beyond what notebooks are kept with, so that opening one changes it; whoever waits for a write
// to standard output waits for ever.
import { OutputQueue } from './output-queue.mjs';

/**
 * What tslab answers. At anything else it is busy and idle again, from which JupyterLab learns that the kernel lives (it
 * asks for a history first); that it would also complain under the last cell is left out.
 */
const ANSWERED = new Set([
  'kernel_info_request',
  'execute_request',
  'is_complete_request',
  'inspect_request',
  'complete_request',
  'comm_info_request',
  'shutdown_request',
]);

/** How long an answer takes to get out. */
const SENT_MS = 50;
/** How many messages ZeroMQ keeps for a reader; what goes beyond waits in the `OutputQueue`, which is bounded. */
const MOST_IN_ZEROMQ = 100;

/**
 * @param {{JupyterHandlerImpl: Function, ZmqServer: Function}} jupyter tslab's module jupyter
 * @param {object} executor as `createCellExecutor` makes it
 * @param {{configPath: string, version: string, onReady: () => void, onClose: () => void}} options version: TypeScript's;
 *   onReady is called once, when Jupyter has been told that the kernel is there
 */
export function createServer({ JupyterHandlerImpl, ZmqServer }, executor, { configPath, onClose, onReady, version }) {
  let announced = false;

  class Handler extends JupyterHandlerImpl {
    handleKernel() {
      const { language_info: language, ...reply } = super.handleKernel();
      const { file_extension, mimetype, name } = language;
      // As notebooks are kept: with anything more, JupyterLab would change a notebook by opening it.
      return {
        ...reply,
        status: 'ok',
        implementation_version: version,
        language_info: { file_extension, mimetype, name },
      };
    }

    async handleExecute(request, ...writers) {
      const reply = await super.handleExecute(request, ...writers);
      if (reply.status === 'abort') return { ...reply, status: 'aborted' };
      if (reply.status !== 'error') return reply;
      if (request.stop_on_error === false) this.execQueue.reset(); // the next cells are to run all the same
      return { ...reply, ...executor.failure() };
    }

    createWriteToIopub(name, writeStream) {
      const write = super.createWriteToIopub(name, writeStream);
      return (chunk, encoding, written = encoding) => {
        write(chunk);
        if (typeof written === 'function') process.nextTick(written);
        return true;
      };
    }
  }

  class Server extends ZmqServer {
    #output = new OutputQueue((...message) => this.#sendOutput(...message));

    async bindSocket(socket, port) {
      socket.sendTimeout = 0; // A message is taken at once or not at all, so that there is never a send in progress.
      if (socket === this.iopub) {
        socket.sendHighWaterMark = MOST_IN_ZEROMQ;
        socket.noDrop = true;
      }
      await super.bindSocket(socket, port);
    }

    publishStatus(status, request) {
      this.#output.publish(request, 'status', { execution_state: status });
    }

    async handleShellMessage(socket, ...frames) {
      if (!announced) setTimeout(onReady, SENT_MS);
      announced = true;
      if (ANSWERED.has(typeOf(frames))) return super.handleShellMessage(socket, ...frames);
      return withoutWarning(() => super.handleShellMessage(socket, ...frames));
    }

    async handleExecute(socket, request) {
      const code = { code: request.content.code, execution_count: this.handler.execCount + 1 };
      this.#output.publish(request, 'execute_input', code);
      const reply = await this.handler.handleExecute(
        request.content,
        (name, text) => this.#output.write(request, name, text),
        (data, update) => this.#output.display(request, data, update),
      );
      const { ename, evalue, traceback } = reply;
      if (reply.status === 'error') this.#output.publish(request, 'error', { ename, evalue, traceback });
      await this.#output.drained(); // some wait for the reply, and then a few seconds for the output
      this.#send(socket, request, 'execute_reply', reply);
    }

    close() {
      this.#output.close();
      super.close();
      onClose();
    }

    #sendOutput(request, type, content, lossy) {
      if (lossy) this.iopub.noDrop = false;
      try {
        return this.#send(this.iopub, request, type, content);
      } finally {
        if (lossy) this.iopub.noDrop = true;
      }
    }

    /** @returns {Promise<void>} */
    #send(socket, request, type, content) {
      const message = request.createReply();
      message.header.msg_type = type;
      message.content = content;
      let sent;
      message.signAndSend(this.connInfo.key, {
        send: (frames) => {
          sent = socket.send(frames);
        },
      });
      return sent;
    }
  }

  const handler = new Handler({ ...executor, execute: (cell) => executor.execute(cell, handler.execCount) }, false);
  return new Server(handler, configPath);
}

/** The type of a message on the wire: identities, a delimiter, a signature, and then the header. */
function typeOf(frames) {
  const delimiter = frames.findIndex((frame) => frame.toString() === '<IDS|MSG>');
  return JSON.parse(frames[delimiter + 2].toString()).msg_type;
}

/** Runs something whose synchronous part warns; nothing else runs meanwhile. */
function withoutWarning(action) {
  const { warn } = console;
  console.warn = () => {};
  try {
    return action();
  } finally {
    console.warn = warn;
  }
}
