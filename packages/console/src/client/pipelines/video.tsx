/** The video pipeline in charts: frames per source, brightness over time, what was left out, and the newest frame. */
import { useEffect, useState } from 'preact/hooks';
import type { SourceView, VideoView } from '../../api/pipelines.js';
import { whileVisible } from '../browser/visibility.js';
import { counted, formatCount, formatRate } from '../parts/format.js';
import { LinesChart, MAX_LINES } from '../parts/lines-chart.js';
import { Table } from '../parts/table.js';
import { Term } from '../parts/term.js';
import { ReasonTable } from './reasons.js';

export function Video({ view: { sources, rejected }, running }: { view: VideoView; running: boolean }) {
  return (
    <div class="stack">
      <section class="panel">
        <h2>Sources</h2>
        <Table
          caption="Sources of frames"
          rows={sources}
          rowKey={({ source }) => source}
          empty="No frame has been analysed yet. Start the pipeline, and the first come within some seconds."
          columns={[
            { heading: 'Source', names: true, cell: ({ source }) => source },
            { heading: 'Frames', numeric: true, cell: ({ frames }) => formatCount(frames) },
            {
              heading: 'Per second',
              numeric: true,
              cell: ({ perSecond, frames }) => (perSecond === undefined ? pending(frames) : formatRate(perSecond)),
            },
            { heading: 'Filtered out', numeric: true, cell: ({ filtered }) => formatCount(filtered) },
            { heading: 'Late', numeric: true, cell: ({ late }) => formatCount(late) },
            { heading: 'Size', cell: ({ size = NEVER_ANALYSED }) => size },
            {
              heading: 'Main colour',
              cell: ({ dominantColor }) => (dominantColor ? <code>{dominantColor}</code> : NEVER_ANALYSED),
            },
          ]}
        />
        <p class="aside">
          Among the newest records. Filtered out are frames of 480 lines or less: nothing analyses them, so that a
          source of such frames alone has a “{NEVER_ANALYSED}”. The rate is that of the last window of 10 s.
        </p>
        <Brightness sources={sources} />
      </section>
      <NewestFrame running={running} />
      <section class="panel">
        <h2>Rejected</h2>
        <p>
          {counted(rejected.count, 'frame')} among the newest records could not be analysed. The whole topic:{' '}
          <a href="/topics/rejected_video_frames">rejected_video_frames</a>.
        </p>
        <ReasonTable caption="Why frames were rejected" reasons={rejected} empty="No frame was rejected." />
      </section>
    </div>
  );
}

/** Of a source whose frames were all filtered out. */
const NEVER_ANALYSED = '–';
/** A rate that its first window has yet to tell. */
const pending = (frames: number) => (frames > 0 ? '…' : NEVER_ANALYSED);

function Brightness({ sources }: { sources: readonly SourceView[] }) {
  const drawn = sources.filter(({ brightness }) => brightness.length > 1);
  if (drawn.length === 0) return null;
  const more = drawn.length - MAX_LINES;
  return (
    <>
      <p class="explain">
        <Term word="Brightness">
          The mean of what the eye takes for lightness, over all pixels: 0 is black, 255 is white.
        </Term>{' '}
        of each frame, at the time when it was captured.
      </p>
      <LinesChart
        title="Brightness over time"
        description={`${drawn
          .slice(0, MAX_LINES)
          .map(({ source, brightness }) => `${source} is at ${Math.round(brightness.at(-1)?.brightness ?? 0)}`)
          .join(
            ', ',
          )} of 255.${more > 0 ? ` ${counted(more, 'more source')} ${more === 1 ? 'is' : 'are'} not drawn.` : ''}`}
        label="brightness"
        lines={drawn.map(({ source, brightness }) => ({
          name: source,
          points: [...brightness].sort((a, b) => a.at - b.at).map(({ at, brightness: value }) => ({ at, value })),
        }))}
        format={(value) => value.toFixed(0)}
      />
    </>
  );
}

const EVERY_MS = 2_000;

function NewestFrame({ running }: { running: boolean }) {
  const [turn, setTurn] = useState(0);
  const [there, setThere] = useState(true);
  useEffect(() => {
    if (!running) return;
    return whileVisible(() => {
      const timer = setInterval(() => setTurn((before) => before + 1), EVERY_MS);
      return () => clearInterval(timer);
    });
  }, [running]);
  return (
    <section class="panel">
      <h2>Newest frame</h2>
      <p class="explain">
        As it stands in the topic, before Flink has seen it. {running ? 'A new one every two seconds.' : ''}
      </p>
      {!there && <p class="empty">There is no frame to show yet.</p>}
      <img
        class="frame"
        hidden={!there}
        src={`/api/pipelines/video/newest.jpg?turn=${turn}`}
        alt="The newest frame of the video pipeline"
        onLoad={() => setThere(true)}
        onError={() => setThere(false)}
      />
    </section>
  );
}
