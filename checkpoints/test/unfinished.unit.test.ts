/** What a learner reads when the grading process did not come to its end. */
import { expect, test } from 'vitest';
import { mistakeAtTheEnd } from '../src/grading/unfinished.js';

const crashed = (words: string) => mistakeAtTheEnd({ how: 'crashed', task: undefined, code: null, words });

test('what the process printed is pointed to, if it printed anything', () => {
  expect(crashed('oh no').advice).toContain('Look at what it printed');
  expect(crashed('').advice).toContain('It printed nothing');
});
