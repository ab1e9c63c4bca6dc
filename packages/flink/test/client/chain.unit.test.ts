import { describe, expect, it } from 'vitest';
import { operatorsIn } from '../../src/cluster/chain.js';

const names = (name: string) => operatorsIn(name).map(({ name, depth }) => `${depth} ${name}`);

describe('the operators of a task', () => {
  it('stand in the order in which records pass them, indented where it forks', () => {
    expect(names('Source: a -> b -> (c -> (d, e -> f), g)')).toEqual([
      '0 Source: a',
      '0 b',
      '1 c',
      '2 d',
      '2 e',
      '2 f',
      '1 g',
    ]);
  });

  it('keep brackets, commas and arrows of their own names as far as they can be told apart', () => {
    expect(names('count(user, 5) -> sum')).toEqual(['0 count(user, 5)', '0 sum']);
    expect(names('a -> (max(x, y), b)')).toEqual(['0 a', '1 max(x, y)', '1 b']);
    expect(names('smile :( -> b')).toEqual(['0 smile :(', '0 b']);
    expect(names('(alone)')).toEqual(['0 (alone)']);
  });

  it('keep hostile names as they are', () => {
    expect(names('<img src=x onerror=alert(1)> -> b')).toEqual(['0 <img src=x onerror=alert(1)>', '0 b']);
  });
});
