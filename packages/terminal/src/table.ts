import stringWidth from 'string-width';

export type Alignment = 'left' | 'right';

/**
 * Rows with aligned columns, each as wide as its widest cell is on the screen; nothing stands behind a line's last cell.
 *
 * @param alignments of the columns, from the first; `left` where none is said
 */
export function table(rows: readonly (readonly string[])[], alignments: readonly Alignment[] = []): string {
  const widths: number[] = [];
  for (const row of rows) {
    for (const [column, cell] of row.entries()) widths[column] = Math.max(widths[column] ?? 0, stringWidth(cell));
  }
  const lines = rows.map((row) =>
    row.map((cell, column) => {
      const space = ' '.repeat((widths[column] ?? 0) - stringWidth(cell));
      return alignments[column] === 'right' ? space + cell : cell + space;
    }),
  );
  return lines.map((cells) => cells.join('  ').trimEnd()).join('\n');
}
