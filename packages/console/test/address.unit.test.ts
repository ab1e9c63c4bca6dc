/** A link to a topic or a group opens that very one, whatever its name. */
import { expect, test } from 'vitest';
import { fillPath, matchPath } from '../src/client/browser/address.js';
import { PAGES } from '../src/client/pages.js';

test('a name in an address comes back as it was, with slashes and percent signs', () => {
  for (const name of ['orders', 'a/b', '100%', 'spaß und mehr', '..', '.', '', '~', '~..', '%2E%2E', '...']) {
    const address = fillPath('/groups/:id', { id: name });
    // As a browser reads it.
    expect(matchPath('/groups/:id', new URL(address, 'http://127.0.0.1').pathname)).toEqual({ id: name });
  }
});

test('an address fits one page only', () => {
  expect(matchPath('/', '/')).toEqual({});
  expect(matchPath('/topics', '/topics/')).toEqual({});
  expect(matchPath('/topics', '/topics/a')).toBeUndefined();
  expect(matchPath('/topics/:name', '/topics')).toBeUndefined();
  expect(matchPath('/topics/:name', '/topics/%E0%A4%A')).toBeUndefined();
});

test('no two pages have one address, and each has a title', () => {
  expect(new Set(PAGES.map(({ path }) => path)).size).toBe(PAGES.length);
  for (const { path, title } of PAGES) {
    const names = [...path.matchAll(/:(\w+)/g)].map(([, name = '']) => [name, 'x']);
    expect(title(Object.fromEntries(names))).not.toBe('');
  }
});
