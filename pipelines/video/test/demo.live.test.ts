/** `npm run demo:video` as a person runs it. */
import { FlinkClient, hasEnded } from '@workbook/flink';
import { readSettings, withAdmin } from '@workbook/services';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { SavepointNote } from '../../program/savepoint.js';
import { forgetProcessor } from '../../program/test/forget-processor.js';
import { Program } from '../../program/test/program.js';
import { GROUP_ID, JOB_NAME } from '../job.js';

const CLOSED = /(\d[\d ]*) processed \+ (\d[\d ]*) left out \+ (\d[\d ]*) rejected = (\d[\d ]*), produced: (\d[\d ]*)/;
const PAGE = /To see the frames, open: (http:\/\/127\.0\.0\.1:\d+\/)/;
const FEW = ['fps=4', 'size=320x240,854x482', 'sources=2'];

describe('npm run demo:video', () => {
  const settings = readSettings();
  const programs: Program[] = [];

  function start(file: string, ...args: string[]): Program {
    const program = new Program(`video/${file}`, args, settings.home);
    programs.push(program);
    return program;
  }

  afterEach(async () => {
    await Promise.all(programs.splice(0).map((program) => program.kill()));
    // What a test that failed has left.
    const client = new FlinkClient(settings.flink.url);
    for (const { id, name, state } of await client.list()) {
      if (name === JOB_NAME && !hasEnded(state)) await (await client.job(id)).cancel();
    }
    // What a processor keeps for the next one.
    await forgetProcessor(JOB_NAME, GROUP_ID);
  });

  it('shows a page, and ends by itself with books that close and nothing left behind', async () => {
    const analyze = start('consumer-cli.ts', 'analyze');
    await analyze.says(/analysed 0 /);
    const demo = start('demo.ts', 'seconds=6', 'broken=0.2', ...FEW);
    await demo.says(PAGE);
    const page = await fetch(PAGE.exec(demo.output)?.[1] ?? '');
    expect(await page.text()).toMatch(/<!doctype html>/i);
    expect(await demo.ends(), demo.output).toBe(0);

    const [, processed, leftOut, rejected, sum, produced] = (CLOSED.exec(demo.output) ?? []).map((text) =>
      Number(text.replaceAll(' ', '')),
    );
    expect(sum).toBe(produced);
    expect(Math.min(processed ?? 0, leftOut ?? 0, rejected ?? 0)).toBeGreaterThan(0);
    expect(demo.output).not.toContain('DIFFERS');
    expect(demo.output).not.toContain('\u001b');

    // Who looks on from another terminal has seen the same frames.
    await analyze.says(new RegExp(`analysed ${processed} .* left out ${leftOut} · rejected ${rejected} `));
    analyze.interrupt();
    expect(await analyze.ends(), analyze.output).toBe(0);
    expect(analyze.output).toMatch(/camera-2 brightness \d+/);
    await vi.waitFor(nothingIsLeft, { timeout: 120_000, interval: 500 });
  });

  it('closes its books on Ctrl-C, and refuses a second demo meanwhile', async () => {
    const demo = start('demo.ts', 'seconds=600', ...FEW);
    await demo.says(/analysed [1-9]/);
    const second = start('demo.ts', 'seconds=5', ...FEW);
    expect(await second.ends()).toBe(1);
    expect(second.output).toMatch(/"npm run demo:video" \(process \d+, in .+\) runs already/);
    demo.interrupt();
    expect(await demo.ends(), demo.output).toBe(0);
    expect(demo.output).toMatch(CLOSED);
    await vi.waitFor(nothingIsLeft, { timeout: 120_000, interval: 500 });
  });

  it('leaves nothing behind when it is killed', async () => {
    const demo = start('demo.ts', 'seconds=600', ...FEW);
    await demo.says(/analysed [1-9]/);
    await demo.kill();
    await vi.waitFor(nothingIsLeft, { timeout: 120_000, interval: 500 });
  });

  it('a processor that is killed takes its job with it: nothing analyses frames unseen', async () => {
    const processor = start('processor-cli.ts');
    await processor.says(/The job runs/);
    await processor.kill();
    // Its guard notes the savepoint at last.
    const note = new SavepointNote(settings.home, JOB_NAME);
    await vi.waitFor(() => expect(note.read()).toEqual(expect.any(String)), { timeout: 120_000, interval: 500 });
    expect(await runningJobs()).toEqual([]);
  });

  async function runningJobs(): Promise<string[]> {
    const jobs = await new FlinkClient(settings.flink.url).list();
    return jobs.flatMap(({ name, state }) => (name === JOB_NAME && !hasEnded(state) ? [state] : []));
  }

  async function nothingIsLeft(): Promise<void> {
    expect(await runningJobs()).toEqual([]);
    const { groups } = await withAdmin(settings, (admin) => admin.listGroups());
    expect(groups.filter(({ groupId }) => /^video-/.test(groupId))).toEqual([]);
  }
});
