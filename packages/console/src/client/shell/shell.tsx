/** The frame around every page: navigation, theme, connection, and the page that the address names. */
import { useEffect } from 'preact/hooks';
import { matchPath } from '../browser/address.js';
import { followLinks, useAddress } from '../browser/router.js';
import { useConnection, watchSession } from '../browser/session.js';
import type { PageEntry } from '../page.js';
import { PAGES } from '../pages.js';
import { ConnectionBanner, ConnectionLights } from './connection-state.js';
import { PageFrame } from './page-frame.js';
import { ThemeSwitch } from './theme-switch.js';

export function Shell() {
  const { path } = useAddress();
  useEffect(watchSession, []);
  useEffect(() => {
    document.addEventListener('click', followLinks);
    return () => document.removeEventListener('click', followLinks);
  }, []);
  return (
    <>
      <a class="skip" href="#content">
        Skip to the content
      </a>
      <header class="top">
        <a class="brand" href="/">
          Workbook
        </a>
        <Navigation path={path} />
        <div class="top-end">
          <ConnectionLights />
          <ThemeSwitch />
        </div>
      </header>
      <ConnectionBanner />
      <main id="content" tabIndex={-1}>
        <PageFrame {...pageOf(path)} />
      </main>
      <Footer />
    </>
  );
}

function pageOf(path: string): { entry?: PageEntry; params: Record<string, string> } {
  for (const entry of PAGES) {
    const params = matchPath(entry.path, path);
    if (params) return { entry, params };
  }
  return { params: {} };
}

function Navigation({ path }: { path: string }) {
  return (
    <nav aria-label="Pages">
      <ul>
        {PAGES.filter(({ navigation }) => navigation !== undefined).map((entry) => (
          <li key={entry.path}>
            <a href={entry.path} aria-current={isBelow(path, entry.path) ? 'page' : undefined}>
              {entry.navigation}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}

const isBelow = (path: string, page: string) => path === page || (page !== '/' && path.startsWith(`${page}/`));

function Footer() {
  const { session } = useConnection();
  return (
    <footer class="bottom">
      <p>
        Everything here is on this machine: the console talks to your own Kafka and Flink, and to nothing else.
        {session && (
          <>
            {' '}
            <a href={session.dashboard} target="_blank" rel="noreferrer">
              Flink’s dashboard
            </a>
          </>
        )}
      </p>
    </footer>
  );
}
