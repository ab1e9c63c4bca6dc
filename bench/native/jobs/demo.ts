import { defineJob, type JobArgs } from '@workbook/flink';
import transactions from '../../../pipelines/transactions/job.js';

/** The demo's job as it is, except that it ends at the last record that is there when it starts. */
export default Object.assign(
  defineJob(transactions.name, () => undefined),
  {
    buildGraph({ objectReuse, ...args }: JobArgs) {
      const graph = transactions.buildGraph(args);
      for (const node of graph.nodes) if (node.op === 'kafkaSource') node.params.stoppingOffsets = { kind: 'latest' };
      graph.settings.objectReuse = objectReuse === true;
      return graph;
    },
  },
);
