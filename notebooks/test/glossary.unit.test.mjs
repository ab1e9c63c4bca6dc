// The glossary has every word that the notebooks introduce, and a reader gets from each to what it means.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import {
  anchorOf,
  firstUse,
  GLOSSARY,
  glossaryText,
  linksOf,
  proseOf,
  READING_ORDERS,
  TERMS,
} from '../glossary/glossary.mjs';

const root = join(import.meta.dirname, '..', '..');
const AGAIN = 'run: node notebooks/glossary/glossary.mjs';

test('the glossary is what its terms and the notebooks make of it', () => {
  expect(readFileSync(join(root, GLOSSARY), 'utf8'), AGAIN).toBe(glossaryText());
});

test.each(TERMS)('$term is linked where a reader meets it first', (term) => {
  for (const order of READING_ORDERS) {
    const use = firstUse(term, order);
    if (order === READING_ORDERS[0]) expect(use, 'it is used').toBeDefined();
    if (use) expect(use).toMatchObject({ linked: true });
  }
});

describe.each(READING_ORDERS[0])('%s', (notebook) => {
  test('links to terms that are there', () => {
    const anchors = new Set(TERMS.map(anchorOf));
    expect(linksOf(notebook).filter(({ anchor }) => !anchors.has(anchor))).toEqual([]);
  });

  test('introduces no word that the glossary lacks', () => {
    const withoutLinks = proseOf(notebook).replace(/\[[^\]]*\]\(\S*\)/g, '');
    // What a page or a menu calls itself begins with a capital letter.
    const introduced = [...withoutLinks.matchAll(/(?<![*\w])\*([a-z][^*\n]*)\*(?!\*)/g)].map(([, word]) => word);
    expect(introduced).toEqual([]);
  });
});
