import { type Alignment, painterFor, table } from '@workbook/terminal';

/** A table under a dim line of titles. */
export function headed(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  alignments: readonly Alignment[],
  color: boolean,
): string {
  return table([head.map((title) => painterFor(color)('dim', title)), ...rows], alignments);
}
