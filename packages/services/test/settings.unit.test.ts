import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openInstance } from '../src/instance.js';
import { readSettings } from '../src/settings.js';

let folder: string;
let env: NodeJS.ProcessEnv;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'settings-'));
  env = { WORKBOOK_HOME: path.join(folder, 'home'), WORKBOOK_CACHE: path.join(folder, 'cache') };
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('settings', () => {
  test('are embedded on 127.0.0.1:9092 and 127.0.0.1:8081 where nothing else is said', () => {
    const settings = readSettings(env);
    expect(settings.mode).toBe('embedded');
    expect(settings.kafka.bootstrapServers).toEqual(['127.0.0.1:9092']);
    expect(settings.flink.url).toBe('http://127.0.0.1:8081');
  });

  test('keep the ports of the last start, and a variable overrides them', () => {
    openInstance(readSettings({ ...env, WORKBOOK_KAFKA_PORT: '9192', WORKBOOK_FLINK_PORT: '8181' }));
    expect(readSettings(env).ports).toEqual({ kafka: 9192, flink: 8181 });
    expect(readSettings({ ...env, WORKBOOK_FLINK_PORT: '8281' }).ports).toEqual({ kafka: 9192, flink: 8281 });
  });

  test('keep the mode of the last start, and a variable overrides it', () => {
    openInstance(readSettings({ ...env, WORKBOOK_MODE: 'docker' }));
    expect(readSettings(env).mode).toBe('docker');
    expect(readSettings({ ...env, WORKBOOK_MODE: 'embedded' }).mode).toBe('embedded');
  });

  test('point at a cluster of one’s own as soon as its address is set', () => {
    const settings = readSettings({
      ...env,
      KAFKA_BOOTSTRAP_SERVERS: 'a:1, b:2',
      FLINK_REST_URL: 'https://flink.example/',
    });
    expect(settings.mode).toBe('external');
    expect(settings.kafka.bootstrapServers).toEqual(['a:1', 'b:2']);
    expect(settings.flink.url).toBe('https://flink.example');
  });

  test.each([
    [
      { WORKBOOK_KAFKA_PORT: 'ninety' },
      'WORKBOOK_KAFKA_PORT is "ninety"; it must be a port number between 1024 and 65535.',
    ],
    [{ WORKBOOK_FLINK_PORT: '80' }, 'WORKBOOK_FLINK_PORT is "80"; it must be a port number between 1024 and 65535.'],
    [{ WORKBOOK_KAFKA_PORT: '8081' }, /cannot both use port 8081/],
    [{ WORKBOOK_MODE: 'dokcer' }, 'WORKBOOK_MODE is "dokcer"; it must be embedded, docker or external.'],
    [{ FLINK_REST_URL: 'localhost:8081' }, /FLINK_REST_URL is "localhost:8081"; it must be an address such as/],
  ])('name the variable that is wrong: %o', (wrong, message) => {
    expect(() => readSettings({ ...env, ...wrong })).toThrow(message);
  });

  test('say what to do about a damaged instance.json', () => {
    const settings = readSettings(env);
    openInstance(settings);
    const file = path.join(settings.home, 'instance.json');
    writeFileSync(file, '{"id": "half');
    expect(() => readSettings(env)).toThrow(`${file} is damaged. Delete it and run "npm start"`);
  });
});
