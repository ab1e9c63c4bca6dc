/** Why records were set apart, the most frequent reason first. */
import type { Reasons } from '../../api/pipelines.js';
import { formatCount } from '../parts/format.js';
import { Table } from '../parts/table.js';

export function ReasonTable({
  caption,
  reasons: { reasons },
  empty,
}: {
  caption: string;
  reasons: Reasons;
  empty: string;
}) {
  return (
    <Table
      caption={caption}
      rows={reasons}
      rowKey={({ reason }) => reason}
      empty={empty}
      columns={[
        { heading: 'Reason', names: true, cell: ({ reason }) => reason },
        { heading: 'Records', numeric: true, cell: ({ count }) => formatCount(count) },
      ]}
    />
  );
}
