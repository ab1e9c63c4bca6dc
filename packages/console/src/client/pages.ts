/** Every page of the console: a new page registers here, and nowhere else. */
import type { ComponentType } from 'preact';
import { visibleText } from './parts/visible-text.js';

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
  /** Loads the page's code when it is first opened. */
  load: () => Promise<{ default: ComponentType<PageProps> }>;
}

/** In the order of the navigation. */
export const PAGES: readonly PageEntry[] = [
  { path: '/', title: () => 'Overview', navigation: 'Overview', load: () => import('./overview/page.js') },
  { path: '/topics', title: () => 'Topics', navigation: 'Topics', load: () => import('./topics/list-page.js') },
  { path: '/topics/:topic', title: ({ topic }) => `Topic ${topic}`, load: () => import('./topics/topic-page.js') },
  {
    path: '/groups',
    title: () => 'Consumer groups',
    navigation: 'Groups',
    load: () => import('./groups/list-page.js'),
  },
  {
    path: '/groups/:id',
    title: ({ id = '' }) => `Consumer group ${visibleText(id)}`,
    load: () => import('./groups/page.js'),
  },
  { path: '/jobs', title: () => 'Flink jobs', navigation: 'Jobs', load: () => import('./jobs/list-page.js') },
  { path: '/jobs/:id', title: () => 'Flink job', load: () => import('./jobs/page.js') },
  { path: '/lessons', title: () => 'Lessons', navigation: 'Lessons', load: () => import('./lessons/list-page.js') },
  {
    path: '/lessons/:slug',
    title: ({ slug = '' }) => `Lesson ${slug}`,
    load: () => import('./lessons/lesson-page.js'),
  },
  {
    path: '/pipelines',
    title: () => 'Pipelines',
    navigation: 'Pipelines',
    load: () => import('./pipelines/list-page.js'),
  },
  { path: '/pipelines/:id', title: () => 'Pipeline', load: () => import('./pipelines/page.js') },
];
