/** Functions that must come as an instance of a class: an arrow has no method that could be called. */
import type { FunctionKind } from '../../plan/operators.js';

/** By the kind: what such a class extends, and the methods that it has at least, with what they are given. */
const CLASSES: Partial<Record<FunctionKind, readonly [base: string, method: string, given: string, second?: string]>> =
  {
    process: ['ProcessFunction', 'processElement', 'value, ctx, out'],
    keyedProcess: ['KeyedProcessFunction', 'processElement', 'value, ctx, out'],
    coMap: ['RichCoMapFunction', 'map1', 'value', 'map2(value)'],
    coFlatMap: ['RichCoFlatMapFunction', 'flatMap1', 'value, out', 'flatMap2(value, out)'],
    coProcess: ['CoProcessFunction', 'processElement1', 'value, ctx, out', 'processElement2(value, ctx, out)'],
    keyedCoProcess: [
      'KeyedCoProcessFunction',
      'processElement1',
      'value, ctx, out',
      'processElement2(value, ctx, out)',
    ],
    processWindow: ['ProcessWindowFunction', 'process', 'key, ctx, elements, out'],
    processAllWindow: ['ProcessAllWindowFunction', 'process', 'ctx, elements, out'],
    intervalJoin: ['ProcessJoinFunction', 'processElement', 'left, right, ctx, out'],
  };

/** @throws TypeError for a class where an instance of it is expected */
export function refuseClass(fn: object): void {
  if (typeof fn !== 'function' || !/^class\b/.test(Function.prototype.toString.call(fn))) return;
  if (fn.name === '') throw new TypeError('a class was given, and an instance of one is expected: new …(…)');
  throw new TypeError(`${fn.name} is a class, and an instance of it is expected: new ${fn.name}(…)`);
}

/** @throws TypeError for a plain function where a class has to say what is called */
export function refusePlainFunction(kind: FunctionKind, fn: object): void {
  const [base, method, given, second] = CLASSES[kind] ?? [];
  if (base === undefined || typeof fn !== 'function') return;
  throw new TypeError(
    `a ${base} is expected, and this is a plain function: write class Mine extends ${base} { ${method}(${given}) { … }${second ? ` ${second} { … }` : ''} }, and give new Mine()`,
  );
}
