/** A kernel of a running JupyterLab, talked to as a notebook does: https://jupyter-client.readthedocs.io/en/stable/messaging.html */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import WebSocket from 'ws';

interface Message {
  msg_type: string;
  parent_header: { msg_id?: string };
  content: { text?: string; status?: string; execution_state?: string };
}

export interface KernelChannel {
  /** Runs a cell, and returns the id of its request. */
  run: (code: string) => string;
  /** Resolves when some message is as wanted. */
  until: (wanted: (message: Message) => boolean) => Promise<void>;
  /** Text that cells have written so far, of the request with this id. */
  written: (id: string) => string;
  close: () => Promise<void>;
}

/** @param url of a notebook in JupyterLab, with its token */
export async function openKernel(url: string): Promise<KernelChannel> {
  const { origin, searchParams } = new URL(url);
  const token = searchParams.get('token') ?? '';
  const ask = async (method: string, path: string, body?: unknown) => {
    const headers = { Authorization: `token ${token}`, 'content-type': 'application/json' };
    return fetch(origin + path, { method, headers, body: JSON.stringify(body) });
  };
  const { id: kernel } = (await (await ask('POST', '/api/kernels', { name: 'tslab' })).json()) as { id: string };
  const socket = new WebSocket(`${origin.replace('http', 'ws')}/api/kernels/${kernel}/channels?token=${token}`);
  await once(socket, 'open');
  const seen: Message[] = [];
  const texts = new Map<string, string>();
  const listeners = new Set<() => void>();
  socket.on('message', (data) => {
    const message = JSON.parse(String(data)) as Message;
    const parent = message.parent_header.msg_id ?? '';
    if (message.msg_type === 'stream') texts.set(parent, (texts.get(parent) ?? '') + (message.content.text ?? ''));
    else seen.push(message);
    for (const listener of listeners) listener();
  });
  return {
    run(code) {
      const id = randomUUID();
      const header = { msg_id: id, username: '', session: kernel, msg_type: 'execute_request', version: '5.3' };
      const content = { code, silent: false, store_history: true, user_expressions: {}, allow_stdin: false };
      socket.send(JSON.stringify({ channel: 'shell', header, parent_header: {}, metadata: {}, content }));
      return id;
    },
    until: (wanted) =>
      new Promise((resolve) => {
        const listener = () => {
          if (!seen.some(wanted)) return;
          listeners.delete(listener);
          resolve();
        };
        listeners.add(listener);
        listener();
      }),
    written: (id) => texts.get(id) ?? '',
    async close() {
      socket.close();
      await ask('DELETE', `/api/kernels/${kernel}`);
    },
  };
}
