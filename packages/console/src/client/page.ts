/** What a page of the console is. */
import type { ComponentType } from 'preact';

/** What a page's component gets: the parts of its address, by the names in its path. */
export interface PageProps {
  params: Readonly<Record<string, string>>;
  /** Gives the page a better title than its address could, such as a name that had to be asked for. */
  setTitle: (title: string) => void;
}

export interface PageEntry {
  /** The address: `/topics/:name`. Parts with a colon are handed to the component, decoded. */
  path: string;
  /** The title of the browser's tab and the heading of the page, for example from its parameters. */
  title: (params: Readonly<Record<string, string>>) => string;
  /** The word in the navigation; a page without one is reached from others. */
  navigation?: string;
  page: ComponentType<PageProps>;
}
