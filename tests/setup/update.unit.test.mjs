// npm run update, in clones as learners have them: nothing that they wrote may ever be lost.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { root } from '../../setup/places.mjs';

const STARTER = 'lessons/01-first/starter.ts';
const NOTEBOOK = 'lessons/01-first/lesson.ipynb';
const JOB = 'pipelines/job.ts';
const AUTHOR = ['-c', 'user.name=Author', '-c', 'user.email=author@example.invalid'];

let folder;
let origin;
let clone;

const git = (where, ...args) =>
  execFileSync('git', [...AUTHOR, ...args], { cwd: where, encoding: 'utf8', stdio: 'pipe' });
const read = (file) => readFileSync(join(clone, file), 'utf8');

function write(where, files) {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(where, file)), { recursive: true });
    writeFileSync(join(where, file), text);
  }
}

/** A notebook with one cell, with or without what running it has left. */
const notebook = (source, outputs = []) =>
  `${JSON.stringify({ cells: [{ cell_type: 'code', source: [source], outputs, execution_count: outputs.length }] })}\n`;

/** The next version of the workbook. */
function release(files, removed = []) {
  write(origin, files);
  for (const file of removed) rmSync(join(origin, file));
  git(origin, 'add', '--all');
  git(origin, 'commit', '--quiet', '-m', 'Next version');
}

function update(...words) {
  const env = { ...process.env, WORKBOOK_HOME: join(folder, 'home'), NO_COLOR: '1', npm_config_json: '' };
  try {
    const options = { cwd: clone, env, encoding: 'utf8', stdio: 'pipe' };
    return { code: 0, text: execFileSync(process.execPath, ['setup.mjs', 'update', ...words], options) };
  } catch (error) {
    return { code: error.status, text: error.stdout + error.stderr };
  }
}

/** What the update put aside, by path. */
function kept() {
  const parent = join(folder, 'home', 'kept');
  const [name] = existsSync(parent) ? readdirSync(parent) : [];
  if (!name) return {};
  const entries = readdirSync(join(parent, name), { recursive: true, withFileTypes: true }).filter((e) => e.isFile());
  const files = entries.map((entry) => join(entry.parentPath, entry.name));
  return Object.fromEntries(
    files.map((file) => [file.slice(join(parent, name).length + 1), readFileSync(file, 'utf8')]),
  );
}

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'workbook-update-'));
  origin = join(folder, 'origin');
  clone = join(folder, 'my clone');
  mkdirSync(origin);
  for (const name of ['setup', 'setup.mjs', '.gitignore'])
    cpSync(join(root, name), join(origin, name), { recursive: true });
  git(origin, 'init', '--quiet', '--initial-branch=main');
  release({
    [STARTER]: 'old\n',
    [NOTEBOOK]: notebook('old'),
    [JOB]: 'old\n',
    'package.json': '{"type":"module"}\n',
    'gone.ts': 'old\n',
  });
  git(folder, 'clone', '--quiet', origin, clone);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('what is untouched becomes the new version, also a notebook that was only run', () => {
  write(clone, { [NOTEBOOK]: notebook('old', [{ output_type: 'stream', text: 'hello' }]) });
  release({ [STARTER]: 'new\n', [NOTEBOOK]: notebook('new'), 'lessons/02-next/starter.ts': 'new\n' }, ['gone.ts']);
  const { code, text } = update();
  expect(text).toContain('up to date');
  expect(code).toBe(0);
  expect([read(STARTER), read(NOTEBOOK), read('lessons/02-next/starter.ts')]).toEqual([
    'new\n',
    notebook('new'),
    'new\n',
  ]);
  expect(existsSync(join(clone, 'gone.ts'))).toBe(false);
  expect(git(clone, 'status', '--porcelain')).toBe('');
  expect(update().text).toContain('You have the newest version');
});

it('an edited starter and notebook stay, with the new ones beside them, and are named', () => {
  write(clone, { [STARTER]: 'mine\n', [NOTEBOOK]: notebook('mine') });
  release({ [STARTER]: 'new\n', [NOTEBOOK]: notebook('new') });
  const { text } = update();
  expect(text).toContain(`${STARTER}  (new: lessons/01-first/starter.new.ts)`);
  expect(text).toContain(`${NOTEBOOK}  (new: lessons/01-first/lesson.new.ipynb)`);
  expect([read(STARTER), read('lessons/01-first/starter.new.ts')]).toEqual(['mine\n', 'new\n']);
  expect([read(NOTEBOOK), read('lessons/01-first/lesson.new.ipynb')]).toEqual([notebook('mine'), notebook('new')]);
  expect(kept()).toEqual({ [STARTER]: 'mine\n', [NOTEBOOK]: notebook('mine') });
  expect(git(clone, 'diff', '--name-only')).toBe(`${NOTEBOOK}\n${STARTER}\n`);
});

it('an edited file of the workbook itself is replaced, kept aside and named', () => {
  write(clone, { [JOB]: 'mine\n', 'gone.ts': 'mine too\n' });
  release({ [JOB]: 'new\n' }, ['gone.ts']);
  const { text } = update();
  expect(text).toMatch(/the new ones are in place:\n {2}gone\.ts\n {2}pipelines\/job\.ts/);
  expect(read(JOB)).toBe('new\n');
  expect(kept()).toEqual({ [JOB]: 'mine\n', 'gone.ts': 'mine too\n' });
});

