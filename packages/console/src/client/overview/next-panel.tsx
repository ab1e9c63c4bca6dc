/** The next thing to do. */
import type { NextStep } from '../../api/overview.js';
import { Command } from '../parts/command.js';

export function NextPanel({ next }: { next: NextStep }) {
  return (
    <p class="next">
      <strong>Next:</strong> {next.sentence} {next.command && <Command text={next.command} />}
      {next.page && <a href={next.page.path}>{next.page.label}</a>}
    </p>
  );
}
