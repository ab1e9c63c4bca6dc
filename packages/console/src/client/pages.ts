/**
 * Every page of the console: a new page registers here, and nowhere else. All of them are one script: together they are smaller
 * than one round of requests for their parts is long.
 */
import { escapeText } from '@workbook/terminal/escape';
import GroupsPage from './groups/list-page.js';
import GroupPage from './groups/page.js';
import JobsPage from './jobs/list-page.js';
import JobPage from './jobs/page.js';
import LessonPage from './lessons/lesson-page.js';
import LessonsPage from './lessons/list-page.js';
import OverviewPage from './overview/page.js';
import type { PageEntry } from './page.js';
import PipelinesPage from './pipelines/list-page.js';
import PipelinePage from './pipelines/page.js';
import TopicsPage from './topics/list-page.js';
import TopicPage from './topics/topic-page.js';

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
