/**
 * Parse, filter, map and a keyed window aggregate in TypeScript, Java and Python:
 * node --import tsx bench/window.ts [--records 250000] [--runs 5]
 */
import type { Figure } from './figures.js';
import { measure } from './measure.js';
import { type Contender, ratioFigures, runOnce, takeTurns } from './native/comparison.js';
import { fillTransactions } from './native/input.js';
import { OUTPUT } from './native/jobs/frame.js';
import { requireSameOutputs } from './native/outputs.js';
import { PyFlink } from './native/pyflink.js';
import { Arena } from './native/twins.js';

const WHAT = 'parse → filter → map → keyed window aggregate';
const TWINS = { file: 'window.ts', javaClass: 'WindowJob' };
/** PyFlink gets a part of the transactions: all of them would take it minutes. */
const PYTHON_SHARE = 10;

await measure('Parse, filter, map, keyed window aggregate', async (scope) => {
  const arena = await Arena.open(scope);
  const figures = await arena.compareWithJava(WHAT, 0.3, TWINS);
  return [...figures, ...(await compareWithPython(arena, await PyFlink.prepare(arena.cluster.settings, scope.folder)))];
});

async function compareWithPython(arena: Arena, pyFlink: PyFlink): Promise<Figure[]> {
  const { cluster } = arena;
  const records = Math.round(arena.input.records / PYTHON_SHARE);
  // PyFlink has no watermarks of each partition by itself where the time of a record is told by Python.
  const input = { topic: 'bench-transactions-for-python', records, partitions: 1 };
  await fillTransactions(cluster, input, 0);
  const python: Contender = {
    language: 'PyFlink',
    input,
    submit: ({ bootstrapServers, groupId, input: topic, checkpointIntervalMs }) =>
      pyFlink.submit('window_job.py', [bootstrapServers, groupId, topic, OUTPUT, checkpointIntervalMs]),
  };
  const [its, ours] = await takeTurns(cluster, [OUTPUT], false, [python, arena.typeScript(TWINS)] as const);

  const settings = { groupId: 'what-python-must-write', objectReuse: false };
  const reference = await runOnce(cluster, [OUTPUT], arena.typeScript(TWINS, input), settings);
  for (const { outputs } of its.runs) requireSameOutputs(reference.outputs, outputs, 'The job in Python');
  return ratioFigures(`${WHAT} vs the same in PyFlink`, 25, ours, its);
}
