// Mends: a chart that follows its data is drawn ten times a second at most, so what came last is drawn when the cell has
// ended already, and whoever runs notebooks without a page no longer listens: it keeps a picture with 38 records of 40.

/** Here live charts keep what they have yet to draw (packages/notebook/src/live-chart.ts). */
const DUE = Symbol.for('workbook.dueDrawings');

/** Draws at once what is due later. @throws what a chart's own functions throw */
export function drawWhatIsDue() {
  for (const draw of [...(globalThis[DUE] ?? [])]) draw();
}
