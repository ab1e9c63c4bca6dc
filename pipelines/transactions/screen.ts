import { createLogUpdate } from 'log-update';
import { renderLine, renderTable, type View } from './table.js';

/** Where a program shows how things stand. */
export interface Screen {
  /** Shows the newest state. */
  show(view: View): void;
  /** Says something that stays. */
  say(sentence: string): void;
  /** Leaves the last state on the screen, and the cursor below it. */
  end(): void;
}

/** How often a screen wants to be shown something, in ms. */
export const SHOW_EVERY_MS = 250;
const LINE_EVERY_MS = 2_000;

/** A table that is updated in place on a terminal; elsewhere (a pipe, a file, CI) a plain line every two seconds. */
export function openScreen(out: NodeJS.WriteStream = process.stdout, env: NodeJS.ProcessEnv = process.env): Screen {
  return out.isTTY && env.TERM !== 'dumb' ? liveScreen(out, !env.NO_COLOR) : plainScreen(out);
}

function liveScreen(out: NodeJS.WriteStream, color: boolean): Screen {
  const update = createLogUpdate(out);
  let last = '';
  return {
    show(view) {
      last = renderTable(view, color);
      update(`\n${last}\n`);
    },
    say(sentence) {
      update.persist(sentence);
      if (last) update(`\n${last}\n`);
    },
    end() {
      update.done();
      last = '';
    },
  };
}

function plainScreen(out: NodeJS.WriteStream): Screen {
  let shown = 0;
  return {
    show(view) {
      const now = performance.now();
      if (now - shown < LINE_EVERY_MS) return;
      shown = now;
      out.write(`${renderLine(view)}\n`);
    },
    say: (sentence) => void out.write(`${sentence}\n`),
    end() {},
  };
}
