/** `npm run demo` as a person runs it. */
import { FlinkClient, hasEnded } from '@workbook/flink';
import { readSettings, reset } from '@workbook/services';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { kafkaClient } from '../../program/kafka.js';
import { Program } from '../../program/test/program.js';
import { JOB_NAME } from '../job.js';

const CLOSED =
  /(\d[\d ]*) in windows \+ (\d[\d ]*) late \+ (\d[\d ]*) malformed \+ (\d[\d ]*) filtered = (\d[\d ]*), produced: (\d[\d ]*)/;

describe('npm run demo', () => {
  const settings = readSettings();
  const programs: Program[] = [];

  function start(...args: string[]): Program {
    const program = new Program('transactions/demo.ts', args, settings.home);
    programs.push(program);
    return program;
  }

  afterEach(async () => {
    await Promise.all(programs.splice(0).map((program) => program.kill()));
  });

  it('ends by itself with books that close, and leaves no job and no group behind', async () => {
    const demo = start('seconds=6', 'rate=200', 'late=0.05', 'malformed=0.05');
    expect(await demo.ends(), demo.output).toBe(0);

    const [, windows, late, malformed, filtered, sum, produced] = (CLOSED.exec(demo.output) ?? []).map((text) =>
      Number(text.replaceAll(' ', '')),
    );
    expect(sum).toBe(produced);
    expect(Math.min(windows ?? 0, late ?? 0, malformed ?? 0, filtered ?? 0)).toBeGreaterThan(0);
    expect(demo.output).not.toContain('\u001b');
    expect(demo.output).not.toContain('DIFFERS');
    await vi.waitFor(nothingIsLeft, { timeout: 120_000, interval: 500 });
  });

  it('closes its books on Ctrl-C, and refuses a second demo meanwhile', async () => {
    const demo = start('seconds=600');
    await demo.says(/user_aggregations [1-9]/);

    const second = start('seconds=5');
    expect(await second.ends()).toBe(1);
    expect(second.output).toMatch(
      /"npm run demo" \(process \d+, in .+, since \d\d:\d\d:\d\d UTC\) runs already, and the two would mix their results\./,
    );
    await expect(reset(settings)).rejects.toThrow(
      /^Nothing was wiped, .*\n {2}"npm run demo" \(process \d+, .*\)\n {2}the Flink job "transactions" \([0-9a-f]{8}\)\n/,
    );

    demo.interrupt();
    expect(await demo.ends(), demo.output).toBe(0);
    expect(demo.output).toMatch(
      /Ctrl-C: no more is sent\. A second Ctrl-C leaves at once, without the books\.\nFinishing/,
    );
    expect(demo.output).toMatch(CLOSED);
    await vi.waitFor(nothingIsLeft, { timeout: 120_000, interval: 500 });
  });

  it('leaves at once on a second Ctrl-C, and takes its job with it', async () => {
    const demo = start('seconds=60');
    await demo.says(/· transactions [1-9]/);
    const interrupting = setInterval(() => demo.interrupt(), 200);
    const exitCode = await demo.ends().finally(() => clearInterval(interrupting));
    expect(exitCode, demo.output).toBe(1);
    expect(demo.output).toMatch(
      /Left before the end: (?:\d[\d ]* messages? (?:was|were) not sent, and )?the job was cancelled\./,
    );
    await vi.waitFor(nothingIsLeft, { timeout: 120_000, interval: 500 });
  });

  it('is cancelled by a Ctrl-C before anything was sent', async () => {
    const demo = start('seconds=600');
    await demo.says(/Starting the job/);
    demo.interrupt();
    expect(await demo.ends(), demo.output).toBe(1);
    expect(demo.output).toMatch(
      /Ctrl-C: nothing was sent yet\. Cancelling the job …\nLeft before the end: the job was cancelled\.\n$/,
    );
    await vi.waitFor(nothingIsLeft, { timeout: 120_000, interval: 500 });
  });

  it('leaves no job and no group behind when it is killed, and the next one counts only its own', async () => {
    const demo = start('seconds=600', 'rate=400');
    await demo.says(/user_aggregations [1-9]/);
    await demo.kill();
    const next = start('seconds=3', 'rate=200');
    expect(await next.ends(), next.output).toBe(0);
    expect(next.output).toMatch(CLOSED);
    expect(next.output).toMatch(
      /A demo that was killed \(process \d+\) had left its job [0-9a-f]{8} behind: it was cancelled\.\n/,
    );
    await vi.waitFor(nothingIsLeft, { timeout: 120_000, interval: 500 });
  });

  async function nothingIsLeft(): Promise<void> {
    const jobs = await new FlinkClient(settings.flink.url).list();
    expect(jobs.filter(({ name, state }) => name === JOB_NAME && !hasEnded(state))).toEqual([]);
    const admin = kafkaClient(settings.kafka.bootstrapServers, 'demo-test').admin();
    await admin.connect();
    const { groups } = await admin.listGroups();
    await admin.disconnect();
    expect(groups.filter(({ groupId }) => groupId.startsWith('transactions-'))).toEqual([]);
  }
});
