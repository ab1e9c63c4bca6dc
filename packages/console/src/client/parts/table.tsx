/** A table that stays readable on a narrow screen: there it scrolls by itself, also with the keyboard. */
import type { ComponentChildren } from 'preact';

export interface Column<Row> {
  /** The column's heading. */
  heading: string;
  cell: (row: Row) => ComponentChildren;
  /** Numbers stand at the right, so that their digits can be compared. */
  numeric?: boolean;
  /** Names the row to those who hear the table; one column at most. */
  names?: boolean;
}

export interface TableProps<Row> {
  /** What the table shows. Read out, and not seen where a heading above already says it. */
  caption: string;
  showCaption?: boolean;
  columns: readonly Column<Row>[];
  rows: readonly Row[];
  /** What a row is known by, across changes. */
  rowKey: (row: Row) => string | number;
  /** Instead of a table without rows. */
  empty: ComponentChildren;
}

export function Table<Row>({ caption, showCaption = false, columns, rows, rowKey, empty }: TableProps<Row>) {
  if (rows.length === 0) return <p class="empty">{empty}</p>;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
    <section class="table-frame" aria-label={caption} tabIndex={0}>
      <table>
        <caption class={showCaption ? undefined : 'unseen'}>{caption}</caption>
        <thead>
          <tr>
            {columns.map(({ heading, numeric }) => (
              <th key={heading} scope="col" class={numeric ? 'numeric' : undefined}>
                {heading}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)}>
              {columns.map(({ heading, cell, numeric, names }) =>
                names ? (
                  <th key={heading} scope="row">
                    {cell(row)}
                  </th>
                ) : (
                  <td key={heading} class={numeric ? 'numeric' : undefined}>
                    {cell(row)}
                  </td>
                ),
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
