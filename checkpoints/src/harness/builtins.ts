/**
 * JavaScript's own objects, kept as they are. A task compares with `find`, `Set` and `isDeepStrictEqual`, in the thread of
 * the learner's code: what that code could change there, it could not be graded by.
 */
import util from 'node:util';
import { Kafka } from 'kafkajs';

const TypedArray: object = Object.getPrototypeOf(Uint8Array);
const iteratorPrototype = (values: Iterable<unknown>): object => Object.getPrototypeOf(values[Symbol.iterator]());

/** All that they have is fixed, and nothing can be added. */
const FIXED: readonly object[] = [
  ...[Array, Map, Set, String, Number, Boolean, RegExp, BigInt].flatMap((maker) => [maker, maker.prototype]),
  ...[TypedArray, Uint8Array, Buffer, Date].flatMap((maker) => [maker, (maker as typeof Date).prototype]),
  ...[JSON, Math, Reflect, Object],
  ...[[], new Map(), new Set(), ''].map(iteratorPrototype),
  Object.getPrototypeOf(iteratorPrototype([])) as object,
];
const GLOBALS =
  'Array BigInt Boolean Buffer Date JSON Map Math Number Object Reflect RegExp Set String Uint8Array'.split(' ');

/** vitest's own list of the modules that it has loaded in this thread. */
interface Loaded {
  __vitest_worker__?: { evaluatedModules: { idToModuleMap: Map<string, { exports?: object }> } };
}

/** What the learner's code tries to change is refused, at its line, from now on. */
export function lockBuiltins(): void {
  lockHarness();
  for (const fixed of FIXED) {
    for (const name of Reflect.ownKeys(fixed)) lock(fixed, name);
    // Buffer and Date are functions that libraries hang something on.
    if (fixed !== Buffer && fixed !== Date) Object.preventExtensions(fixed);
  }
  // Its methods are overwritten in classes by assignment, which a locked one would forbid.
  Object.preventExtensions(Object.prototype);
  for (const name of ['call', 'apply', 'bind']) lock(Function.prototype, name);
  for (const name of ['isDeepStrictEqual', 'inspect']) lock(util, name);
  for (const name of ['admin', 'consumer', 'producer']) lock(Kafka.prototype, name);
  for (const name of GLOBALS) lock(globalThis, name);
}

function lock(owner: object, name: string | symbol): void {
  const property = Object.getOwnPropertyDescriptor(owner, name);
  if (!property?.configurable) return;
  Object.defineProperty(
    owner,
    name,
    'value' in property ? { writable: false, configurable: false } : { configurable: false },
  );
}

/** All that is loaded before the learner's code: whoever imports it once more, by whatever name, finds it fixed. */
function lockHarness(): void {
  const { __vitest_worker__: worker } = globalThis as Loaded;
  for (const { exports } of worker?.evaluatedModules.idToModuleMap.values() ?? []) {
    // A module that Node has loaded is fixed by itself.
    if (exports && Object.isExtensible(exports)) lockExports(exports);
  }
}

/** The harness is one module, with the exports of each of its parts as an object. */
function lockExports(exports: object): void {
  if (Object.isFrozen(exports)) return;
  Object.freeze(exports);
  for (const value of Object.values(exports)) {
    if (typeof value === 'function') {
      Object.freeze(value);
      Object.freeze(value.prototype);
    } else if (value !== null && typeof value === 'object' && Object.getPrototypeOf(value) === Object.prototype) {
      lockExports(value);
    }
  }
}
