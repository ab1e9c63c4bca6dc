/** What must be true of every notebook, whether it runs or not. */
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { ROOT } from './execute.js';
import { findNotebooks, findTraps } from './folders.js';

interface Notebook {
  nbformat: number;
  metadata: { kernelspec?: object; language_info?: object };
  cells: {
    id?: string;
    cell_type: string;
    source: string | string[];
    outputs?: object[];
    execution_count?: number | null;
  }[];
}

const read = (notebook: string) => JSON.parse(readFileSync(ROOT + notebook, 'utf8')) as Notebook;
const sourceOf = ({ source }: { source: string | string[] }) => (typeof source === 'string' ? source : source.join(''));

/** Targets of Markdown links that lead to a file of the workbook. */
function filesLinkedBy(notebook: string): string[] {
  const markdown = read(notebook).cells.filter((cell) => cell.cell_type === 'markdown');
  return markdown
    .flatMap((cell) => [...sourceOf(cell).matchAll(/\]\(([^)#\s]+)[^)]*\)/g)].map(([, target]) => target ?? ''))
    .filter((target) => !/^[a-z]+:/.test(target));
}

describe.each([...findNotebooks(), ...findTraps()])('%s', (notebook) => {
  test('is for the TypeScript kernel', () => {
    expect(read(notebook).metadata).toMatchObject({
      kernelspec: { name: 'tslab', display_name: 'TypeScript', language: 'typescript' },
      language_info: { name: 'typescript', file_extension: '.ts', mimetype: 'text/typescript' },
    });
  });

  test('is kept without outputs', () => {
    const run = read(notebook).cells.filter((cell) => (cell.outputs?.length ?? 0) > 0 || cell.execution_count);
    expect(run.map(sourceOf)).toEqual([]);
  });

  test('has cells whose ids the notebook format takes, each once', () => {
    const ids = read(notebook).cells.map(({ id }) => id);
    expect(ids.filter((id) => !/^[A-Za-z0-9_-]{1,64}$/.test(id ?? ''))).toEqual([]);
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('says in words what its pictures show', () => {
    const pictures = read(notebook).cells.flatMap((cell) => sourceOf(cell).match(/^```mermaid$.*?^```$/gms) ?? []);
    expect(pictures.filter((picture) => !/^ *accTitle: .+\n *accDescr: .+/m.test(picture))).toEqual([]);
  });

  test('links to files that are there', () => {
    const folder = path.dirname(ROOT + notebook);
    expect(filesLinkedBy(notebook).filter((target) => !existsSync(path.join(folder, target)))).toEqual([]);
  });
});

/** What a cell imports from a file of the workbook, and the file: `import { a, type B } from './pipelines/x'`. */
function importsOf(notebook: string): { name: string; file: string }[] {
  const code = read(notebook).cells.filter(({ cell_type }) => cell_type === 'code');
  const statements = code.flatMap((cell) => [
    ...sourceOf(cell).matchAll(/^import (?:type )?\{([^}]*)\} from '(\.[^']+)'/gm),
  ]);
  return statements.flatMap(([, names = '', from = '']) => {
    const places = [ROOT, path.join(ROOT, path.dirname(notebook))].map((folder) => path.join(folder, `${from}.ts`));
    const file = places.find((place) => existsSync(place)) ?? from;
    return names.split(',').map((name) => ({ name: name.trim().replace(/^type | as .*$/g, ''), file }));
  });
}

function namesExportedBy(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  const declared = text.matchAll(/^export (?:async )?(?:abstract )?(?:function\*?|class|const|interface|type) (\w+)/gm);
  const listed = [...text.matchAll(/^export (?:type )?\{([^}]*)\}/gm)].flatMap(([, names = '']) => names.split(','));
  return [
    ...[...declared].map(([, name = '']) => name),
    ...listed.map((name) => name.trim().replace(/^(?:type )?(?:\w+ as )?/, '')),
  ];
}

test.each(findNotebooks())('what %s imports from a file is there', (notebook) => {
  const missing = importsOf(notebook).filter(({ name, file }) => !namesExportedBy(file).includes(name));
  expect(missing).toEqual([]);
});

/** What a notebook takes down at its end, so that nothing is left of what it speaks of. */
const TAKES_DOWN = /\b(?:cancel|deleteTopics)\(/;

describe.each(findNotebooks().filter((notebook) => notebook.startsWith('lessons/')))('%s', (notebook) => {
  test('says how to see what its last cells take down, before they do', () => {
    const sources = read(notebook).cells.map(sourceOf);
    const look = sources.findIndex((source) => /^## Look at it$/m.test(source));
    expect(sources[look]).toContain('Click into this cell, choose *Run → Run All Above Selected Cell*, and look now');
    const takesDown = sources.findIndex((source) => TAKES_DOWN.test(source));
    expect(takesDown).toBeGreaterThan(look);
  });
});
