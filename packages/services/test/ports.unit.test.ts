import { once } from 'node:events';
import net, { type AddressInfo } from 'node:net';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { findFreePorts, findPortOwner, isPortFree } from '../src/ports.js';

describe('ports', () => {
  test('that are found free are different and can be listened on', async () => {
    const ports = await findFreePorts(5);
    expect(new Set(ports).size).toBe(5);
    expect(await Promise.all(ports.map(isPortFree))).toEqual([true, true, true, true, true]);
  });

  test('that are in use are recognised, with the program that has them', async () => {
    const server = net.createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as AddressInfo;
    try {
      expect(await isPortFree(port)).toBe(false);
      const owner = await findPortOwner(port);
      expect(owner?.pid).toBe(process.pid);
      expect(owner?.program).toContain(path.basename(process.title.split(' ')[0] ?? '').slice(0, 4));
    } finally {
      server.close();
    }
  });
});
