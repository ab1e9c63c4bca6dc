import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import net, { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { refuseBusyPort } from '../src/port-checks.js';
import { readSettings } from '../src/settings.js';

test('a port that another program has is refused with that program’s process and the setting that helps', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'port-checks-'));
  const server = net.createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  try {
    const env = { WORKBOOK_HOME: path.join(folder, 'home'), WORKBOOK_CACHE: path.join(folder, 'cache') };
    const settings = readSettings({ ...env, WORKBOOK_FLINK_PORT: String(port) });
    const message = await refuseBusyPort(settings, 'flink').then(String, (error: Error) => error.message);
    expect(message).toMatch(
      new RegExp(
        `^Port ${port}, which Flink needs, is in use by "\\w+" \\(process ${process.pid}\\)\\. End it, or choose another port: WORKBOOK_FLINK_PORT=\\d+ npm start$`,
      ),
    );
  } finally {
    server.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
