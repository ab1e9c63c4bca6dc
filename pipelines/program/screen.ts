import { showsColours } from '@workbook/terminal';
import { createLogUpdate } from 'log-update';

/** Where a program shows how things stand. */
export interface Screen<View> {
  /** Shows the newest state. */
  show(view: View): void;
  /** Says something that stays. */
  say(sentence: string): void;
  /** Leaves the last state on the screen, and the cursor below it. */
  end(): void;
}

/** What a screen shows of a view. */
export interface Rendering<View> {
  /** Many lines, for a terminal. */
  table(view: View, color: boolean): string;
  /** One line, for a pipe or a file. */
  line(view: View): string;
}

/** How often a screen wants to be shown something, in ms. */
export const SHOW_EVERY_MS = 250;
const LINE_EVERY_MS = 2_000;

/** A table that is updated in place on a terminal; elsewhere (a pipe, a file, CI) a plain line every two seconds, if it has changed. */
export function openScreen<View>(
  rendering: Rendering<View>,
  out: NodeJS.WriteStream = process.stdout,
  env: NodeJS.ProcessEnv = process.env,
): Screen<View> {
  // A terminal that does not know its size would get a table of no lines.
  return out.isTTY && out.rows > 0 && out.columns > 0 && env.TERM !== 'dumb'
    ? liveScreen(rendering, out, showsColours(out, env))
    : plainScreen(rendering, out);
}

function liveScreen<View>({ table }: Rendering<View>, out: NodeJS.WriteStream, color: boolean): Screen<View> {
  const update = createLogUpdate(out);
  let last = '';
  return {
    show(view) {
      last = table(view, color);
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

function plainScreen<View>({ line }: Rendering<View>, out: NodeJS.WriteStream): Screen<View> {
  let [shown, last] = [0, ''];
  return {
    show(view) {
      const now = performance.now();
      if (now - shown < LINE_EVERY_MS) return;
      const newest = line(view);
      if (newest === last) return;
      [shown, last] = [now, newest];
      out.write(`${newest}\n`);
    },
    say: (sentence) => void out.write(`${sentence}\n`),
    end() {},
  };
}
