// A setup in miniature: run-interruptible.mjs FOLDER. Its child starts a grandchild, neither heeds a request to end, and
// both write their process ids to the folder. Once it has come to its end, it leaves a file "tidied".
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { interruptible, run } from '../../setup/child.mjs';

const [folder] = process.argv.slice(2);
const stubborn = `
  process.on('SIGTERM', () => {});
  setInterval(() => {}, 1000);
`;
const write = (name) => `require('node:fs').writeFileSync(${JSON.stringify(join(folder, name))}, String(process.pid));`;
const grandchild = `${stubborn}${write('grandchild')}`;
const child = `
  ${stubborn}
  require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(grandchild)}], { stdio: 'inherit' });
  ${write('child')}
`;
await interruptible(async () => {
  try {
    await run(process.execPath, ['-e', child], { lifeline: true });
  } finally {
    writeFileSync(join(folder, 'tidied'), '');
  }
});
