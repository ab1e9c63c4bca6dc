// The list of steps: each starts as soon as those it waits for are done; on a terminal the list is redrawn in place.
import { styleText } from 'node:util';

const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏'];
const REDRAW_MS = 100;
const PLAIN_PROGRESS_MS = 10_000;

/**
 * Runs the steps. When one fails, `onFailure` is called at once, the others come to their end, and its error is thrown.
 *
 * @param {{id: string, title: string, after?: string[], run: (tell: (progress: string) => void) => Promise<string | undefined>}[]} steps
 *   run resolves to a few words on what it did, or undefined if there was nothing to do
 * @param {{stream: NodeJS.WriteStream, onFailure?: () => void}} options
 */
export async function runSteps(steps, { stream, onFailure }) {
  const states = steps.map((step) => ({ step, phase: 'waiting', progress: '', startedAt: 0, seconds: 0 }));
  const screen = isLive(stream) ? liveScreen(stream, states) : plainScreen(stream, states);
  const running = new Map();
  let failure;

  const start = async (state) => {
    await Promise.resolve(); // until all of them are known, in whatever order they stand
    await Promise.all((state.step.after ?? []).map((id) => running.get(id)));
    if (failure) return;
    state.phase = 'running';
    state.startedAt = performance.now();
    try {
      const done = await state.step.run((progress) => {
        state.progress = progress;
      });
      state.progress = done ?? 'already there';
      state.phase = done === undefined ? 'kept' : 'done';
    } catch (error) {
      state.phase = failure || error.name === 'AbortError' ? 'stopped' : 'failed';
      if (failure) return;
      failure = { error };
      onFailure?.();
    } finally {
      state.seconds = (performance.now() - state.startedAt) / 1000;
      screen.ended(state);
    }
  };

  try {
    for (const state of states) running.set(state.step.id, start(state));
    await Promise.all(running.values());
  } finally {
    screen.close();
  }
  if (failure) throw failure.error;
}

function isLive(stream) {
  return Boolean(stream.isTTY) && process.env.TERM !== 'dumb' && !process.env.CI;
}

function liveScreen(stream, states) {
  const paint = painter(stream);
  const width = Math.max(...states.map(({ step }) => step.title.length));
  let frame = 0;
  let height = 0;
  const draw = () => {
    frame += 1;
    const lines = states.map((state) => liveLine(state, width, frame, paint, stream.columns || 80));
    stream.write(`${height > 0 ? `\x1b[${height}A` : ''}${lines.map((line) => `\x1b[2K${line}\n`).join('')}`);
    height = lines.length;
  };
  stream.write('\x1b[?25l');
  const showCursor = () => stream.write('\x1b[?25h');
  process.once('exit', showCursor);
  draw();
  const timer = setInterval(draw, REDRAW_MS);
  return {
    ended: () => {},
    close: () => {
      clearInterval(timer);
      draw();
      process.off('exit', showCursor);
      showCursor();
    },
  };
}

function liveLine(state, width, frame, paint, columns) {
  const { phase, progress, step } = state;
  const seconds = phase === 'running' ? (performance.now() - state.startedAt) / 1000 : state.seconds;
  const time = (phase === 'running' && seconds >= 1) || (phase === 'done' && seconds >= 0.1) ? duration(seconds) : '';
  const details = [progress, time]
    .filter(Boolean)
    .join(' · ')
    .slice(0, Math.max(0, columns - width - 6));
  const title = step.title.padEnd(width);
  if (phase === 'waiting' || phase === 'stopped') return paint('dim', `  · ${title}`);
  if (phase === 'running') return `  ${paint('cyan', FRAMES[frame % FRAMES.length])} ${title}  ${details}`;
  if (phase === 'failed') return `  ${paint('red', '✗')} ${title}`;
  return `  ${paint('green', '✓')} ${title}  ${paint('dim', details)}`;
}

function plainScreen(stream, states) {
  const timer = setInterval(() => {
    for (const state of states) {
      const elapsedMs = performance.now() - state.startedAt;
      if (state.phase !== 'running' || elapsedMs < PLAIN_PROGRESS_MS) continue;
      const details = [state.progress, duration(elapsedMs / 1000)].filter(Boolean);
      stream.write(`  … ${state.step.title}: ${details.join(', ')}\n`);
    }
  }, PLAIN_PROGRESS_MS);
  return {
    ended: ({ phase, progress, seconds, step }) => {
      if (phase === 'stopped') stream.write(`  · ${step.title}: stopped\n`);
      else if (phase === 'failed') stream.write(`  ✗ ${step.title}: failed\n`);
      else if (phase === 'kept') stream.write(`  ✓ ${step.title}: ${progress}\n`);
      else stream.write(`  ✓ ${step.title}: ${progress}, ${duration(seconds)}\n`);
    },
    close: () => clearInterval(timer),
  };
}

/**
 * Colours for a stream; plain text where colours aren't shown or wanted. `@workbook/terminal` has its own for all that
 * runs later: this runs before anything is installed or compiled.
 */
export function painter(stream) {
  const colours = Boolean(stream.isTTY) && !process.env.NO_COLOR && stream.hasColors();
  return (format, text) => (colours ? styleText(format, text, { validateStream: false }) : text);
}

/** A duration in seconds, as one reads it: `0.8 s`, `12 s`, `3 min 5 s`. */
export function duration(seconds) {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  if (seconds < 60) return `${Math.round(seconds)} s`;
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

/** A number of bytes, as one reads it: `34 MB`. */
export function size(bytes) {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${Math.round(bytes / 1_000_000)} MB`;
}
