import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkDisk, checkPlatform, checkPorts, memoryWarning } from '../../setup/machine.mjs';
import { findPython } from '../../setup/python.mjs';

let folder;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'setup-machine-'));
});
afterAll(() => rm(folder, { recursive: true }));

/** The whole text that a person reads. */
async function textOf(attempt) {
  try {
    await attempt();
  } catch (problem) {
    return `${problem.message} ${problem.remedy}`;
  }
  return 'no problem';
}

describe('the platform', () => {
  it.each([
    ['linux', 'x64'],
    ['linux', 'arm64'],
    ['darwin', 'arm64'],
  ])('%s on %s will do', (platform, arch) => {
    expect(() => checkPlatform({ platform, arch, glibc: true })).not.toThrow();
  });

  it.each([
    ['native Windows', { platform: 'win32', arch: 'x64' }, /WSL2/],
    ['musl', { platform: 'linux', arch: 'x64', glibc: false }, /musl.*glibc/],
    ['a processor without a Java runtime', { platform: 'linux', arch: 'riscv64', glibc: true }, /riscv64/],
  ])('%s is refused with the way out', async (_, machine, words) => {
    expect(await textOf(() => checkPlatform(machine))).toMatch(words);
  });
});

describe('the disk', () => {
  it('is refused when it is too full, naming what is needed and another place', async () => {
    const text = await textOf(() => checkDisk(folder, 500_000_000, async () => 120_000_000));
    expect(text).toMatch(/only 120 MB free, and 500 MB are needed.*WORKBOOK_CACHE=/);
  });

  it('that does not let the folder be made is named', async () => {
    await writeFile(join(folder, 'file'), '');
    expect(await textOf(() => checkDisk(join(folder, 'file', 'cache'), 1))).toMatch(/can't be created \(ENOTDIR\)/);
  });
});

describe('memory', () => {
  it('is mentioned when it is short, and never stops anyone', () => {
    expect(memoryWarning(400_000_000)).toMatch(/Only 400 MB/);
    expect(memoryWarning(8_000_000_000)).toBeUndefined();
  });
});

describe('the ports', () => {
  let server;
  let port;
  beforeAll(async () => {
    server = createServer();
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    port = server.address().port;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const env = () => ({ WORKBOOK_KAFKA_PORT: String(port) });

  it('taken by a stranger are named, with the way to choose another', async () => {
    const text = await textOf(() => checkPorts(folder, join(folder, 'home'), env()));
    expect(text).toMatch(new RegExp(`Port ${port}, which Kafka.*WORKBOOK_KAFKA_PORT=\\d+ npm start`));
  });

  it('taken by another clone lead to its folder', async () => {
    const other = join(folder, 'other clone', '.workbook');
    await mkdir(other, { recursive: true });
    await mkdir(join(folder, 'instances'));
    await writeFile(join(folder, 'instances', 'id'), other);
    await writeFile(join(other, 'instance.json'), JSON.stringify({ ports: { kafka: port, flink: 1 } }));
    const text = await textOf(() => checkPorts(folder, join(folder, 'home'), env()));
    expect(text).toMatch(/by the workbook in .*other clone\. Run npm stop there/);
  });

  it('are left to the services themselves once they have been started here', async () => {
    const home = join(folder, 'started');
    await mkdir(home);
    await writeFile(join(home, 'instance.json'), '{}');
    expect(await textOf(() => checkPorts(folder, home, env()))).toBe('no problem');
  });

  it('that are no ports are refused', async () => {
    const text = await textOf(() => checkPorts(folder, join(folder, 'home'), { WORKBOOK_KAFKA_PORT: '90 92' }));
    expect(text).toMatch(/WORKBOOK_KAFKA_PORT is "90 92"/);
  });
});

describe('Python', () => {
  const answers = (found) => async (name) => found[name];
  const old = { program: '/usr/bin/python3', version: [3, 9, 2], venv: true };
  const bare = { program: '/usr/bin/python3', version: [3, 12, 1], venv: false };
  const good = { program: '/opt/python3.11', version: [3, 11, 4], venv: true };

  it('is taken from another name when python3 is too old', async () => {
    expect(await findPython(answers({ python3: old, 'python3.11': good }), {})).toEqual({
      program: '/opt/python3.11',
      version: '3.11.4',
    });
  });

  it('that is too old is named', async () => {
    expect(await textOf(() => findPython(answers({ python3: old }), {}))).toMatch(/3\.9\.2.*too old: 3\.10 or newer/);
  });

  it('without venv leads to the package to install', async () => {
    const text = await textOf(() => findPython(answers({ python3: bare, python: old }), {}));
    expect(text).toMatch(/venv module.*apt install python3\.12-venv/);
  });

  it('that is not there at all is asked for', async () => {
    expect(await textOf(() => findPython(answers({}), {}))).toMatch(/No Python was found.*3\.10 or newer/);
  });

  it('named by WORKBOOK_PYTHON is the only one asked', async () => {
    const env = { WORKBOOK_PYTHON: '/no/such' };
    expect(await textOf(() => findPython(answers({ python3: good }), env))).toMatch(/WORKBOOK_PYTHON names \/no\/such/);
  });
});