it('what only the learner changed stays as it is: edited, staged, added, deleted', () => {
  write(clone, { [JOB]: 'mine\n', 'notes.md': 'mine\n', [STARTER]: 'staged\n' });
  git(clone, 'add', STARTER);
  rmSync(join(clone, 'gone.ts'));
  release({ [NOTEBOOK]: notebook('new') });
  expect(update().code).toBe(0);
  expect([read(JOB), read('notes.md'), read(STARTER)]).toEqual(['mine\n', 'mine\n', 'staged\n']);
  expect(existsSync(join(clone, 'gone.ts'))).toBe(false);
});

it('a file that git has never heard of gives way to a new one of its name, and is kept aside', () => {
  write(clone, { 'lessons/02-next/order.ts': 'mine\n' });
  release({ 'lessons/02-next/order.ts': 'new\n' });
  expect(update().text).toContain('lessons/02-next/order.ts');
  expect(read('lessons/02-next/order.ts')).toBe('new\n');
  expect(kept()).toEqual({ 'lessons/02-next/order.ts': 'mine\n' });
});

describe('commits of the learner’s', () => {
  it('stay in the history, and what they changed stays in the files', () => {
    write(clone, { [STARTER]: 'mine\n', 'notes.md': 'mine\n' });
    git(clone, 'add', '--all');
    git(clone, 'commit', '--quiet', '-m', 'Solve lesson 1');
    release({ [STARTER]: 'new\n', [JOB]: 'new\n' });
    expect(update().code).toBe(0);
    expect([read(STARTER), read('notes.md'), read(JOB)]).toEqual(['mine\n', 'mine\n', 'new\n']);
    expect(git(clone, 'log', '--format=%s')).toContain('Solve lesson 1');
    release({ [JOB]: 'newer\n' });
    expect(update().code).toBe(0);
    expect([read(STARTER), read(JOB)]).toEqual(['mine\n', 'newer\n']);
  });
});

it('a shallow clone is updated too', () => {
  rmSync(clone, { recursive: true });
  release({ [JOB]: 'newer\n' });
  git(folder, 'clone', '--quiet', '--depth', '1', `file://${origin}`, clone);
  write(clone, { [STARTER]: 'mine\n' });
  release({ [STARTER]: 'new\n', [JOB]: 'newest\n' });
  expect(update().code).toBe(0);
  expect([read(STARTER), read(JOB)]).toEqual(['mine\n', 'newest\n']);
});

it('an update that was interrupted is finished by the next', () => {
  write(clone, { [STARTER]: 'mine\n' });
  release({ [STARTER]: 'new\n', [JOB]: 'new\n', [NOTEBOOK]: notebook('new') });
  write(clone, { [JOB]: 'new\n', 'lessons/01-first/starter.new.ts': 'new\n' });
  expect(update().text).not.toContain(`  ${JOB}`);
  expect([read(STARTER), read(JOB), read(NOTEBOOK)]).toEqual(['mine\n', 'new\n', notebook('new')]);
});

describe('nothing is changed, and a sentence says why,', () => {
  const unchanged = () => expect([read(STARTER), kept()]).toEqual(['mine\n', {}]);
  beforeEach(() => write(clone, { [STARTER]: 'mine\n' }));

  it('without a network', () => {
    git(clone, 'remote', 'set-url', 'origin', 'https://someone:secret@127.0.0.1:9/workbook.git');
    const { code, text } = update();
    expect(text).toMatch(/could not be fetched from https:\/\/127\.0\.0\.1:9\/workbook\.git\. Is there a network\?/);
    expect(text).not.toContain('secret');
    expect(code).toBe(1);
    unchanged();
  });

  it('in a folder that is no clone', () => {
    rmSync(join(clone, '.git'), { recursive: true });
    expect(update().text).toContain('This folder is no clone');
    unchanged();
  });

  it('in the middle of a merge', () => {
    writeFileSync(join(clone, '.git', 'MERGE_HEAD'), git(clone, 'rev-parse', 'HEAD'));
    expect(update().text).toContain('Git is in the middle of something here (MERGE_HEAD)');
    unchanged();
  });

  it('without a branch, and without a place to fetch from', () => {
    git(clone, 'checkout', '--quiet', '--detach');
    expect(update().text).toContain('No branch is checked out here');
    git(clone, 'switch', '--quiet', 'main');
    git(clone, 'remote', 'remove', 'origin');
    expect(update().text).toContain('does not know where it came from');
    unchanged();
  });

  it('where the history was written anew', () => {
    git(origin, 'checkout', '--quiet', '--orphan', 'other');
    git(origin, 'commit', '--quiet', '-m', 'Anew');
    git(origin, 'branch', '--force', 'main', 'other');
    git(origin, 'checkout', '--quiet', 'main');
    expect(update().text).toContain('have no version in common');
    unchanged();
  });

  it('at a word that means nothing', () => expect(update('--force').text).toContain('"force" means nothing here'));
});

it('the result is data for a tool', () => {
  write(clone, { [STARTER]: 'mine\n' });
  release({ [STARTER]: 'new\n', [JOB]: 'new\n' });
  expect(JSON.parse(update('json').text)).toMatchObject({
    updated: true,
    replaced: 1,
    beside: [{ file: STARTER, next: 'lessons/01-first/starter.new.ts' }],
  });
});

describe('while services run', () => {
  it('says that they go on as they were, and what brings them up to date', () => {
    release({ [JOB]: 'new\n' });
    write(folder, { 'home/pids/kafka.pid': '{}' });
    const { code, text } = update();
    expect(code).toBe(0);
    expect(text).toContain(
      'What runs here goes on as it was before. When it suits you, npm start brings it up to date',
    );
  });

  it('says nothing of the kind where nothing was started', () => {
    release({ [JOB]: 'new\n' });
    expect(update().text).not.toContain('goes on as it was');
  });
});
