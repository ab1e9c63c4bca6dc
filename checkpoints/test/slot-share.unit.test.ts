/** Two checks side by side fit into the cluster, and a check's own jobs follow each other where they don't. */

import { TASK_SLOTS } from '@workbook/services';
import { expect, test } from 'vitest';
import { AT_ONCE } from '../src/gate/gate.js';
import { JobGraph } from '../src/harness/job-graph.js';
import { SHARE, SlotShare } from '../src/harness/slot-share.js';

/** Takes slots, and says whether they are there at once. */
async function taken(share: SlotShare, slots: number): Promise<{ now(): Promise<boolean>; giveBack(): Promise<void> }> {
  let there = false;
  const taking = share.take(slots).then((giveBack) => {
    there = true;
    return giveBack;
  });
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  return {
    async now() {
      await settled();
      return there;
    },
    async giveBack() {
      (await taking)();
    },
  };
}

test('the cases that the gate grades side by side never need more slots than the cluster has', () => {
  expect(AT_ONCE * SHARE).toBeLessThanOrEqual(TASK_SLOTS);
});

test('a job waits for the slots of another, and those that ask later wait behind it', async () => {
  const share = new SlotShare(4);
  const two = await taken(share, 2);
  const three = await taken(share, 3);
  const one = await taken(share, 1);
  expect([await two.now(), await three.now(), await one.now()]).toEqual([true, false, false]);
  await two.giveBack();
  expect([await three.now(), await one.now()]).toEqual([true, true]);
});

test('a job that needs more than the share gets it when it is alone', async () => {
  const share = new SlotShare(4);
  const one = await taken(share, 1);
  const wide = await taken(share, 9);
  expect(await wide.now()).toBe(false);
  await one.giveBack();
  expect(await wide.now()).toBe(true);
  const next = await taken(share, 1);
  expect(await next.now()).toBe(false);
  await wide.giveBack();
  expect(await next.now()).toBe(true);
});

test('a job takes as many slots as its widest operator has subtasks, and those of other groups besides', () => {
  const node = (parallelism?: number, slotSharingGroup?: string) => ({
    op: 'map',
    inputs: [],
    parallelism,
    slotSharingGroup,
  });
  const slots = (settings: object, ...nodes: object[]) =>
    new JobGraph({ settings, nodes } as ConstructorParameters<typeof JobGraph>[0]).slots;
  expect(slots({}, node(), node())).toBe(1);
  expect(slots({ parallelism: 3 }, node(1), node())).toBe(3);
  expect(slots({ parallelism: 2 }, node(5), node(3, 'model'))).toBe(8);
});
