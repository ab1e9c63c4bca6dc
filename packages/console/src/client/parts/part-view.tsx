/** A part of a page: its data, with a note above it when it is old, or in its place when there is none. */
import type { ComponentChildren } from 'preact';
import type { Part } from '../../api/part.js';
import { ProblemNote } from './problem-note.js';

export function PartView<T>({
  part,
  children,
}: {
  part: Part<T> | undefined;
  children: (value: T) => ComponentChildren;
}) {
  if (!part) return <p class="waiting">Asking …</p>;
  return (
    <>
      {part.problem && <ProblemNote problem={part.problem} since={part.at} />}
      {part.value !== undefined && <div class={part.problem ? 'old' : undefined}>{children(part.value)}</div>}
    </>
  );
}
