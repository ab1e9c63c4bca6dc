// The glossary of the notebooks: what it says of each term stands in terms.json, and where a term is first used in the
// notebooks themselves. `node notebooks/glossary/glossary.mjs` writes glossary.ipynb anew.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const root = join(import.meta.dirname, '..', '..');
const START = 'notebooks/start-here.ipynb';
const LESSONS = readdirSync(join(root, 'lessons'), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => `lessons/${name}/lesson.ipynb`)
  .sort();

/** The notebooks in the two orders that start-here offers: from lesson 1, or from lesson 4. */
export const READING_ORDERS = [
  [START, ...LESSONS],
  [START, ...LESSONS.slice(3)],
];

/**
 * @typedef {object} Term
 * @property {string} term its name: the heading in the glossary, and there the target of links
 * @property {string} [words] a regular expression for its uses, if they are not its name with or without an s
 * @property {string} text what it means
 *
 * @typedef {object} Use
 * @property {string} notebook
 * @property {string} context the line in which it stands
 * @property {boolean} linked whether it is a link to the glossary
 */

/** @type {Term[]} */
export const TERMS = JSON.parse(readFileSync(join(import.meta.dirname, 'terms.json'), 'utf8'));

export const GLOSSARY = 'notebooks/glossary.ipynb';
const LINK = /\[([^\]]+)\]\((?:\.\.\/\.\.\/notebooks\/)?glossary\.ipynb#([^)]+)\)/g;
export const anchorOf = ({ term }) => term.replaceAll(' ', '-');
/** A notebook's cells may be called by letters, digits and dashes alone. */
const idOf = (term) => anchorOf(term).replaceAll(/[^\w-]/g, '-');

/** The running text of a notebook: without code, pictures, headings and the targets of other links. */
export function proseOf(notebook) {
  const { cells } = JSON.parse(readFileSync(join(root, notebook), 'utf8'));
  const texts = cells.filter((cell) => cell.cell_type === 'markdown').map(({ source }) => [source].flat().join(''));
  return texts
    .join('\n\n')
    .replace(/^```.*?^```$/gms, '')
    .replace(/^#.*$/gm, '')
    .replace(/`[^`]*`/g, '`…`')
    .replace(/\]\((?!\S*glossary\.ipynb#)[^)]*\)/g, ']');
}

/** The links to the glossary in a notebook: what each shows, and the anchor that it leads to. */
export function linksOf(notebook) {
  return [...proseOf(notebook).matchAll(LINK)].map(([, shown, anchor]) => ({ shown, anchor }));
}

/** @returns {Use | undefined} the first use of a term in these notebooks */
export function firstUse(term, notebooks) {
  const word = new RegExp(`(?<![\\w#-])(?:${term.words ?? `${term.term}s?`})(?![\\w-])`, 'i');
  for (const notebook of notebooks) {
    for (const line of proseOf(notebook).split('\n')) {
      const anchors = [];
      // Each link becomes its own text between two marks, so that its target is not taken for a use.
      const marked = line.replace(LINK, (_, shown, anchor) => `\u0001${anchors.push(anchor) - 1}\u0002${shown}\u0003`);
      const found = word.exec(marked);
      if (!found) continue;
      const before = marked.slice(0, found.index);
      const open = before.lastIndexOf('\u0001');
      const inLink = open > before.lastIndexOf('\u0003');
      const anchor = inLink ? anchors[Number(before.slice(open + 1, before.indexOf('\u0002', open)))] : undefined;
      return { notebook, context: line, linked: anchor === anchorOf(term) };
    }
  }
  return undefined;
}

/** The glossary as a notebook's text. */
export function glossaryText() {
  const { metadata } = JSON.parse(readFileSync(join(root, START), 'utf8'));
  const markdown = (id, source) => ({ id, cell_type: 'markdown', metadata: {}, source });
  const sorted = [...TERMS].sort((a, b) => a.term.localeCompare(b.term, 'en'));
  const cells = [
    markdown(
      'glossary',
      '# Glossary\n\nThe words of Kafka and Flink that the lessons use, and where each is explained.',
    ),
    ...sorted.map((term) => {
      const { notebook } = firstUse(term, READING_ORDERS[0]) ?? { notebook: START };
      const number = /lessons\/0*(\d+)-/.exec(notebook)?.[1];
      const link = number ? `[Lesson ${number}](../${notebook})` : '[Start here](start-here.ipynb)';
      return markdown(idOf(term), `## ${term.term}\n\n${term.text} (${link})`);
    }),
  ];
  return `${JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata, cells }, null, 1)}\n`;
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) writeFileSync(join(root, GLOSSARY), glossaryText());
