/** Lines that something prints, the newest in sight unless one has scrolled up to read. */
import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';

/** How far from the end still counts as at the end, in pixels. */
const NEAR_PX = 30;

export interface OutputProps<Line> {
  label: string;
  lines: readonly Line[];
  /** Lines before these that are not shown. */
  leftOut: number;
  children: (line: Line) => ComponentChildren;
}

export function Output<Line>({ label, lines, leftOut, children }: OutputProps<Line>) {
  const frame = useRef<HTMLElement>(null);
  const follows = useRef(true);
  useEffect(() => {
    if (frame.current && follows.current) frame.current.scrollTop = frame.current.scrollHeight;
  });
  const onScroll = () => {
    const { scrollTop, scrollHeight, clientHeight } = frame.current ?? {
      scrollTop: 0,
      scrollHeight: 0,
      clientHeight: 0,
    };
    follows.current = scrollHeight - scrollTop - clientHeight < NEAR_PX;
  };
  return (
    <>
      {leftOut > 0 && <p class="aside">{leftOut} earlier lines are left out.</p>}
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard */}
      <section class="output" ref={frame} tabIndex={0} aria-label={label} onScroll={onScroll}>
        {lines.map((line, index) => (
          <div key={leftOut + index}>{children(line)}</div>
        ))}
      </section>
    </>
  );
}
