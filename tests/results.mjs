// A vitest reporter that tells the process that started vitest what became of each test file.
import { relative } from 'node:path';

/**
 * @typedef {object} FileResult
 * @property {string} file relative to the repository
 * @property {number} passed how many of its tests
 * @property {number} failed
 * @property {number} skipped
 * @property {number} seconds how long it took, with its hooks and imports
 * @property {string} output what its failures say; '' where none failed
 */

/** How a file can end. Another state is that of a file whose process died. */
const ENDS = ['passed', 'skipped', 'failed'];

export default class Results {
  onInit(vitest) {
    this.root = vitest.config.root;
  }

  onTestRunEnd(modules, unhandledErrors) {
    const files = modules.map((module) => this.#resultOf(module));
    const unfinished = files.find((_, index) => !ENDS.includes(modules[index].state()));
    const strays = [];
    for (const error of unhandledErrors) {
      const words = describe('outside of any test', error);
      // An error of a worker that died names no file, but leaves one without an end, which has failed for that.
      const named = files.find(({ file }) => file === relative(this.root, error.VITEST_TEST_PATH ?? ''));
      const file = named ?? unfinished;
      if (named) named.failed += 1;
      if (file) file.output += words;
      else strays.push(words);
    }
    process.send?.({ files, strays });
  }

  #resultOf(module) {
    const tests = [...module.children.allTests()].map((test) => ({ name: test.fullName, ...test.result() }));
    const failures = tests.filter(({ state }) => state === 'failed');
    const passed = tests.filter(({ state }) => state === 'passed').length;
    // A file that can't be loaded, or whose hook throws, may have no test that failed.
    const broken = !['passed', 'skipped'].includes(module.state()) && failures.length === 0;
    const suites = [...module.children.allSuites()].map((suite) => ({ name: suite.fullName, errors: suite.errors() }));
    const all = [{ name: 'the file', errors: module.errors() }, ...suites, ...failures];
    return {
      file: relative(this.root, module.moduleId),
      passed,
      failed: failures.length + (broken ? 1 : 0),
      skipped: tests.length - failures.length - passed,
      seconds: secondsOf(module.diagnostic()),
      output: all.flatMap(({ name, errors = [] }) => errors.map((error) => describe(name, error))).join(''),
    };
  }
}

function secondsOf({ environmentSetupDuration, prepareDuration, setupDuration, collectDuration, duration }) {
  return (environmentSetupDuration + prepareDuration + setupDuration + collectDuration + duration) / 1000;
}

function describe(name, { message, stack = '', diff = '' }) {
  const place = stack.split('\n').find((line) => /^\s+at .*\.test\.\w+:/.test(line)) ?? '';
  const lines = [`${name}: ${message}`, place.trim(), diff].filter((line) => line !== '');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: colours of the terminal
  return `${lines.join('\n').replaceAll(/\u001b\[[\d;]*m/g, '')}\n`;
}
