import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { locationOf } from '@workbook/flink';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { deleteSavepoint, SavepointNote } from '../savepoint.js';

describe('SavepointNote', () => {
  let home: string;
  let savepoint: string;

  beforeEach(() => {
    home = mkdtempSync(path.join(tmpdir(), "Müller's %20 büro-"));
    savepoint = path.join(home, 'savepoint-1');
    mkdirSync(savepoint);
  });
  afterEach(() => rmSync(home, { recursive: true }));

  it('tells the next run where the job was stopped, until it is forgotten', () => {
    const location = locationOf(savepoint);
    expect(new SavepointNote(home, 'transactions').read()).toBeUndefined();
    new SavepointNote(home, 'transactions').write(location);
    expect(new SavepointNote(home, 'transactions').read()).toBe(location);
    new SavepointNote(home, 'transactions').forget();
    expect(new SavepointNote(home, 'transactions').read()).toBeUndefined();
    expect(existsSync(savepoint)).toBe(true);
  });

  it('does not send a job to a savepoint that is gone', async () => {
    const location = locationOf(savepoint);
    new SavepointNote(home, 'transactions').write(location);
    await deleteSavepoint(location);
    expect(existsSync(savepoint)).toBe(false);
    expect(new SavepointNote(home, 'transactions').read()).toBeUndefined();
  });

  it('leaves a savepoint on other storage to its owner', async () => {
    new SavepointNote(home, 'transactions').write('s3://bucket/savepoint-1');
    await deleteSavepoint('s3://bucket/savepoint-1');
    expect(new SavepointNote(home, 'transactions').read()).toBe('s3://bucket/savepoint-1');
  });
});
