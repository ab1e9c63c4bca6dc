import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { describeLeftRunning, requireUnused } from '../src/in-use.js';
import { announceProgram, runningPrograms } from '../src/running-programs.js';
import { readSettings } from '../src/settings.js';

let home: string;

beforeEach(() => {
  home = realpathSync(mkdtempSync(path.join(tmpdir(), 'programs-')));
});
afterEach(() => rmSync(home, { recursive: true, force: true }));

describe('a program that has announced itself', () => {
  test('is listed with its place until it withdraws, and keeps the data from being wiped', async () => {
    // No Flink answers there, so that only programs count.
    const settings = { ...readSettings(), home, flink: { ...readSettings().flink, url: 'http://127.0.0.1:9' } };
    const demo = await announceProgram(home, 'npm run demo');
    const check = await announceProgram(home, 'npm run check lesson-1');
    const programs = await runningPrograms(home);
    expect(programs.map(({ command }) => command).sort()).toEqual(['npm run check lesson-1', 'npm run demo']);
    expect(programs[0]).toMatchObject({ pid: process.pid, folder: process.cwd() });
    check.withdraw();
    await expect(requireUnused(settings, 'Nothing was wiped')).rejects.toThrow(
      new RegExp(
        `^Nothing was wiped, for this still runs .*:\\n  "npm run demo" \\(process ${process.pid}, in .*, since \\d\\d:\\d\\d:\\d\\d UTC\\)\\nEnd it first: a program with Ctrl-C in its terminal, or "kill ${process.pid}"\\. Then try again\\.$`,
      ),
    );
    const place = `\\(process ${process.pid}, in .*, since \\d\\d:\\d\\d:\\d\\d UTC\\)`;
    expect(await describeLeftRunning(settings)).toMatch(
      new RegExp(
        `^This runs on without them:\\n  "npm run demo" ${place}\\nOnce "npm start" has them running again, it goes on; a demo whose job ran ends without its books\\. To end it: Ctrl-C in the terminal, or "kill ${process.pid}"\\.$`,
      ),
    );
    demo.withdraw();
    demo.withdraw();
    expect(await runningPrograms(home)).toEqual([]);
    await requireUnused(settings, 'Nothing was wiped');
    expect(await describeLeftRunning(settings)).toBeUndefined();
  });

  test('as the only one of its kind is one of two that begin at once, and the other hears its place', async () => {
    const both = [1, 2].map(() => announceProgram(home, 'npm run demo', 'job-transactions'));
    const results = await Promise.allSettled(both);
    const refused = results.flatMap((it) => (it.status === 'rejected' ? [String(it.reason.message)] : []));
    expect(refused).toHaveLength(1);
    expect(refused[0]).toMatch(
      /^"npm run demo" \(process \d+, in .+, since \d\d:\d\d:\d\d UTC\) runs already, and the two would mix their results\. .* Then run this again\.$/,
    );
    const won = results.find((it) => it.status === 'fulfilled');
    won?.value.withdraw();
    (await announceProgram(home, 'npm run transactions:processor', 'job-transactions')).withdraw();
  });

  test('leaves nothing behind when it ends, however it ends itself', () => {
    const file = new URL('../src/running-programs.ts', import.meta.url).href;
    const folder = JSON.stringify(home);
    const code = `import { announceProgram } from ${JSON.stringify(file)};
      await announceProgram(${folder}, 'npm run transactions:producer');
      await announceProgram(${folder}, 'npm run demo', 'job-transactions');
      process.exit(3);`;
    const { status } = spawnSync(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', code]);
    expect(status).toBe(3);
    expect(readdirSync(path.join(home, 'programs'))).toEqual([]);
  });

  test('and was killed is forgotten', async () => {
    (await announceProgram(home, 'npm run demo')).withdraw();
    // This process lives, but does not hold the file open: its number went to someone else.
    const killed = JSON.stringify({ pid: process.pid, descriptor: 0, command: 'killed' });
    writeFileSync(path.join(home, 'programs', 'job-transactions'), killed);
    expect(await runningPrograms(home)).toEqual([]);
    expect(readdirSync(path.join(home, 'programs'))).toEqual([]);
    (await announceProgram(home, 'npm run demo', 'job-transactions')).withdraw();
  });
});
