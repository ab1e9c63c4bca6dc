/** Functions that must come as an instance of a class: an arrow has no method that could be called. */
import type { FunctionKind } from '../../plan/operators.js';

/** By the kind: what such a class extends, and the method that it has at least, with what that is given. */
const CLASSES: Partial<Record<FunctionKind, readonly [base: string, method: string, given: string]>> = {
  process: ['ProcessFunction', 'processElement', 'value, ctx, out'],
  keyedProcess: ['KeyedProcessFunction', 'processElement', 'value, ctx, out'],
  coMap: ['RichCoMapFunction', 'map1', 'value'],
  coFlatMap: ['RichCoFlatMapFunction', 'flatMap1', 'value, out'],
  coProcess: ['CoProcessFunction', 'processElement1', 'value, ctx, out'],
  keyedCoProcess: ['KeyedCoProcessFunction', 'processElement1', 'value, ctx, out'],
  processWindow: ['ProcessWindowFunction', 'process', 'key, ctx, elements, out'],
  processAllWindow: ['ProcessAllWindowFunction', 'process', 'ctx, elements, out'],
  intervalJoin: ['ProcessJoinFunction', 'processElement', 'left, right, ctx, out'],
};

/** @throws TypeError for a class where an instance of it is expected */
export function refuseClass(fn: object): void {
  if (typeof fn !== 'function' || !/^class\b/.test(Function.prototype.toString.call(fn))) return;
  const name = fn.name === '' ? 'the class' : fn.name;
  throw new TypeError(`${name} is a class, and an instance of it is expected: new ${fn.name}(…)`);
}

/** @throws TypeError for a plain function where a class has to say what is called */
export function refusePlainFunction(kind: FunctionKind, fn: object): void {
  const [base, method, given] = CLASSES[kind] ?? [];
  if (base === undefined || typeof fn !== 'function') return;
  throw new TypeError(
    `a ${base} is expected, and this is a plain function: write class Mine extends ${base} { ${method}(${given}) { … } }, and give new Mine()`,
  );
}
