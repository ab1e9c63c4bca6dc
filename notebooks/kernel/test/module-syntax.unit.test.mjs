// What a cell that was pasted from a file is compiled as.
import { createRequire } from 'node:module';
import { describe, expect, test } from 'vitest';
import { mendModuleSyntax, plainCell } from '../module-syntax.mjs';

const requireFromTslab = createRequire(createRequire(import.meta.url).resolve('tslab/package.json'));
const ts = requireFromTslab('@tslab/typescript-for-tslab');

describe('without its exports', () => {
  test.each([
    ['const a = 1;', 'const a = 1;'],
    ['export const a = 1, b = 2;', '       const a = 1, b = 2;'],
    ['/** Doc. */\nexport async function f() {}', '/** Doc. */\n       async function f() {}'],
    ['@dec export class A {}', '@dec        class A {}'],
    ['export abstract class A {}', '       abstract class A {}'],
    ['export enum E { A }', '       enum E { A }'],
    ['export interface I { export: true }', '       interface I { export: true }'],
    ['export type T = number;', '       type T = number;'],
    ['export declare const a: number;', '       declare const a: number;'],
    ['export namespace N { export const a = 1; }', '       namespace N { export const a = 1; }'],
    ['export default function f() {}', '               function f() {}'],
    ['export default class A {}', '               class A {}'],
    ['export default interface I {}', '               interface I {}'],
    ['export default function () {}\n[1]', 'let _default = function () {};\n[1]'],
    ['export default async () => 1;', 'let _default = async () => 1;'],
    ['export default { a: 1 };', 'let _default = { a: 1 };'],
    ['export\ndefault 1;', 'let _default =\n        1;'],
    ['const a = 1; export default a;', 'const a = 1;                  '],
    ['const a = 1; export { a };', 'const a = 1;              '],
    ['export {\n  a,\n};\nlater;', '\n\n  \nlater;'],
    ['export {};', '          '],
    ['export { a as b, a as a };', 'const b = a;              '],
    ['export { a as default };', 'const _default = a;     '],
    ['class A {}\nexport { A as B };', 'class A {}\nconst B = A; type B = A;'],
    ['interface I {}\nexport { I as J };', 'interface I {}\ntype J = I;       '],
    ['export type { T as U };', 'type U = T;            '],
    ["export { a, b as c } from './file';", "import { a, b as c } from './file';"],
    ["export type { T } from './file';", "import type { T } from './file';"],
    ["export { default } from './file';", "import { default as _default } from './file';"],
    ["export { default as a } from './file';", "import { default as a } from './file';"],
    ["export { a as default } from './file';", "import { a as _default } from './file';"],
    ["export * as file from './file';", "import * as file from './file';"],
    ["import a from './a.json' with { type: 'json' };", "import a from './a.json'                      ;"],
    ["export { a } from './a.json' with {\n  type: 'json' };", "import { a } from './a.json'\n                ;"],
    ["'export const a = 1;'; // export", "'export const a = 1;'; // export"],
    ['export const a = ;', '       const a = ;'],
  ])('%j', (cell, plain) => {
    expect(plainCell(ts, cell)).toBe(plain);
  });
});

test('a cell that exports all of a file is told what to write', () => {
  const convert = mendModuleSyntax(ts, () => {
    throw new Error('not to be compiled');
  });
  expect(convert('', "const a = 1;\nexport * from './file';").diagnostics).toEqual([
    {
      start: { offset: 13, line: 1, character: 0 },
      end: { offset: 36, line: 1, character: 23 },
      messageText:
        `"export *" names nothing, and a cell can use only what has a name. Write: import { … } from './file'; ` +
        `or, for all of it: import * as name from './file';`,
    },
  ]);
});
