/** A line of code that is too long to be shown whole. */

/** So much of the line stands at least to the right of the mark, where there is so much. */
const BEHIND = 20;

/**
 * The part of a line that is shown: its beginning, or the part around a mark that stands further on.
 *
 * @param mark where the mark goes, counted from 0
 * @param longest how many characters are shown at most, with the dots for what is left out
 * @returns the text, and where in it the mark goes now
 */
export function cutAround<Mark extends number | undefined>(
  text: string,
  mark: Mark,
  longest: number,
  dots = '…',
): { text: string; mark: Mark } {
  if (text.length <= longest) return { text, mark };
  const inFirstPart = mark === undefined || mark + BEHIND <= longest - dots.length;
  if (inFirstPart) return { text: `${text.slice(0, longest - dots.length)}${dots}`, mark };
  const end = Math.min(text.length, mark + BEHIND);
  const after = end < text.length ? dots : '';
  const start = Math.max(0, end - longest + dots.length + after.length);
  const moved = Math.min(mark, text.length) - start + dots.length;
  return { text: `${dots}${text.slice(start, end)}${after}`, mark: moved as Mark };
}
