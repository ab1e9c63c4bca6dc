// Starts the kernel of the workbook that the notebook lies in. Jupyter starts a kernel in its notebook's folder, and this
// file is in an environment that all clones share, so the workbook is the first folder above that has one.
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';

function findWorkbook(folder) {
  if (existsSync(join(folder, 'notebooks', 'kernel', 'kernel.mjs'))) return folder;
  const parent = dirname(folder);
  return parent === folder ? undefined : findWorkbook(parent);
}

const workbook = findWorkbook(process.cwd());
if (workbook) {
  const { startKernel } = await import(pathToFileURL(join(workbook, 'notebooks', 'kernel', 'kernel.mjs')).href);
  await startKernel(workbook, process.argv[2]);
} else {
  console.error(`${process.cwd()} is not inside a workbook. Move the notebook into the workbook's folder notebooks.`);
  process.exitCode = 1;
}
