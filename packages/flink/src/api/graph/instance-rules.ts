/** Functions that must come as an instance of a class: an arrow has no method that could be called. */

/** @throws TypeError for a class where an instance of it is expected */
export function refuseClass(fn: object): void {
  if (typeof fn !== 'function' || !/^class\b/.test(Function.prototype.toString.call(fn))) return;
  if (fn.name === '') throw new TypeError('a class was given, and an instance of one is expected: new …(…)');
  throw new TypeError(`${fn.name} is a class, and an instance of it is expected: new ${fn.name}(…)`);
}

/**
 * @param expected what such a class extends, and the methods that it has at least; undefined where a plain function will do
 * @throws TypeError for a plain function where a class has to say what is called
 */
export function refusePlainFunction(
  expected: readonly [base: string, ...methods: string[]] | undefined,
  fn: object,
): void {
  if (expected === undefined || typeof fn !== 'function') return;
  const [base, ...methods] = expected;
  throw new TypeError(
    `a ${base} is expected, and this is a plain function: write class Mine extends ${base} { ${methods.map((method) => `${method} { … }`).join(' ')} }, and give new Mine()`,
  );
}
