/**
 * Every page of the console: a new page registers here, and nowhere else. All of them are one script: together they are smaller
 * than one round of requests for their parts is long.
 */
import { escapeText } from '@workbook/terminal/escape';
import type { ComponentType } from 'preact';
import GroupsPage from './groups/list-page.js';
import GroupPage from './groups/page.js';
import JobsPage from './jobs/list-page.js';
import JobPage from './jobs/page.js';
import LessonPage from './lessons/lesson-page.js';
import LessonsPage from './lessons/list-page.js';
import OverviewPage from './overview/page.js';
import PipelinesPage from './pipelines/list-page.js';
import PipelinePage from './pipelines/page.js';
import TopicsPage from './topics/list-page.js';
import TopicPage from './topics/topic-page.js';

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

/** In the order of the navigation. */
export const PAGES: readonly PageEntry[] = [
  { path: '/', title: () => 'Overview', navigation: 'Overview', page: OverviewPage },
  { path: '/topics', title: () => 'Topics', navigation: 'Topics', page: TopicsPage },
  { path: '/topics/:topic', title: ({ topic }) => `Topic ${topic}`, page: TopicPage },
  {
    path: '/groups',
    title: () => 'Consumer groups',
    navigation: 'Groups',
    page: GroupsPage,
  },
  {
    path: '/groups/:id',
    title: ({ id = '' }) => `Consumer group ${escapeText(id)}`,
    page: GroupPage,
  },
  { path: '/jobs', title: () => 'Flink jobs', navigation: 'Jobs', page: JobsPage },
  { path: '/jobs/:id', title: () => 'Flink job', page: JobPage },
  { path: '/lessons', title: () => 'Lessons', navigation: 'Lessons', page: LessonsPage },
  {
    path: '/lessons/:slug',
    title: ({ slug = '' }) => `Lesson ${slug}`,
    page: LessonPage,
  },
  {
    path: '/pipelines',
    title: () => 'Pipelines',
    navigation: 'Pipelines',
    page: PipelinesPage,
  },
  { path: '/pipelines/:id', title: () => 'Pipeline', page: PipelinePage },
];
