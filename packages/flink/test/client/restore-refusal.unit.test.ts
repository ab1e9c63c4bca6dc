import { mkdirSync, mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { locationOf } from '../../src/cluster/locations.js';
import { savedOperator } from '../../src/cluster/savepoint-metadata.js';
import { explainRestoreFailure, explainRestoreRefusal, savepointFault } from '../../src/failures/restore-refusal.js';
import { fileBeside } from '../harness.js';

const SAVEPOINT = fileBeside(import.meta.url, '../semantics/fixtures/savepoint-1');
const KEYED = 'e7beec23fd9f6ed5e1b8395129d43728';
const COMMITTER = '2eb64923b3503e1af7baf851b9535aa5';

describe('the operator behind an id of Flink', () => {
  test('is in the savepoint, with its name and uid', () => {
    expect(savedOperator(SAVEPOINT, KEYED)).toEqual({ name: 'KeyedProcess', uid: 'keyed' });
    expect(savedOperator(locationOf(path.join(SAVEPOINT, '_metadata')), KEYED)?.uid).toBe('keyed');
  });

  test('of a sink that commits has the uid that its author gave to the sink', () => {
    expect(savedOperator(SAVEPOINT, COMMITTER)).toEqual({
      name: 'Sink: fixture-out: Committer',
      uid: 'reduce-sink',
    });
  });

  test('is not known where the savepoint lies elsewhere, or has another one', () => {
    expect(savedOperator('s3://bucket/savepoint-1', KEYED)).toBeUndefined();
    expect(savedOperator(SAVEPOINT, '0123456789abcdef0123456789abcdef')).toBeUndefined();
  });
});

describe('before a job is submitted, a savepoint', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'flink-savepoint-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  test('is a folder with its metadata, or the metadata itself, or on storage elsewhere', () => {
    for (const savepoint of [SAVEPOINT, locationOf(SAVEPOINT), path.join(SAVEPOINT, '_metadata'), 's3://bucket/sav']) {
      expect(savepointFault(savepoint), savepoint).toBeUndefined();
    }
  });

  test('is missing, or a folder with something else, or damaged', () => {
    expect(savepointFault('file:/nowhere/my sav')).toMatch(/^there is no savepoint at \/nowhere\/my sav\./);
    expect(savepointFault(folder)).toContain(`${folder} is a folder, but no savepoint: it has no file _metadata.`);
    mkdirSync(path.join(folder, 'a'));
    writeFileSync(path.join(folder, 'a', '_metadata'), 'abc');
    expect(savepointFault(folder)).toContain(`The newest savepoint in it is ${folder}/a.`);
    expect(savepointFault(path.join(folder, 'a'))).toContain('is no savepoint, or its file _metadata is damaged.');
  });
});

describe('a job that failed to start from a savepoint', () => {
  test.each([
    [
      `Failed to rollback to checkpoint/savepoint file:${SAVEPOINT}. Cannot map checkpoint/savepoint state for operator ${KEYED} to the new program, because`,
      '.uid("keyed")',
    ],
    [
      `Failed to rollback to checkpoint/savepoint file:${SAVEPOINT}. Max parallelism mismatch between checkpoint/savepoint state and new program. Cannot map operator ${KEYED} with max parallelism 128 to new program with max parallelism 8. `,
      '"KeyedProcess" was saved with a max parallelism of 128',
    ],
    [
      "Cannot find checkpoint or savepoint file/directory '/Müller's büro/sav' on file system 'file'.",
      "there is no savepoint at /Müller's büro/sav.",
    ],
    ["Cannot find meta data file '_metadata' in directory '/tmp'. Please try to", '/tmp is a folder, but no savepoint'],
  ])('is explained as its refusal is: %s', (said, sentence) => {
    expect(explainRestoreFailure(`java.lang.IllegalStateException: ${said}\n\tat a.B.c(D.java:1)\n`)).toContain(
      sentence,
    );
  });

  test('says nothing of another failure', () => {
    expect(explainRestoreFailure('java.lang.IllegalStateException: no\n\tat a.B.c(D.java:1)\n')).toBeUndefined();
  });
});

describe('a refusal of a savepoint', () => {
  const DROPPED = `IllegalStateException: … Cannot map checkpoint/savepoint state for operator ${KEYED} to the new program`;

  test('for dropped state names the uid, and the way to do without', () => {
    const sentence = explainRestoreRefusal(DROPPED, SAVEPOINT);
    expect(sentence).toContain('state of operator "KeyedProcess", which has the uid "keyed"');
    expect(sentence).toContain('.uid("keyed")');
    expect(sentence).toContain('"allow-non-restored"');
  });

  test('for dropped state on storage elsewhere has at least the id', () => {
    expect(explainRestoreRefusal(DROPPED, 's3://bucket/savepoint-1')).toContain(`(Flink calls it ${KEYED})`);
  });

  test('for a max parallelism names the operator and both numbers', () => {
    const mismatch = `Cannot map operator ${KEYED} with max parallelism 128 to new program with max parallelism 8.`;
    expect(explainRestoreRefusal(mismatch, SAVEPOINT)).toMatch(
      /"KeyedProcess" was saved with a max parallelism of 128/,
    );
    expect(explainRestoreRefusal(mismatch, SAVEPOINT)).toContain('set it to 128');
    const tooMany =
      `The state for task ${KEYED} can not be restored. The maximum parallelism (128) of the restored state is ` +
      'lower than the configured parallelism (1000).';
    expect(explainRestoreRefusal(tooMany, SAVEPOINT)).toContain('a parallelism of 128 at most');
  });

  test('of a path that Flink does not find says whether it is here', () => {
    const missing = 'FileNotFoundException: Cannot find checkpoint or savepoint file/directory';
    expect(explainRestoreRefusal(missing, 'file:/nowhere/my sav')).toContain(
      'there is no savepoint at /nowhere/my sav.',
    );
    expect(explainRestoreRefusal(missing, SAVEPOINT)).toContain('on the machines that it runs on');
  });

  test('is undefined for what is about something else', () => {
    expect(explainRestoreRefusal('NoResourceAvailableException', SAVEPOINT)).toBeUndefined();
  });

  describe('of a folder that is none', () => {
    let folder = '';
    beforeEach(() => {
      folder = mkdtempSync(path.join(tmpdir(), "Müller's sav "));
    });
    afterEach(() => rmSync(folder, { recursive: true, force: true }));
    const MISSING = "FileNotFoundException: Cannot find meta data file '_metadata' in directory";

    test('names the newest savepoint in it', () => {
      for (const [name, seconds] of [
        ['savepoint-old', 1],
        ['savepoint-new', 2],
        ['savepoint-torn', 3],
      ] as const) {
        mkdirSync(path.join(folder, name));
        if (name === 'savepoint-torn') continue;
        const metadata = path.join(folder, name, '_metadata');
        writeFileSync(metadata, '');
        utimesSync(metadata, seconds, seconds);
      }
      const newest = path.join(folder, 'savepoint-new');
      expect(explainRestoreRefusal(MISSING, locationOf(folder))).toContain(`The newest savepoint in it is ${newest}.`);
    });

    test('says that it holds none', () => {
      expect(explainRestoreRefusal(MISSING, folder)).toContain(`${folder} is a folder, but no savepoint`);
    });
  });
});
