/** What TypeScript and the Java runner must agree on, read from their sources: no cluster runs here. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { build } from 'esbuild';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { Graph } from '../src/api/graph/graph.js';
import * as api from '../src/api.js';
import { FORMATS } from '../src/plan/formats.js';
import { MALFORMED_TAG, PLAN_VERSION } from '../src/plan/names.js';
import { OPERATORS, type OperatorName } from '../src/plan/operators.js';
import { PlanNode } from '../src/plan/plan.js';
import { adapters } from '../src/runtime/functions/adapters.js';

const javaFolder = new URL('../runner/src/workbook/flink/', import.meta.url);
const javaFiles = readdirSync(javaFolder, { recursive: true, encoding: 'utf8' }).filter((file) =>
  file.endsWith('.java'),
);
const read = (file: string) => readFileSync(new URL(file.replaceAll(path.sep, '/'), javaFolder), 'utf8');
function java(name: string): string {
  const file = javaFiles.find((each) => path.basename(each) === `${name}.java`);
  if (file === undefined) throw new Error(`The runner has no ${name}.java.`);
  return read(file);
}
const namesIn = (text: string, pattern: RegExp) => [...text.matchAll(pattern)].map(([, name]) => name ?? '');
const sorted = (names: Iterable<string>) => [...new Set(names)].sort();

const casesIn = (name: string) =>
  namesIn(java(name), /case ((?:"\w+"(?:, )?)+) ->/g).flatMap((labels) => namesIn(labels, /"(\w+)"/g));

test('each operator has one case in Java, and Java has no other', () => {
  const cases = ['GraphBuilder', 'OneInput', 'Connected'].flatMap(casesIn);
  expect(cases.sort()).toEqual(Object.keys(OPERATORS).sort());
});

test('an operator of a family in Java has its inputs, and one function that is called as it is', () => {
  for (const [family, two] of [
    ['OneInput', undefined],
    ['Connected', true],
  ] as const) {
    for (const op of casesIn(family) as OperatorName[]) {
      const { is, twoInputs, roles } = OPERATORS[op];
      expect({ is, twoInputs, roles: Object.keys(roles) }, op).toEqual({ is: 'operator', twoInputs: two, roles: [op] });
    }
  }
});

test('each format has a class in Java, and Java has no other', () => {
  expect(casesIn('Format')).toEqual(FORMATS);
});

test('the classes that functions must extend are there to be imported', () => {
  const bases = Object.values(OPERATORS).flatMap(({ instances = {} }) =>
    Object.values(instances).map(([base]) => base),
  );
  expect(bases).toContain('ProcessJoinFunction');
  expect(bases.filter((base) => typeof (api as Record<string, unknown>)[base] !== 'function')).toEqual([]);
});

test('what a row says of roles and parameters is of roles and parameters that the node has', () => {
  for (const { shape } of PlanNode.options) {
    const { roles, instances = {}, lateTags = [] } = OPERATORS[shape.op.value];
    expect(Object.keys(roles), shape.op.value).toEqual(expect.arrayContaining(Object.keys(instances)));
    expect(Object.keys(shape.params.shape), shape.op.value).toEqual(expect.arrayContaining([...lateTags]));
  }
});

test('the functions of a node in the plan are those of its row', () => {
  const schemas = Object.fromEntries(
    PlanNode.options.map(({ shape }) => [shape.op.value, Object.keys(shape.functions.shape)]),
  );
  const rows = Object.fromEntries(Object.entries(OPERATORS).map(([op, { roles }]) => [op, Object.keys(roles)]));
  for (const op of sorted([...Object.keys(schemas), ...Object.keys(rows)])) {
    expect(sorted(schemas[op] ?? []), op).toEqual(sorted(rows[op] ?? []));
  }
});

test('each kind of function has an adapter, and no adapter is idle', () => {
  const kinds = Object.values(OPERATORS).flatMap(({ roles }) => Object.values(roles));
  expect(sorted(Object.keys(adapters))).toEqual(sorted(kinds));
});

test('each role that Java asks for is one of a row', () => {
  const asked = javaFiles.flatMap((file) => namesIn(read(file), /\b(?:f|optionalF)unctions?\("(\w+)"/g));
  expect(asked).toContain('generate');
  const roles = Object.values(OPERATORS).flatMap(({ roles }) => Object.keys(roles));
  expect(asked.filter((role) => !roles.includes(role))).toEqual([]);
});

test.each([
  ['OperatorBridge', ['OperatorBridge']],
  ['StateStore', ['StateStore']],
  ['StateCells', ['ValueCell', 'ListCell', 'AppendingCell', 'MapCell', 'EntryCursor']],
  ['MetricCells', ['MetricCells']],
])('what %s.java offers to JavaScript is what bridge.ts says', (name, interfaces) => {
  const bridge = readFileSync(new URL('../src/runtime/bridge.ts', import.meta.url), 'utf8');
  const bodies = interfaces.map(
    (of) => new RegExp(`export interface ${of} \\{\\n([^]*?)\\n\\}`).exec(bridge)?.[1] ?? '',
  );
  const members = bodies.flatMap((body) => namesIn(body.replaceAll(/\/\*.*?\*\//gs, ''), /(?<![\w.])(\w+)\(/g));
  const exported = namesIn(java(name), /@Export\s+(?:public|default) (?:final )?(?:static )?[\w.<>]+ (\w+)\(/g);
  expect(sorted(exported)).toEqual(sorted(members));
});

test('the constants are equal', () => {
  expect(namesIn(java('Plan'), /VERSION = (\d+);/g)).toEqual([String(PLAN_VERSION)]);
  expect(namesIn(java('Plan'), /MALFORMED_TAG = "(\w+)";/g)).toEqual([MALFORMED_TAG]);
});

test('classes that are named as text are where they are said to be', () => {
  const root = new URL('../runner/src/', import.meta.url);
  const named = [
    ...javaFiles.flatMap((file) => namesIn(read(file), /"(workbook\.[\w.]+)"/g)),
    ...readdirSync(new URL('META-INF/services/', root)).flatMap((file) =>
      readFileSync(new URL(`META-INF/services/${file}`, root), 'utf8')
        .trim()
        .split('\n'),
    ),
    ...['RecordSerializer', 'TextSerializer', 'AccumulatorSerializer'].map((name) => `workbook.flink.${name}`),
    ...[
      'cluster/job-jar',
      'failures/failure-notes',
      '../../services/src/flink-cluster',
      '../../services/src/java',
    ].flatMap((file) =>
      namesIn(
        readFileSync(new URL(`../src/${file}.ts`, import.meta.url), 'utf8'),
        /['`](workbook\.(?:\w+\.)*[A-Z]\w*)/g,
      ),
    ),
  ];
  expect(named).toEqual(
    expect.arrayContaining(['workbook.flink.engine.JsRuntime', 'workbook.flink.Runner', 'workbook.flink.TaskManager']),
  );
  const gone = named.filter((name) => !existsSync(new URL(`${name.replaceAll('.', '/')}.java`, root)));
  expect(gone).toEqual([]);
});

test('a class of the runner is public only where another package, the services or JavaScript needs it', () => {
  const sources = javaFiles.map((file) => ({ file, folder: path.dirname(file), text: read(file) }));
  const idle = sources.filter(({ file, folder, text }) => {
    const name = path.basename(file, '.java');
    if (!new RegExp(`^public .*(class|record|interface) ${name}\\b`, 'm').test(text)) return false;
    if (text.includes('@Export') || text.includes('public static void main(')) return false;
    const imported = new RegExp(`^import workbook.*\\.${name};`, 'm');
    const returned = new RegExp(`^ +public (?:static )?${name} \\w+\\(`, 'm');
    return !sources.some((other) => (other.folder === folder ? returned : imported).test(other.text));
  });
  // Kafka and Flink make these two, by their names.
  expect(idle.map(({ file }) => path.basename(file)).sort()).toEqual([
    'RefusalInterceptor.java',
    'RestGuardFactory.java',
  ]);
});

test('what may have side outputs counts its main output, under the name that the client reads', () => {
  const classes = ['JsProcess', 'JsKeyedProcess', 'JsCoProcess', 'JsKeyedCoProcess', 'JsIntervalJoin', 'WindowCalls'];
  for (const name of classes) expect(java(name), name).toContain('countMainOutput(');
  const withSideOutputs = Object.entries(OPERATORS).filter(([, { sideOutputs }]) => sideOutputs);
  expect(
    withSideOutputs.map(([op]) => `Js${op[0]?.toUpperCase()}${op.slice(1)}`).filter((it) => !classes.includes(it)),
  ).toEqual([]);
  const metrics = readFileSync(new URL('../src/cluster/user-metrics.ts', import.meta.url), 'utf8');
  expect(metrics).toContain(`'${namesIn(java('MainOutput'), /METRIC = "(\w+)"/g)[0]}'`);
});

test('a role may have a list of functions, each with a number of its own', () => {
  const graph = new Graph();
  graph.add('map', [], 'm', { map: [(n: number) => n, (n: number) => -n] }, {});
  expect(graph.nodes[0]?.functions).toEqual({ map: [0, 1] });
  expect(graph.functions.map(({ kind, node }) => ({ kind, node }))).toEqual([
    { kind: 'map', node: 0 },
    { kind: 'map', node: 0 },
  ]);
});

test('a node says of what class it is, where Java reads it', () => {
  const graph = new Graph();
  const node = graph.add('discard', [graph.add('rebalance', [], 'r', {}, {})], 's', {}, {});
  expect(
    z
      .array(z.looseObject({ is: z.string() }))
      .parse(graph.nodes)
      .map(({ is }) => is),
  ).toEqual(['exchange', 'sink']);
  expect(node.op).toBe('discard');
  expect(java('Plan')).toContain('json.get("is")');
});

test('what runs on the cluster, and what tries functions without one, has nothing of Node, and no package', async () => {
  const { metafile } = await build({
    entryPoints: ['api.ts', 'runtime/install.ts', 'runtime/prelude.ts', 'testing.ts'].map(
      (file) => new URL(`../src/${file}`, import.meta.url).pathname,
    ),
    bundle: true,
    write: false,
    outdir: 'out',
    metafile: true,
    platform: 'neutral',
    packages: 'external',
  });
  const outside = Object.values(metafile.inputs).flatMap(({ imports }) =>
    imports.filter(({ external }) => external).map(({ path }) => path),
  );
  expect(outside).toEqual([]);
});
