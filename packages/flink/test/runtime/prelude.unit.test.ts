import { fileURLToPath } from 'node:url';
import vm from 'node:vm';
import { build } from 'esbuild';
import { beforeAll, expect, it } from 'vitest';

const ENTRY = `
import { endBuilding } from './prelude.js';
const kept = { now: Date.now, random: Math.random, D: Date };
const look = () => [Date.now(), new Date().getTime(), Date(), kept.now(), new kept.D().getTime(), Math.random(), kept.random()];
globalThis.building = look();
globalThis.fixed = new Date(5).getTime() + Date.UTC(1970, 0, 1, 0, 0, 1);
globalThis.isDate = new Date() instanceof Date;
endBuilding();
globalThis.running = look();
`;

let code: string;

beforeAll(async () => {
  const resolveDir = fileURLToPath(new URL('../../src/runtime', import.meta.url));
  const result = await build({ stdin: { contents: ENTRY, resolveDir, loader: 'ts' }, bundle: true, write: false });
  code = result.outputFiles[0]?.text ?? '';
});

function evaluate(seed: number, extra: object = {}) {
  const realm = { __submission: JSON.stringify({ time: 1_000_000, seed, args: {} }), ...extra };
  vm.runInContext(code, vm.createContext(realm));
  return realm as typeof realm & { building: unknown[]; running: number[]; fixed: number; isDate: boolean };
}

it('stops the clock and seeds chance while the graph is built', () => {
  const { building, fixed, isDate } = evaluate(7);
  expect(building.slice(0, 2)).toEqual([1_000_000, 1_000_000]);
  expect(building[2]).toContain('1970');
  expect(building.slice(3, 5)).toEqual([1_000_000, 1_000_000]);
  expect(fixed).toBe(1005);
  expect(isDate).toBe(true);
  expect(evaluate(7).building).toEqual(building);
  expect(evaluate(8).building.slice(5)).not.toEqual(building.slice(5));
});

it('lets both go again when the functions start, also where the module kept them', () => {
  const before = Date.now();
  const { running } = evaluate(7);
  for (const time of [running[0], running[1], running[3], running[4]]) expect(time).toBeGreaterThanOrEqual(before);
  expect(evaluate(7).running.slice(5)).not.toEqual(running.slice(5));
});

it('leaves a realm without a console with one', () => {
  const realm = evaluate(1) as unknown as { console: Console };
  expect(() => realm.console.log('nobody listens')).not.toThrow();
});
