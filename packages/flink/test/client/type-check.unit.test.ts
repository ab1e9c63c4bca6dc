import path from 'node:path';
import { JobTypeError, prepareJob, typeCheck } from '@workbook/flink';
import { expect, test } from 'vitest';
import { jobFile, jobFolder } from './job-folder.js';

const MISTAKEN = `import { defineJob } from '@workbook/flink';
export default defineJob('j', (env) => {
  env.fromData({ amount: 1 }).map((payment) => payment.amout);
});
`;

test("a wrong field is reported with line, column and the compiler's suggestion", async () => {
  const file = jobFile(MISTAKEN);
  const error = (await typeCheck(file).catch((thrown: unknown) => thrown)) as JobTypeError;
  expect(error).toBeInstanceOf(JobTypeError);
  expect(error.positions).toMatchObject([{ file, line: 3, column: 56 }]);
  expect(error.message).toContain("Did you mean 'amount'?");
  expect(error.message).toContain('> 3 |   env.fromData');
});

test('the nearest tsconfig.json decides', async () => {
  const text = 'export default (value) => value;\n';
  await expect(typeCheck(path.join(jobFolder({ 'job.ts': text }), 'job.ts'))).rejects.toThrow(
    "implicitly has an 'any' type",
  );
  const lenient = jobFolder({ 'jobs/job.ts': text, 'tsconfig.json': '{ "compilerOptions": { "strict": false } }' });
  await expect(typeCheck(path.join(lenient, 'jobs', 'job.ts'))).resolves.toBe(true);
});

test('preparing a job checks its types first, and can be told not to', async () => {
  const file = jobFile(MISTAKEN);
  await expect(prepareJob(file)).rejects.toBeInstanceOf(JobTypeError);
  await expect(prepareJob(file, { typeCheck: false })).rejects.toThrow('no sink');
});
