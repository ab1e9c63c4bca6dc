// A vitest reporter that tells the process that started vitest how many tests passed, failed and were left out.
export default class Count {
  onTestRunEnd(modules, unhandledErrors) {
    const counts = { passed: 0, failed: unhandledErrors.length, skipped: 0 };
    for (const module of modules) {
      const states = [...module.children.allTests()].map((test) => test.result().state);
      counts.passed += states.filter((state) => state === 'passed').length;
      counts.failed += states.filter((state) => state === 'failed').length;
      counts.skipped += states.filter((state) => state !== 'passed' && state !== 'failed').length;
      // A file that can't be loaded has no tests that could fail.
      if (module.state() === 'failed' && !states.includes('failed')) counts.failed += 1;
    }
    process.send?.(counts);
  }
}
