// Answers Jupyter's messages.
// Mends: a cell that fails says so only on stderr, without the `error` message by which Jupyter and its tools tell that a
// notebook is broken; the code that runs is not announced; cells after a failed one are "abort" instead of "aborted"; what it
// knows of the language goes beyond what notebooks are kept with, so that opening one changes it.

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
  }

  class Server extends ZmqServer {
    async handleShellMessage(socket, ...frames) {
      if (!announced) setTimeout(onReady, SENT_MS);
      announced = true;
      if (ANSWERED.has(typeOf(frames))) return super.handleShellMessage(socket, ...frames);
      return withoutWarning(() => super.handleShellMessage(socket, ...frames));
    }

    async handleExecute(socket, request) {
      const publish = (type, content) => this.#send(this.iopub, request, type, content);
      publish('execute_input', { code: request.content.code, execution_count: this.handler.execCount + 1 });
      const reply = await this.handler.handleExecute(
        request.content,
        (name, text) => publish('stream', { name, text }),
        (data, update) => publish(update ? 'update_display_data' : 'display_data', data),
      );
      const { ename, evalue, traceback } = reply;
      if (reply.status === 'error') publish('error', { ename, evalue, traceback });
      this.#send(socket, request, 'execute_reply', reply);
    }

    close() {
      super.close();
      onClose();
    }

    #send(socket, request, type, content) {
      const message = request.createReply();
      message.header.msg_type = type;
      message.content = content;
      message.signAndSend(this.connInfo.key, socket);
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
