/** Kafka, Flink and JupyterLab: each with its state, and with what mends it. */
import type { ServiceHealth } from '../../api/overview.js';
import { Command } from '../parts/command.js';
import { StateWord, type Tone } from '../parts/state-word.js';
import { Table } from '../parts/table.js';

const TONES: Readonly<Record<ServiceHealth['state'], Tone>> = {
  running: 'good',
  unready: 'busy',
  crashed: 'bad',
  stopped: 'off',
};

export function ServicesPanel({ services }: { services: readonly ServiceHealth[] }) {
  return (
    <Table
      caption="Services and their health"
      rows={services}
      rowKey={({ title }) => title}
      empty="There are no services."
      columns={[
        { heading: 'Service', names: true, cell: ({ title }) => title },
        { heading: 'State', cell: ({ state }) => <StateWord tone={TONES[state]} word={state} /> },
        { heading: 'Details', cell: (service) => <Details service={service} /> },
      ]}
    />
  );
}

function Details({ service: { address, detail, command, remedy } }: { service: ServiceHealth }) {
  return (
    <>
      {detail}
      {address && <span class="aside"> {address}</span>}
      {remedy && <div>{remedy}</div>}
      {command && (
        <div>
          Mend it with <Command text={command} />
        </div>
      )}
    </>
  );
}
