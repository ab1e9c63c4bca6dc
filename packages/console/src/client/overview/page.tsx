/** The first page: how everything is, and what to do next. */
import { useState } from 'preact/hooks';
import type { Overview } from '../../api/overview.js';
import { PartView } from '../parts/part-view.js';
import { ProblemNote } from '../parts/problem-note.js';
import { useStream } from '../parts/stream.js';
import { JobsPanel } from './jobs-panel.js';
import { LessonsPanel } from './lessons-panel.js';
import { NextPanel } from './next-panel.js';
import { RatesPanel } from './rates-panel.js';
import { ServicesPanel } from './services-panel.js';

export default function OverviewPage() {
  const [overview, setOverview] = useState<Overview>({});
  const { problem } = useStream('/overview/events', {
    overview: (news: Overview) => setOverview((before) => ({ ...before, ...news })),
  });
  return (
    <>
      {problem && <ProblemNote problem={problem} />}
      {overview.next ? <NextPanel next={overview.next} /> : <p class="next waiting">Asking …</p>}
      <div class="panels">
        <section class="panel">
          <h2>Services</h2>
          <PartView part={overview.services}>{(services) => <ServicesPanel services={services} />}</PartView>
        </section>
        <section class="panel">
          <h2>Lessons</h2>
          <PartView part={overview.lessons}>{(lessons) => <LessonsPanel lessons={lessons} />}</PartView>
        </section>
        <section class="panel">
          <h2>Topics</h2>
          <PartView part={overview.topics}>{(rates) => <RatesPanel rates={rates} at={overview.topics?.at} />}</PartView>
        </section>
        <section class="panel">
          <h2>Flink jobs</h2>
          <PartView part={overview.jobs}>{(jobs) => <JobsPanel jobs={jobs} />}</PartView>
        </section>
      </div>
    </>
  );
}
