/** The first page: how everything is, and what to do next. */
import type { Overview } from '../../api/overview.js';
import { PartView } from '../parts/part-view.js';
import { ProblemNote } from '../parts/problem-note.js';
import { useLatest } from '../parts/stream.js';
import { JobsPanel } from './jobs-panel.js';
import { LessonsPanel } from './lessons-panel.js';
import { NextPanel } from './next-panel.js';
import { RatesPanel } from './rates-panel.js';
import { ServicesPanel } from './services-panel.js';

export default function OverviewPage() {
  const { data, problem } = useLatest<Overview>('/overview/events', 'overview');
  return (
    <>
      {problem && <ProblemNote problem={problem} />}
      {data && <NextPanel next={data.next} />}
      <div class="panels">
        <section class="panel">
          <h2>Services</h2>
          <PartView part={data?.services}>{(services) => <ServicesPanel services={services} />}</PartView>
        </section>
        <section class="panel">
          <h2>Lessons</h2>
          <PartView part={data?.lessons}>{(lessons) => <LessonsPanel lessons={lessons} />}</PartView>
        </section>
        <section class="panel">
          <h2>Topics</h2>
          <PartView part={data?.topics}>{(rates) => <RatesPanel rates={rates} at={data?.topics.at} />}</PartView>
        </section>
        <section class="panel">
          <h2>Flink jobs</h2>
          <PartView part={data?.jobs}>{(jobs) => <JobsPanel jobs={jobs} />}</PartView>
        </section>
      </div>
    </>
  );
}
