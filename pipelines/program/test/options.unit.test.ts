import { afterEach, describe, expect, it, vi } from 'vitest';
import { asFlags, type CliOption, readOptions } from '../options.js';

const options: CliOption[] = [
  ...['seconds', 'speed', 'late'].map((name) => ({ name, description: '', default: 1, min: 0, max: 100 })),
  { name: 'encoding', description: '', default: 'json', choices: ['json', 'binary'] },
  { name: 'size', description: '', default: '', flaw: (text) => (/^\d+x\d+$/.test(text) ? undefined : 'No size.') },
  { name: 'loop', description: '', default: false },
];

describe('asFlags', () => {
  const ways: [string, string[], NodeJS.ProcessEnv, string[]][] = [
    ['a flag', ['--seconds', '10'], {}, ['--seconds', '10']],
    ['a flag with =', ['--seconds=10'], {}, ['--seconds=10']],
    ['a word', ['seconds', '10'], {}, ['--seconds=10']],
    ['a word with =', ['seconds=10', 'late=0.5'], {}, ['--seconds=10', '--late=0.5']],
    ['a lone number', ['10'], {}, ['--seconds=10']],
    ['npm run demo --seconds=10', [], { npm_config_seconds: '10' }, ['--seconds=10']],
    ['npm run demo --speed 10', ['10'], { npm_config_speed: 'true' }, ['--speed=10']],
    [
      'npm run demo --seconds=5 --speed 10',
      ['10'],
      { npm_config_seconds: '5', npm_config_speed: 'true' },
      ['--seconds=5', '--speed=10'],
    ],
    ['a text', ['encoding', 'binary', 'size=3x4'], {}, ['--encoding=binary', '--size=3x4']],
    ['a text that has = in it', ['size=a=b'], {}, ['--size=a=b']],
    ['a path beside options', ['a.mp4', 'speed=2'], {}, ['a.mp4', '--speed=2']],
    [
      'npm run … file a.mp4 --speed 2 --size 3x4',
      ['a.mp4', '2', '3x4'],
      { npm_config_speed: 'true', npm_config_size: 'true' },
      ['a.mp4', '--speed=2', '--size=3x4'],
    ],
    ['a word that stands for itself', ['a.mp4', 'loop', 'b.mp4'], {}, ['a.mp4', '--loop', 'b.mp4']],
    ['a flag that stands for itself', ['--loop', 'speed=2'], {}, ['--loop', '--speed=2']],
    ['npm run … file a.mp4 --loop', ['a.mp4'], { npm_config_loop: 'true' }, ['--loop', 'a.mp4']],
    ['the word help', ['help'], {}, ['--help']],
    ['something unknown', ['--secs=3'], {}, ['--secs=3']],
  ];
  it.each(ways)('understands %s', (_, argv, env, flags) => {
    expect(asFlags(options, argv, env)).toEqual(flags);
  });

  it('takes an option once', () => {
    expect(asFlags(options, ['10', 'seconds=5'], {})).toBe('seconds is there more than once. Write it once.');
  });

  it('says so where npm took the names of several numbers', () => {
    const env = { npm_config_seconds: 'true', npm_config_speed: 'true' };
    expect(asFlags(options, ['10', '60'], env)).toBe(
      'npm kept --seconds and --speed for itself, so the numbers have lost their names. Write seconds=… speed=… instead.',
    );
  });
});

describe('readOptions', () => {
  afterEach(() => {
    vi.restoreAllMocks();
  });

  it.each([
    ['a word that is no option', undefined, ['secs=3'], "error: unknown option 'secs=3'\n"],
    [
      'what was meant by a word with a slip',
      undefined,
      ['secnds=3'],
      "error: unknown option 'secnds=3' (Did you mean seconds=3?)\n",
    ],
    [
      'what was meant by a flag with a slip',
      undefined,
      ['--speeed', '3'],
      "error: unknown option '--speeed'\n(Did you mean --speed?)\n",
    ],
    ['a second path where one is wanted', { name: 'path', description: '' }, ['a', 'b'], "error: unknown option 'b'\n"],
  ])('names %s', (_, argument, argv, sentence) => {
    let said = '';
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      said += text;
      return true;
    });
    vi.spyOn(process, 'exit').mockImplementation(() => {
      throw new Error('ended');
    });
    const invocation = { command: 'npm run demo', description: '', options, argument };
    expect(() => readOptions(invocation, argv, {})).toThrow('ended');
    expect(said).toBe(`${sentence}(all options: npm run demo help)\n`);
  });
});
