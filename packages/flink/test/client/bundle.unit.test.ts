import path from 'node:path';
import { bundleJob, JobFileError } from '@workbook/flink';
import { describe, expect, test } from 'vitest';
import { jobFile, jobFolder } from './job-folder.js';

async function refusal(file: string): Promise<JobFileError> {
  const error: unknown = await bundleJob(file).catch((thrown: unknown) => thrown);
  expect(error).toBeInstanceOf(JobFileError);
  return error as JobFileError;
}

describe('a job file that can not be bundled', () => {
  test('that is missing is reported with the nearest name', async () => {
    const folder = jobFolder({ 'payments.ts': '' });
    expect((await refusal(path.join(folder, 'paymets.ts'))).message).toMatch(
      /no job file .*Did you mean .*payments\.ts\?/,
    );
  });

  test('that is in a missing folder names the folder', async () => {
    const folder = jobFolder({});
    expect((await refusal(path.join(folder, 'jobs', 'a.ts'))).message).toMatch(/the folder .*jobs does not exist/);
  });

  test('that is a folder is told apart from a missing file', async () => {
    expect((await refusal(jobFolder({}))).message).toContain('is a folder');
  });

  test('with a syntax error shows line, column and code', async () => {
    const error = await refusal(
      jobFile(
        "import { defineJob } from '@workbook/flink';\nexport default defineJob('x', (env) => {\n  env.fromData(1, 2;\n});\n",
      ),
    );
    expect(error.position).toMatchObject({ line: 3, column: 20 });
    expect(error.message).toContain('> 3 |   env.fromData(1, 2;\n    |                    ^');
  });

  test('without a default export says what to write', async () => {
    const error = await refusal(
      jobFile("import { defineJob } from '@workbook/flink';\nexport const job = defineJob('x', () => {});\n"),
    );
    expect(error.message).toContain('exports no job. End it with: export default defineJob(');
  });

  test('with a top-level await says where to wait instead', async () => {
    const error = await refusal(jobFile('await Promise.resolve();\nexport default 1;\n'));
    expect(error.position?.line).toBe(1);
    expect(error.message).toContain('hand its result over as an argument');
  });

  test('that imports a missing module names module and line', async () => {
    const error = await refusal(jobFile("import { rate } from './rates.js';\nexport default rate;\n"));
    expect(error.position?.line).toBe(1);
    expect(error.message).toContain('"./rates.js"');
  });
});

describe('a job can not import', () => {
  test.each(['node:fs', 'fs', 'fs/promises'])("Node's %s", async (name) => {
    const error = await refusal(jobFile(`import * as it from '${name}';\nexport default it;\n`));
    expect(error.position).toMatchObject({ line: 1 });
    expect(error.message).toContain(`"${name}" is a part of Node`);
    expect(error.message).toContain("the TaskManager's JVM");
    expect(error.message).toContain('Async I/O');
  });

  test("a package that needs Node, and the author's own import is named, also in another file", async () => {
    const folder = jobFolder({
      'job.ts': "import { kafka } from './broker.js';\nexport default kafka;\n",
      'broker.ts':
        "// A comment.\nimport {\n  Kafka,\n} from 'kafkajs';\nexport const kafka = new Kafka({ brokers: [] });\n",
    });
    const error = await refusal(path.join(folder, 'job.ts'));
    expect(error.position).toMatchObject({ file: path.join(folder, 'broker.ts'), line: 4 });
    expect(error.message).toContain('The package "kafkajs" needs Node');
  });

  test('a package that needs Node when only one function of the job uses it', async () => {
    const error = await refusal(
      jobFile("import sharp from 'sharp';\nconst width = () => sharp('a').metadata();\nexport default width;\n"),
    );
    expect(error.position).toMatchObject({ line: 2, column: 21 });
    expect(error.message).toContain('The package "sharp" needs Node');
  });

  test('what leads to such a package, where the job calls it', async () => {
    const lines = [
      "import sharp from 'sharp';",
      'const decode = (text: string) => sharp(text).metadata();',
      'export async function analyse(text: string) {\n  return decode(text);\n}',
      'const job = {\n  buildGraph() {\n    return analyse("a");\n  },\n};',
      'export default job;\n',
    ];
    const error = await refusal(jobFile(lines.join('\n')));
    expect(error.position).toMatchObject({ line: 8, column: 12 });
    expect(error.message).toContain('analyse uses the package "sharp", which needs Node (it uses ');
    expect(error.message).toContain("and a job can't import it");
  });

  test('a package that is used as the module begins', async () => {
    const error = await refusal(jobFile("import sharp from 'sharp';\nsharp.cache(false);\nexport default 1;\n"));
    expect(error.message).toContain('The package "sharp" needs Node');
  });
});

test('what only a served function beside the job needs is left out', async () => {
  const folder = jobFolder({
    'job.ts': "import { analyse } from './analyse.js';\nexport { analyse };\nexport default 'the job';\n",
    'analyse.ts': `import { readFileSync } from 'node:fs';
import sharp from 'sharp';
export const analyse = () => sharp(readFileSync('a'));
`,
  });
  const bundle = await bundleJob(path.join(folder, 'job.ts'));
  expect(bundle.code).toContain('the job');
  expect(bundle.code).not.toMatch(/sharp|node:fs/);
});

test('types of Node packages may be imported: they leave no code behind', async () => {
  const bundle = await bundleJob(jobFile("import type { Stats } from 'node:fs';\nexport default (s: Stats) => s;\n"));
  expect(bundle.code).not.toContain('node:fs');
});

test('a bundle is one strict script that starts with the prelude', async () => {
  const bundle = await bundleJob(jobFile("const marker = 'author';\nexport default marker;\n"));
  expect(bundle.code).toMatch(/^"use strict";/);
  expect(bundle.code.indexOf('__submission')).toBeLessThan(bundle.code.indexOf('"author"'));
});
